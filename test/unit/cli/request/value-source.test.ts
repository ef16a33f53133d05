/** Where values come from. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, it } from "node:test";
import type { ReadStream } from "node:tty";
import { readValue, valueSource } from "../../../../src/cli/request/value-source.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { createTestContext } from "../../../support/test-context.ts";

describe("valueSource", () => {
  it("tells words, files and stdin apart", () => {
    assert.deepEqual(valueSource("hello", undefined), { kind: "word", text: "hello" });
    assert.deepEqual(valueSource("", undefined), { kind: "word", text: "" });
    assert.deepEqual(valueSource("@a.png", undefined), { kind: "file", path: "a.png" });
    assert.deepEqual(valueSource("@@joe", undefined), { kind: "word", text: "@joe" });
    assert.deepEqual(valueSource(undefined, "a.png"), { kind: "file", path: "a.png" });
    assert.deepEqual(valueSource("-", undefined), { kind: "stdin" });
    assert.deepEqual(valueSource(undefined, undefined), { kind: "stdin" });
  });
  it("takes one of them", () => {
    assert.throws(() => valueSource("x", "a.png"), /given twice/);
  });
});

describe("readValue", () => {
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

  it("takes a word as UTF-8, and none that was not", async () => {
    const { context } = createTestContext();
    assert.deepEqual(Buffer.from(await readValue({ kind: "word", text: "ä" }, context)), Buffer.from("ä"));
    await assert.rejects(readValue({ kind: "word", text: "\ufffd" }, context), /not UTF-8/);
  });
  it("takes a file exactly", async () => {
    const path = join(temporaryFolder("value-"), "bytes");
    writeFileSync(path, everyByte);
    assert.deepEqual(Buffer.from(await readValue({ kind: "file", path }, createTestContext().context)), everyByte);
    await assert.rejects(
      readValue({ kind: "file", path: `${path}-not` }, createTestContext().context),
      /cannot read the value from .*ENOENT/,
    );
  });
  it("takes stdin exactly, and tells a terminal only", async () => {
    for (const isTTY of [false, true]) {
      const { context, stderrText } = createTestContext();
      const stdin = Object.assign(new PassThrough(), { isTTY }) as unknown as ReadStream & PassThrough;
      stdin.write(everyByte.subarray(0, 100));
      stdin.end(everyByte.subarray(100));
      assert.deepEqual(Buffer.from(await readValue({ kind: "stdin" }, { ...context, stdin })), everyByte);
      assert.equal(/Ctrl-D/.test(stderrText()), isTTY);
    }
  });
  it("takes nothing as an empty value", async () => {
    const { context } = createTestContext();
    (context.stdin as unknown as PassThrough).end();
    assert.equal((await readValue({ kind: "stdin" }, context)).length, 0);
  });
});
