/** cli/serve/directory-options.ts: what keeps a list, what is in one, and what does not go together. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { joinSettings } from "../../../../src/cli/serve/directory-options.ts";
import { parseServeOptions, type ServeOptions } from "../../../../src/cli/serve/options.ts";

function options(line: string): ServeOptions {
  return parseServeOptions(line.split(" ").filter(Boolean), {});
}

function refusal(line: string): string {
  try {
    options(line);
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "USAGE", String(error));
    return `${error.message} | ${error.hint}`;
  }
  return "accepted";
}

const UNNAMED = { name: undefined, host: undefined, port: undefined, weight: 1 };

describe("a directory of nodes", () => {
  it("is a node of its list, which is kept in the persistence directory", () => {
    assert.equal(options("").settings.directory, undefined);
    const { settings, warnings } = options("--directory --persistence-dir /data");
    assert.deepEqual(settings.directory, { file: "/data/nodes.list", own: UNNAMED, follows: undefined });
    assert.deepEqual(warnings, []);
  });

  it("can be left out of its list", () => {
    assert.equal(options("--directory-only").settings.directory?.own, undefined);
  });

  it("is called and found as it was said", () => {
    const { settings } = options("--directory --node-name self --advertise cache.example:99 --weight 3");
    assert.deepEqual(settings.directory?.own, { name: "self", host: "cache.example", port: 99, weight: 3 });
  });

  it("can hand out the list of another place, of which it need not be a node", () => {
    const { settings, warnings } = options("--directory --discover etcd://h/shop -l 0.0.0.0");
    assert.deepEqual(settings.directory, { file: undefined, own: undefined, follows: "etcd://h:2379/shop" });
    assert.deepEqual(warnings, []);
    const both = options("--directory --discover etcd://h/shop --join etcd://h/shop --node-name a");
    assert.equal(joinSettings(both)?.own.name, "a");
    assert.throws(() => options("--join a:1,b:2"), { code: "USAGE", message: "--join names several directories" });
  });

  it("that forgets its list, or takes anybody's word, is warned of", () => {
    assert.match(options("--directory").warnings.join(), /without --persistence-dir this directory forgets its nodes/);
    assert.match(
      options("--directory --persistence-dir /d -l 0.0.0.0").warnings.join(),
      /whoever reaches this directory/,
    );
    assert.deepEqual(options("--directory --persistence-dir /d -l 0.0.0.0 -Y users").warnings, []);
    assert.deepEqual(options("--directory --persistence-dir /d -l localhost,127.0.0.2,[::1]:5").warnings, []);
  });
});

describe("a node of a list", () => {
  it("joins with a lease of ten seconds", () => {
    assert.equal(joinSettings(options("")), undefined);
    assert.deepEqual(joinSettings(options("--join 10.0.0.1:21151")), {
      target: { kind: "address", address: { kind: "tcp", host: "10.0.0.1", port: 21_151, tls: false } },
      own: UNNAMED,
      leaseMs: 10_000,
      passwordFile: undefined,
      tlsAuthorities: undefined,
      tlsCertificate: undefined,
    });
  });

  it("says what is wanted of it", () => {
    const settings = joinSettings(
      options("--join memcacheds://u@h:1 --lease 1m --join-password-file p --join-tls-ca ca --join-tls-cert cert"),
    );
    assert.equal(settings?.leaseMs, 60_000);
    assert.deepEqual([settings?.passwordFile, settings?.tlsAuthorities, settings?.tlsCertificate], ["p", "ca", "cert"]);
  });

  it("can be advertised by a name, an address and a port", () => {
    for (const [text, host, port] of [
      ["cache.example", "cache.example", undefined],
      ["cache.example:99", "cache.example", 99],
      ["10.0.0.1", "10.0.0.1", undefined],
      ["[::1]:99", "::1", 99],
      ["[::1]", "::1", undefined],
      ["fe80::1", "fe80::1", undefined],
    ] as const) {
      const own = joinSettings(options(`--join h:1 --advertise ${text}`))?.own;
      assert.deepEqual([own?.host, own?.port], [host, port], text);
    }
    for (const text of ["a|b", "a:0", "a:70000", "a:x", "[h]:1:2", ":11211"]) {
      assert.match(refusal(`--join h:1 --advertise ${text}`), /is no address for clients/, text);
    }
  });
});

describe("options that do not go together", () => {
  it("are refused with what to do", () => {
    const cases: [string, RegExp][] = [
      ["--directory --join h:1", /a directory keeps a list of its own/],
      ["--join h:1 -s /tmp/s", /--join needs a TCP port/],
      ["--join dns+h:1", /finds servers, but nothing can be registered there/],
      ["--discover etcd://h/c", /--discover is for a directory, which hands the list out \| add --directory/],
      ["--directory --discover h:1", /is one server, not a way to find some/],
      ["--directory --discover etcd://h/c --weight 2", /--weight is for a node of a list/],
      ["--join etcd://h/c --join-tls-ca ca", /are for a directory, not for etcd/],
      ["--node-name a", /--node-name is for a node of a list \| --join ADDRESS/],
      ["--directory-only --weight 2", /--weight is for a node of a list/],
      ["--lease 5s", /--lease belongs to --join/],
      ["--directory --lease 5s", /--lease belongs to --join/],
      ["--join-password-file p", /--join-password-file belongs to --join/],
      ["--join h:1 --join-password-file p", /belongs to a user \| name the user: --join memcached:\/\/user@h:1/],
      ["--join h:1 --lease 500ms", /--lease "500ms" is too short \| from 1 s to/],
      ["--join h:1 --lease 2h", /too long/],
      ["--join h:1 --weight 0", /is no weight/],
      ["--join h:1 --weight 1.5", /is no weight/],
      ["--join h:1 --node-name a|b", /can't be in a list of nodes/],
    ];
    for (const [line, expected] of cases) {
      assert.match(refusal(line), expected, line);
    }
    assert.throws(() => options("--join h:x"), { code: "ADDRESS" });
  });
});
