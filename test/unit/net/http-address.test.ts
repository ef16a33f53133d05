/** Where the exporter listens. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isLoopback, listenUrl, parseListenAddress } from "../../../src/net/http-address.ts";

const LISTEN = { name: "--listen", defaultHost: undefined };
const HTTP = { name: "--http", defaultHost: "127.0.0.1" };

describe("parseListenAddress", () => {
  it("reads hosts, addresses and every interface", () => {
    assert.deepEqual(parseListenAddress("127.0.0.1:9150", LISTEN), { host: "127.0.0.1", port: 9150 });
    assert.deepEqual(parseListenAddress("cache-1.local:0", LISTEN), { host: "cache-1.local", port: 0 });
    assert.deepEqual(parseListenAddress("[::1]:9150", LISTEN), { host: "::1", port: 9150 });
    assert.deepEqual(parseListenAddress("[fe80::1%eth0]:1", LISTEN), { host: "fe80::1%eth0", port: 1 });
    for (const text of [":9150", "*:9150"]) {
      assert.deepEqual(parseListenAddress(text, LISTEN), { host: undefined, port: 9150 });
    }
  });
  it("gives a bare port the host of its option, if that has one", () => {
    assert.deepEqual(parseListenAddress("9150", HTTP), { host: "127.0.0.1", port: 9150 });
    assert.deepEqual(parseListenAddress(":9150", HTTP), { host: undefined, port: 9150 });
    assert.throws(() => parseListenAddress("65536", HTTP), {
      code: "USAGE",
      message: '--http "65536" is no address to listen on',
      hint: /write PORT, HOST:PORT/,
    });
  });
  it("refuses the rest and says what to write", () => {
    for (const text of ["", "9150", "a", "a:", "a:b", ":70000", "::1:9150", "http://a:1", "a b:1", ":9150/metrics"]) {
      assert.throws(() => parseListenAddress(text, LISTEN), { code: "USAGE", hint: /HOST:PORT/ }, text);
    }
  });
});

describe("listenUrl", () => {
  it("can be opened on this machine", () => {
    assert.equal(listenUrl({ host: "::1", port: 1 }), "http://[::1]:1");
    assert.equal(listenUrl({ host: undefined, port: 2 }), "http://localhost:2");
  });
});

describe("isLoopback", () => {
  it("knows this machine's own addresses", () => {
    for (const address of ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"]) {
      assert.ok(isLoopback(address), address);
    }
    for (const address of ["0.0.0.0", "::", "10.0.0.127", "1270.0.0.1", "fe80::1", "::ffff:10.0.0.1"]) {
      assert.ok(!isLoopback(address), address);
    }
  });
});
