/** YAML: one flat mapping. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../../src/base/errors.ts";
import { parseYamlMapping } from "../../../../../src/cli/serve/config/yaml-mapping.ts";

async function entries(text: string): Promise<string[]> {
  const found = await parseYamlMapping(text, "a.yaml");
  return found.map(({ key, value, line, isListed }) => `${line} ${key}=${value}${isListed === true ? " listed" : ""}`);
}

async function refusal(text: string): Promise<string> {
  try {
    await parseYamlMapping(text, "a.yaml");
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "USAGE", String(error));
    return error.message;
  }
  return "accepted";
}

describe("a YAML config", () => {
  it("is a mapping of keys to scalars and lists, with their lines", async () => {
    const text =
      "# m\n---\nmemory-limit: 1024M # one\nlisten: [127.0.0.1, '[::1]']\nextended:\n  - idle_timeout=60\n  - track_sizes\n";
    assert.deepEqual(await entries(text), [
      "3 memory-limit=1024M",
      "4 listen=127.0.0.1 listed",
      "4 listen=[::1] listed",
      "6 extended=idle_timeout=60 listed",
      "7 extended=track_sizes listed",
    ]);
    assert.deepEqual(await entries("# nothing\n"), []);
    assert.deepEqual(await entries("{port: 1, \"threads\": '2'}"), ["1 port=1", "1 threads=2"]);
  });
  it("counts plain scalars as they are written", async () => {
    assert.deepEqual(
      await entries(
        "unix-mask: 0750\nslab-growth-factor: 1.10\ndisable-cas: yes\nport: 0x10\nstat-delimiter: '#'\nuser:\nuser: ~\nuser: \"a\\tb\"",
      ),
      [
        "1 unix-mask=0750",
        "2 slab-growth-factor=1.10",
        "3 disable-cas=yes",
        "4 port=0x10",
        "5 stat-delimiter=#",
        "6 user=",
        "7 user=~",
        "8 user=a\tb",
      ],
    );
  });
  it("is refused where it is more than that", async () => {
    assert.equal(
      await refusal("port: 1\nextended:\n  idle_timeout: 60"),
      'a.yaml:3: the value of "extended" is neither a scalar nor a list of scalars',
    );
    assert.equal(
      await refusal("listen:\n- [a]"),
      'a.yaml:2: the value of "listen" is neither a scalar nor a list of scalars',
    );
    assert.equal(
      await refusal("port: &p 1\nudp-port: *p"),
      'a.yaml:2: the value of "udp-port" is neither a scalar nor a list of scalars',
    );
    assert.equal(await refusal("- port"), "a.yaml:1: this is no mapping of keys to values");
    assert.equal(await refusal("port: 1\n? [a]\n: b"), "a.yaml:2: this key is no word");
    assert.equal(await refusal("port: 1\n7: b"), "a.yaml:2: this key is no word");
    assert.equal(await refusal("port: 1\nlisten: []"), 'a.yaml:2: the list of "listen" is empty');
  });
  it("is refused with the line of the mistake where it is no YAML", async () => {
    assert.match(await refusal("port: 1\nlisten: [a\nthreads: 2"), /^a\.yaml:[23]: no YAML: /);
    assert.match(await refusal("port: 1\n\tthreads: 2"), /^a\.yaml:2: no YAML: /);
    assert.match(await refusal("port: !number 1"), /^a\.yaml:1: no YAML: .*!number/);
    assert.match(await refusal("port: 1\n---\nport: 2"), /^a\.yaml:2: no YAML: .*multiple documents/);
  });
  it("nested out of all measure is an error, no crash", async () => {
    assert.match(await refusal(`a: ${"[".repeat(100_000)}`), /^a\.yaml/);
    assert.match(await refusal(`a: ${"{a: ".repeat(50_000)}`), /^a\.yaml/);
  });
});
