/** base/server-source.ts: the spellings of ways to find servers. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseAddressList, serverWords } from "../../../src/base/address.ts";
import { MemtoolError } from "../../../src/base/errors.ts";
import { formatServerSource, parseServerSource, type ServerSource } from "../../../src/base/server-source.ts";

function tcp(host: string, port: number, more: object = {}) {
  return { kind: "tcp", host, port, tls: false, ...more } as const;
}

const GOOD: readonly (readonly [text: string, source: ServerSource, formatted?: string])[] = [
  ["a:1", { kind: "address", address: tcp("a", 1) }],
  ["/run/m.sock", { kind: "address", address: { kind: "unix", path: "/run/m.sock" } }],
  ["dns+cache.example.com", { kind: "dns", address: tcp("cache.example.com", 11211) }, "dns+cache.example.com:11211"],
  ["DNS+cache:1", { kind: "dns", address: tcp("cache", 1) }, "dns+cache:1"],
  [
    "dnssrv+_memcached._tcp.cache",
    { kind: "dnssrv", address: tcp("_memcached._tcp.cache", 11211), hasPort: false, keepsNames: false },
  ],
  [
    "dnssrvnoa+_memcached._tcp.cache:7",
    { kind: "dnssrv", address: tcp("_memcached._tcp.cache", 7), hasPort: true, keepsNames: true },
  ],
  [
    "dnssrv+memcacheds://u:secret@_m._tcp.c",
    {
      kind: "dnssrv",
      address: tcp("_m._tcp.c", 11211, { tls: true, username: "u", password: "secret" }),
      hasPort: false,
      keepsNames: false,
    },
    "dnssrv+memcacheds://u@_m._tcp.c",
  ],
  ["elasticache+[::1]:11211", { kind: "elasticache", address: tcp("::1", 11211) }],
  [
    "elasticache+memcacheds://a.cfg.use1",
    { kind: "elasticache", address: tcp("a.cfg.use1", 11211, { tls: true }) },
    "elasticache+memcacheds://a.cfg.use1:11211",
  ],
  [
    "etcd://h/shop",
    { kind: "etcd", endpoints: [{ host: "h", port: 2379 }], cluster: "shop", tls: false, login: undefined },
    "etcd://h:2379/shop",
  ],
  [
    "etcds://u:p%40@a:1,[::1]:2,[::2]/x.y/",
    {
      kind: "etcd",
      endpoints: [
        { host: "a", port: 1 },
        { host: "::1", port: 2 },
        { host: "::2", port: 2379 },
      ],
      cluster: "x.y",
      tls: true,
      login: { username: "u", password: "p@" },
    },
    "etcds://u@a:1,[::1]:2,[::2]:2379/x.y",
  ],
];

const BAD: readonly (readonly [string, RegExp])[] = [
  ["dns+", /it is empty/],
  ["dns+dns+a", /a host is wanted behind the \+/],
  ["dns+/run/m.sock", /a host is wanted/],
  ["elasticache+a:0", /the port "0"/],
  ["dns+a:1*2", /of one server/],
  ["elasticache+x=a:1", /of one server/],
  ["dnssrv+10.0.0.1", /no service records/],
  ["dnssrv+[::1]:1", /no service records/],
  ["etcd://h:2379", /no cluster is named/],
  ["etcd://h:2379/", /no cluster is named/],
  ["etcd:///c", /no member/],
  ["etcd://h/a/b", /no name of a cluster/],
  ["etcd://h:x/a", /the port "x"/],
  ["etcd://u@h/a", /has no password/],
];

describe("parseServerSource", () => {
  for (const [text, source, formatted = text] of GOOD) {
    it(`reads ${text}`, () => {
      assert.deepEqual(parseServerSource(text), source);
      assert.equal(formatServerSource(source), formatted);
    });
  }
  for (const [text, message] of BAD) {
    it(`refuses ${text}`, () => {
      assert.throws(
        () => parseServerSource(text),
        (error) => error instanceof MemtoolError && error.code === "ADDRESS" && message.test(error.message),
      );
    });
  }
  it("never shows a password", () => {
    for (const text of ["etcd://u:secret@h/", "dnssrv+memcached://u:secret@10.0.0.1", "dns+u:secret@h"]) {
      assert.throws(
        () => parseServerSource(text),
        (error) => error instanceof MemtoolError && !`${error.message} ${error.hint}`.includes("secret"),
        text,
      );
    }
  });
  it("reads back what it writes", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
    const port = fc.integer({ min: 1, max: 65535 });
    const endpoint = fc.tuple(name, port).map(([host, number]) => ({ host, port: number }));
    const etcd = fc
      .tuple(fc.array(endpoint, { minLength: 1, maxLength: 4 }), name, fc.boolean())
      .map(([endpoints, cluster, tls]) => ({ kind: "etcd" as const, endpoints, cluster, tls, login: undefined }));
    fc.assert(
      fc.property(etcd, (source) => {
        assert.deepEqual(parseServerSource(formatServerSource(source)), source);
        assert.deepEqual(serverWords([`a:1,${formatServerSource(source)},b:2`], {}), [
          "a:1",
          formatServerSource(source),
          "b:2",
        ]);
      }),
    );
  });
});

describe("serverWords", () => {
  it("takes the words, else the environment, else the local server", () => {
    const env = { MEMCACHE_SERVERS: "etcd://a:1,b:2/c d" };
    assert.deepEqual(serverWords(["dns+x:1,y"], env), ["dns+x:1", "y"]);
    assert.deepEqual(serverWords([], env), ["etcd://a:1,b:2/c", "d"]);
    assert.deepEqual(serverWords([], {}), ["127.0.0.1:11211"]);
  });
  it("knows that a list of addresses has no place for ways to find some", () => {
    assert.throws(() => parseAddressList(["a elasticache+b"], {}), /one server is wanted here/);
  });
});
