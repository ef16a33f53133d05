/** cli/serve/join.ts: how a node gets in where its directory asks for a login or TLS. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseAddress } from "../../../../src/base/address.ts";
import type { JoinSettings } from "../../../../src/cli/serve/directory-options.ts";
import { joinAccess, joinList } from "../../../../src/cli/serve/join.ts";
import { MetricRegistry } from "../../../../src/server/admin/metric-registry.ts";
import { Readiness } from "../../../../src/server/admin/readiness.ts";
import { deadAddress } from "../../../support/dead-address.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

function settings(address: string, changes: Partial<JoinSettings> = {}): JoinSettings {
  return {
    target: { kind: "address", address: parseAddress(address) },
    own: { name: undefined, host: undefined, port: undefined, weight: 1 },
    leaseMs: 3000,
    passwordFile: undefined,
    tlsAuthorities: undefined,
    tlsCertificate: undefined,
    ...changes,
  };
}

test("the password comes from the address, a file or the environment", () => {
  const passwordFile = join(temporaryFolder("join-"), "password");
  writeFileSync(passwordFile, "from a file\n");
  const passwordOf = (address: string, given: Partial<JoinSettings>, env = {}) =>
    joinAccess(parseAddress(address), settings(address, given), env).addresses[0]?.password;
  assert.equal(passwordOf("memcached://u:inside@h:1", {}), "inside");
  assert.equal(passwordOf("memcached://u@h:1", { passwordFile }), "from a file");
  assert.equal(passwordOf("memcached://u@h:1", {}, { MEMTOOL_PASSWORD: "variable" }), "variable");
});

test("what is missing is told in the options of serve", () => {
  assert.throws(() => joinAccess(parseAddress("memcached://u@h:1"), settings("h:1"), {}), {
    code: "USAGE",
    hint: /give it with --join-password-file FILE, in \$MEMTOOL_PASSWORD/,
  });
  assert.throws(() => joinAccess(parseAddress("h:1"), settings("h:1", { tlsAuthorities: "ca" }), {}), {
    message: /--join-tls-ca is for TLS/,
    hint: "write memcacheds://host:port",
  });
});

test("a directory that is away keeps nobody from serving, and is told of in conditions and metrics", async () => {
  const reports = { readiness: new Readiness(), metrics: new MetricRegistry() };
  const log: string[] = [];
  const addresses = [{ kind: "tcp", host: "127.0.0.1", port: 5, tls: false }] as const;
  const given = settings(await deadAddress());
  const leave = await joinList(given, { addresses, reports }, { env: {} }, (line) => log.push(line));
  assert.match(
    log.join("\n"),
    /^WARNING: not in the list of the directory .*: could not connect to .*; the cache serves all the same/,
  );
  const { ready, conditions } = reports.readiness.report();
  assert.ok(ready);
  assert.match(conditions[0]?.reason ?? "", /^in no list of nodes: could not connect/);
  assert.deepEqual(
    reports.metrics.families().map(({ name, samples }) => `${name} ${samples[0]?.value}`),
    ["memtool_membership_registered 0"],
  );
  await leave();
});

test("a server without a TCP port can't be a node", async () => {
  const reports = { readiness: new Readiness(), metrics: new MetricRegistry() };
  const addresses = [{ kind: "unix", path: "/s" }] as const;
  await assert.rejects(
    joinList(settings("h:1"), { addresses, reports }, { env: {} }, () => {}),
    { code: "USAGE", message: /needs a TCP port/ },
  );
});
