/** Where the exporter listens. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listenUrl, parseListenAddress } from "../../../src/monitor/exporter-address.ts";

describe("parseListenAddress", () => {
  it("reads hosts, addresses and every interface", () => {
    assert.deepEqual(parseListenAddress("127.0.0.1:9150"), { host: "127.0.0.1", port: 9150 });
    assert.deepEqual(parseListenAddress("cache-1.local:0"), { host: "cache-1.local", port: 0 });
    assert.deepEqual(parseListenAddress("[::1]:9150"), { host: "::1", port: 9150 });
    assert.deepEqual(parseListenAddress("[fe80::1%eth0]:1"), { host: "fe80::1%eth0", port: 1 });
    for (const text of [":9150", "*:9150"]) {
      assert.deepEqual(parseListenAddress(text), { host: undefined, port: 9150 });
    }
  });
  it("refuses the rest and says what to write", () => {
    for (const text of ["", "9150", "a", "a:", "a:b", ":70000", "::1:9150", "http://a:1", "a b:1", ":9150/metrics"]) {
      assert.throws(() => parseListenAddress(text), { code: "USAGE", hint: /HOST:PORT/ }, text);
    }
  });
});

describe("listenUrl", () => {
  it("can be opened on this machine", () => {
    assert.equal(listenUrl({ host: "::1", port: 1 }), "http://[::1]:1");
    assert.equal(listenUrl({ host: undefined, port: 2 }), "http://localhost:2");
  });
});
