/** What messages say of a setting. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  badValue,
  flagOf,
  quoted,
  settingPlace,
  withoutSecrets,
} from "../../../../../src/cli/serve/config/given-setting.ts";

const LINE = { kind: "file", path: "a\x1b.conf", folder: "/", line: 3 } as const;

describe("a message", () => {
  it("names the place: the line, the variable, the flag", () => {
    assert.equal(settingPlace({ typed: "port", origin: LINE }), "a\\e.conf:3");
    assert.equal(settingPlace({ typed: "MEMTOOL_PORT", origin: { kind: "environment" } }), "MEMTOOL_PORT");
    assert.equal(settingPlace({ typed: "-p", origin: { kind: "flag" } }), "-p");
  });
  it("shows a key and its value as they are spelled there", () => {
    assert.equal(badValue({ typed: "port", origin: LINE }, "x", "no").message, 'a\\e.conf:3: port="x": no');
    assert.equal(badValue({ typed: "-p", origin: LINE }, "x", "no").message, 'a\\e.conf:3: -p "x": no');
    const variable = badValue({ typed: "MEMTOOL_PORT", origin: { kind: "environment" } }, "x", "no");
    assert.equal(variable.message, 'MEMTOOL_PORT="x": no');
    assert.equal(variable.code, "USAGE");
  });
  it("escapes and cuts values", () => {
    assert.equal(quoted("\x1b[2J\u202e"), '"\\e[2J\\xe2\\x80\\xae"');
    assert.equal(quoted("x".repeat(100)), `"${"x".repeat(80)}..."`);
  });
  it("has no password in it", () => {
    assert.equal(withoutSecrets("join", "memcached://ann:secret@host:1"), "memcached://***@host:1");
    assert.equal(withoutSecrets("listen", "ann:secret@host,bob:x@b"), "***@host,***@b");
    assert.equal(withoutSecrets("join", "memcacheds://ann:s/e@c:r@host"), "memcacheds://***@host");
    assert.equal(withoutSecrets("unix-socket", "/run/ann@host:1.sock"), "/run/ann@host:1.sock");
    const long = "x:".repeat(100_000);
    assert.equal(withoutSecrets("user", long), long);
    assert.equal(withoutSecrets("admin-password", "hunter2"), "***");
    assert.equal(withoutSecrets("MEMTOOL_ADMIN_PASSWORD", "hunter2"), "***");
    assert.equal(withoutSecrets("auth-file", "/etc/users"), "/etc/users");
    assert.equal(withoutSecrets("listen", "[::1]:11211,127.0.0.1"), "[::1]:11211,127.0.0.1");
  });
  it("finds options in the table, and nothing else", () => {
    assert.equal(flagOf("port").short, "p");
    assert.throws(() => flagOf("nonsense" as "port"), { code: "BUG" });
  });
});
