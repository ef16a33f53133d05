/** The words of serve before they are read: which is the config file. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { configFileOf, isEnding, readCommandLine } from "../../../../src/cli/serve/command-line.ts";

function file(line: string, env: Readonly<Record<string, string>> = {}): string | undefined {
  return configFileOf(readCommandLine(line.split(" ")), env);
}

function found(line: string): string[] {
  return readCommandLine(line.split(" ")).matches.map(({ name, value }) => `${name}=${value}`);
}

describe("-c", () => {
  it("with a number is memcached's limit of connections, with anything else a config file", () => {
    assert.deepEqual(found("-c 1024 -c m.conf"), ["conn-limit=1024", "config=m.conf"]);
    assert.deepEqual(found("-vc1024 -vcm.conf"), [
      "verbose=undefined",
      "conn-limit=1024",
      "verbose=undefined",
      "config=m.conf",
    ]);
    assert.deepEqual(found("-c -5 -c +5 -c ./1024 -c 10x -c 1e3"), [
      "conn-limit=-5",
      "conn-limit=+5",
      "config=./1024",
      "config=10x",
      "config=1e3",
    ]);
    assert.deepEqual(found("--conn-limit m.conf --config 1024"), ["conn-limit=m.conf", "config=1024"]);
  });
});

describe("the config file", () => {
  it("is named by a flag, or by the environment", () => {
    assert.equal(file("-p 1"), undefined);
    assert.equal(file("-c 1024"), undefined);
    assert.equal(file("-c m.conf"), "m.conf");
    assert.equal(file("--config=m.conf -c 1024"), "m.conf");
    assert.equal(file("-p 1", { MEMTOOL_CONFIG: "e.conf" }), "e.conf");
    assert.equal(file("-c m.conf", { MEMTOOL_CONFIG: "e.conf" }), "m.conf");
    assert.equal(file("-p 1", { MEMTOOL_CONFIG: "" }), undefined);
  });
  it("can be one only, and has a name", () => {
    assert.throws(() => file("-c a.conf --config b.conf"), {
      code: "USAGE",
      message: "there can be one config file only",
    });
    assert.throws(() => file("--config="), { code: "USAGE", message: "--config needs a value" });
    assert.throws(() => readCommandLine(["-c"]), { message: "option requires an argument -- 'c'" });
  });
  it("is not read for somebody who asks for help", () => {
    assert.equal(file("-c m.conf --help"), undefined);
    assert.equal(file("-V", { MEMTOOL_CONFIG: "e.conf" }), undefined);
    assert.deepEqual(
      ["help", "version", "license", "port"].map((name) => isEnding({ name })),
      [true, true, true, false],
    );
  });
});
