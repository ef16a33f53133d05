/** The items of memcached's -l. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseListen, parsePort } from "../../../../src/cli/serve/listen.ts";
import { MemcachedRefusal } from "../../../../src/cli/serve/refusal.ts";

describe("parseListen", () => {
  it("reads names, both families, ports, and * for all interfaces", () => {
    assert.deepEqual(parseListen("localhost"), [{ host: "localhost", port: undefined }]);
    assert.deepEqual(parseListen("fe80::1%eth0"), [{ host: "fe80::1%eth0", port: undefined }]);
    assert.deepEqual(parseListen("[::1]"), [{ host: "::1", port: undefined }]);
    assert.deepEqual(parseListen("*:7"), [{ host: "*", port: 7 }]);
    assert.deepEqual(parseListen(" a:1 ; b:2,, "), [
      { host: "a", port: 1 },
      { host: "b", port: 2 },
    ]);
  });
  it("reads prefixes in their order", () => {
    assert.deepEqual(parseListen("mtls:proto[binary]:tag[one]:10.0.0.1:5"), [
      { host: "10.0.0.1", port: 5, protocol: "binary", tls: "mtls" },
    ]);
    assert.deepEqual(parseListen("proto[negotiating]:tag_two_:[::1]:6"), [{ host: "::1", port: 6, protocol: "auto" }]);
    assert.deepEqual(parseListen("notls:*"), [{ host: "*", port: undefined, tls: "notls" }]);
  });
  it("refuses the rest with exit code 71 and names the item", () => {
    const refused: Readonly<Record<string, string>> = {
      "proto[klingon]:a": 'Invalid protocol spec: "klingon"',
      "tag[]:a": 'Listener tags must be between 1 and 8 characters: ""',
      "tag_toolongtag_:a": 'Listener tags must be between 1 and 8 characters: "toolongtag"',
      "a b": 'getaddrinfo(): "a b" is no host',
      ":80": 'getaddrinfo(): "" is no host',
      "a:70000": 'Invalid port number: "70000"',
      "a:-2": 'Invalid port number: "-2"',
    };
    for (const [item, message] of Object.entries(refused)) {
      assert.throws(
        () => parseListen(item),
        (error) => {
          assert.ok(error instanceof MemcachedRefusal);
          assert.deepEqual([error.exitCode, error.message], [71, message]);
          assert.equal(error.hint, `failed to listen on one of interface(s) ${item}`);
          return true;
        },
        item,
      );
    }
  });
});

describe("parsePort", () => {
  it("knows off, any free one and the limit", () => {
    assert.equal(parsePort("-1"), 0);
    assert.equal(parsePort("0"), "off");
    assert.equal(parsePort(" 65535x"), 65535);
    assert.throws(() => parsePort("65536"), MemcachedRefusal);
    assert.throws(() => parsePort("-2"), MemcachedRefusal);
  });
});
