/** base/address.ts: every spelling of a server address, and what is said about the wrong ones. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Address,
  distinctAddresses,
  formatAddress,
  parseAddress,
  parseAddressList,
} from "../../../src/base/address.ts";
import { MemtoolError } from "../../../src/base/errors.ts";

function tcp(host: string, port: number, more: object = {}): Address {
  return { kind: "tcp", host, port, tls: false, ...more };
}

const GOOD: readonly (readonly [string, Address])[] = [
  ["localhost", tcp("localhost", 11211)],
  ["cache-1.example.com:22122", tcp("cache-1.example.com", 22122)],
  ["127.0.0.1:1", tcp("127.0.0.1", 1)],
  ["::1", tcp("::1", 11211)],
  ["fe80::1%eth0", tcp("fe80::1%eth0", 11211)],
  ["[::1]", tcp("::1", 11211)],
  ["[2001:db8::7]:65535", tcp("2001:db8::7", 65535)],
  ["/tmp/m.sock", { kind: "unix", path: "/tmp/m.sock" }],
  ["unix:/tmp/m.sock", { kind: "unix", path: "/tmp/m.sock" }],
  ["unix:///tmp/m.sock", { kind: "unix", path: "/tmp/m.sock" }],
  ["unix://u:p%2F@/tmp/m.sock", { kind: "unix", path: "/tmp/m.sock", username: "u", password: "p/" }],
  ["unix://u@/tmp/a@b", { kind: "unix", path: "/tmp/a@b", username: "u" }],
  ["memcached://host", tcp("host", 11211)],
  ["memcached://host:1234/", tcp("host", 1234)],
  ["MEMCACHED://u:p%40ss@[::1]:1234", tcp("::1", 1234, { username: "u", password: "p@ss" })],
  ["memcached://u@host", tcp("host", 11211, { username: "u" })],
  ["memcacheds://u:a:b@host", tcp("host", 11211, { tls: true, username: "u", password: "a:b" })],
];

for (const [text, address] of GOOD) {
  test(`parses ${text}`, () => {
    assert.deepEqual(parseAddress(text), address);
  });
}

const BAD: readonly (readonly [string, RegExp])[] = [
  ["", /empty/],
  ["host:", /port "" is not a number from 1 to 65535/],
  ["host:0", /port "0"/],
  ["host:65536", /port "65536"/],
  ["host:11211x", /port "11211x"/],
  [":11211", /no host name/],
  ["host name", /not a host name/],
  ["a\u001b[31m", /"a\\u001b\[31m" is not a host name/],
  ["11211", /"11211" is a number, not a host/],
  ["memcached://11211", /a number, not a host/],
  ["a:1;b:2", /there is a ; in it/],
  ["1:2:3", /several colons/],
  ["u:secret@host:11211", /"\*\*\*@host:11211": it has a login but no scheme/],
  ["u@host", /a login but no scheme/],
  ["[::1", /several colons/],
  ["[host]:1", /not an IPv6 address/],
  ["[::1]:x", /port "x"/],
  ["unix:relative.sock", /starts with \//],
  [`/${"p".repeat(120)}`, /at most 107 bytes/],
  ["unix://u:secret@tmp/m.sock", /starts with \//],
  ["unix://@/tmp/m.sock", /no user name/],
  ["redis://host", /"redis:\/\/" is not a scheme/],
  ["dns+cache.example.com:11211", /one server is wanted here/],
  ["etcd://host:2379/cluster", /one server is wanted here/],
  ["memcached://:secret@host", /no user name/],
  ["memcached://u:%zz@host", /two hex digits/],
];

for (const [text, message] of BAD) {
  test(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.throws(
      () => parseAddress(text),
      (error) => {
        assert.ok(error instanceof MemtoolError && error.code === "ADDRESS" && error.hint !== undefined);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

test("no message and no written form shows a password", () => {
  for (const text of [
    "memcached://u:topsecret@host:99999",
    "unix://u:topsecret@m.sock",
    "redis://u:topsecret@host",
    "memcached://u:topsecret%zz@host",
    "memcached://u:top/topsecret@host:x",
    "u:topsecret@host",
  ]) {
    assert.throws(
      () => parseAddress(text),
      (error: Error) => !`${error.message}${error.stack}`.includes("topsecret"),
    );
  }
  assert.equal(formatAddress(parseAddress("memcacheds://u:topsecret@host")), "memcacheds://u@host:11211");
});

test("a list may be split by commas and spaces; the environment and the default stand in", () => {
  assert.deepEqual(parseAddressList(["a:1, b:2", "c:3"], { MEMCACHE_SERVERS: "d:4" }).map(formatAddress), [
    "a:1",
    "b:2",
    "c:3",
  ]);
  assert.deepEqual(parseAddressList([], { MEMCACHE_SERVERS: "d:4 /e.sock" }).map(formatAddress), ["d:4", "/e.sock"]);
  assert.deepEqual(parseAddressList([], { MEMCACHE_SERVERS: " " }).map(formatAddress), ["127.0.0.1:11211"]);
  for (const unset of ["", " ", ","]) {
    assert.throws(
      () => parseAddressList(["a:1", unset], {}),
      /ADDRESS|it is empty/,
      "an unset variable is no default server",
    );
  }
});

test("property: what is written is read back the same, and no text makes the parser throw anything else", () => {
  const address = fc.oneof(
    fc.record(
      {
        kind: fc.constant("tcp" as const),
        host: fc.oneof(fc.domain(), fc.ipV4(), fc.constant("::1")),
        port: fc.integer({ min: 1, max: 65535 }),
        tls: fc.boolean(),
      },
      { noNullPrototype: true },
    ),
    fc.record(
      {
        kind: fc.constant("unix" as const),
        path: fc.stringMatching(/^\/[a-z0-9.@]{1,50}$/),
        username: fc.string({ unit: "grapheme", minLength: 1 }),
      },
      { noNullPrototype: true, requiredKeys: ["kind", "path"] },
    ),
  );
  fc.assert(fc.property(address, (value) => assert.deepEqual(parseAddress(formatAddress(value)), value)));
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parseAddress(text);
      } catch (error) {
        assert.ok(error instanceof MemtoolError && error.code === "ADDRESS");
      }
    }),
  );
});

test("a server named twice is one server", () => {
  const named = ["b:1", "a:1", "B:1", "memcacheds://a:1", "/a", "/A", "/a"].map((text) => parseAddress(text));
  assert.deepEqual(distinctAddresses(named).map(formatAddress), ["b:1", "a:1", "memcacheds://a:1", "/a", "/A"]);
});

test("a weight stands behind an address, a name before it; neither is part of where the server is", () => {
  assert.deepEqual(parseAddress("cache-a=10.0.0.1:11212*2.5"), {
    kind: "tcp",
    host: "10.0.0.1",
    port: 11212,
    tls: false,
    weight: 2.5,
    name: "cache-a",
  });
  assert.deepEqual(parseAddress("[::1]*.5"), { kind: "tcp", host: "::1", port: 11211, tls: false, weight: 0.5 });
  assert.deepEqual(parseAddress("/run/a=b.sock*3"), { kind: "unix", path: "/run/a=b.sock", weight: 3 });
  assert.equal(formatAddress(parseAddress("a=cache:1*2")), "cache:1");
  for (const text of ["host*0", "host*1.2.3", "host*.", "host*-1", "=host", "*2", "a=", "a=*2"]) {
    assert.throws(() => parseAddress(text), { code: "ADDRESS" }, text);
  }
  assert.throws(() => parseAddress("host*0"), /the weight "0" is not a number above 0/);
});
