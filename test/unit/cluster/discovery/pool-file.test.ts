/** What a file of a pool is, and reading it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parsePoolFile, poolFileSource, poolSpelling } from "../../../../src/cluster/discovery/pool-file.ts";
import { nodeText } from "../../../../src/cluster/discovery/server-list.ts";

const ANY = { path: "f", poolName: undefined };

describe("poolSpelling", () => {
  it("goes by what is written", () => {
    for (const [text, spelling] of [
      ["// x\n{}", "json"],
      ["/* { */ a:1", "lines"],
      ["alpha:\n  servers:\n", "yaml"],
      ["- a:1", "yaml"],
      ["# x:\nservers: [a]", "yaml"],
      ["a:1\ntwo=b:2*2", "lines"],
      ["::1\nfe80::1%eth0\n[::1]:5", "lines"],
      ["cache-1.example.com\n/run/m.sock", "lines"],
      ["", "lines"],
    ] as const) {
      assert.equal(poolSpelling(text), spelling, text);
    }
  });
});

describe("parsePoolFile", () => {
  it("reads all of them", async () => {
    for (const text of ['{"pools":{"A":{"servers":["a:1"]}}}', "A:\n  servers:\n   - a:1:1\n", "- a:1", "a:1"]) {
      const { nodes } = await parsePoolFile(text, ANY);
      assert.deepEqual(nodes.map(nodeText), ["a:1"], text);
    }
  });
  it("knows that lines have no pools, and that nobody has so many servers", async () => {
    await assert.rejects(parsePoolFile("a:1", { path: "f", poolName: "x" }), { code: "USAGE", message: /no pools/ });
    await assert.rejects(parsePoolFile("a:1\n".repeat(10_001), ANY), { code: "USAGE", message: /names 10001 servers/ });
  });
});

describe("poolFileSource", () => {
  const signal = new AbortController().signal;
  it("reads the file each time", async () => {
    let text = "a:1";
    const source = poolFileSource({ path: "f", poolName: undefined }, () => Promise.resolve(Buffer.from(text)));
    assert.equal(source.name, "f");
    assert.deepEqual((await source.read(signal)).nodes.map(nodeText), ["a:1"]);
    text = "b:1";
    assert.deepEqual((await source.read(signal)).nodes.map(nodeText), ["b:1"]);
  });
  it("says why it cannot, and what is no list", async () => {
    const gone = poolFileSource({ path: "f", poolName: "p" }, () => Promise.reject(new Error("ENOENT: no such file")));
    assert.equal(gone.name, "f p");
    await assert.rejects(gone.read(signal), { code: "USAGE", message: "cannot read the pool f: ENOENT: no such file" });
    const large = poolFileSource(ANY, () => Promise.resolve(Buffer.alloc(5_000_000)));
    await assert.rejects(large.read(signal), { code: "USAGE", message: /5000000 bytes: this is no list/ });
  });
});
