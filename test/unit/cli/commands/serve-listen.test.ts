/** The items of memcached's -l. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { parseListen, parsePort } from "../../../../src/cli/commands/serve-listen.ts";

describe("parseListen", () => {
  it("reads names, both families, ports, and * for all interfaces", () => {
    assert.deepEqual(parseListen("localhost"), [{ host: "localhost", port: undefined }]);
    assert.deepEqual(parseListen("fe80::1%eth0"), [{ host: "fe80::1%eth0", port: undefined }]);
    assert.deepEqual(parseListen("[::1]"), [{ host: "::1", port: undefined }]);
    assert.deepEqual(parseListen("*:7"), [
      { host: "0.0.0.0", port: 7 },
      { host: "::", port: 7 },
    ]);
    assert.deepEqual(parseListen(" a:1 ; b:2,, "), [
      { host: "a", port: 1 },
      { host: "b", port: 2 },
    ]);
  });
  it("refuses prefixes it cannot honour and what is no host", () => {
    for (const text of ["notls:127.0.0.1", "proto[ascii]:a", "tag[x]:a", "a b", "[a b]:1", ":80"]) {
      assert.throws(() => parseListen(text), MemtoolError, text);
    }
  });
});

describe("parsePort", () => {
  it("knows 0 and -1 as any free port and the limit", () => {
    assert.equal(parsePort("-1"), 0);
    assert.equal(parsePort("65535"), 65535);
    for (const text of ["65536", "-2", "", "1x"]) {
      assert.throws(() => parsePort(text), MemtoolError);
    }
  });
});
