/** Clients of other languages on `memtool serve`: each over every protocol, login and transport it knows. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { CLIENT_KEYS, checkReport } from "../support/client-suite.ts";
import { DALLI, type ForeignClient, PHP_MEMCACHED, SPYMEMCACHED_CLIENT } from "../support/foreign-clients.ts";
import { startMemtool } from "../support/memtool-server.ts";

const folder = mkdtempSync(join(tmpdir(), "memtool-clients-"));
const users = join(folder, "users");
writeFileSync(users, "ann:pass:word\nbob:secret\n");
after(() => rmSync(folder, { recursive: true, force: true }));

interface Case {
  readonly client: ForeignClient;
  readonly protocol: "text" | "binary";
  readonly transport: "tcp" | "unix";
  readonly sasl: boolean;
  readonly keys?: number;
}

const CASES: readonly Case[] = [
  { client: PHP_MEMCACHED, protocol: "text", transport: "tcp", sasl: false },
  { client: PHP_MEMCACHED, protocol: "text", transport: "unix", sasl: false },
  { client: PHP_MEMCACHED, protocol: "binary", transport: "tcp", sasl: false },
  { client: PHP_MEMCACHED, protocol: "binary", transport: "tcp", sasl: true },
  { client: DALLI, protocol: "binary", transport: "tcp", sasl: false },
  // It writes all gets of a multiget before it reads: on a unix socket 10,000 of them stop the real memcached as well.
  { client: DALLI, protocol: "binary", transport: "unix", sasl: false, keys: 3000 },
  { client: DALLI, protocol: "binary", transport: "tcp", sasl: true },
  { client: SPYMEMCACHED_CLIENT, protocol: "text", transport: "tcp", sasl: false },
  { client: SPYMEMCACHED_CLIENT, protocol: "binary", transport: "tcp", sasl: false },
  { client: SPYMEMCACHED_CLIENT, protocol: "binary", transport: "tcp", sasl: true },
];

describe("clients of other languages", () => {
  for (const { client, protocol, transport, sasl, keys = CLIENT_KEYS } of CASES) {
    const title = `${client.name}: ${protocol} over ${transport}${sasl ? " with SASL" : ""}`;
    test(title, client.needs(), async () => {
      const login = sasl ? ["-S", "--user-file", users] : [];
      const server = await startMemtool({ args: ["-t", "2", "-m", "256", ...login], transport, isBinary: sasl });
      try {
        const { target } = server;
        const address = "port" in target ? target : { host: target.path, port: 0 };
        const credentials = sasl ? { user: "ann", password: "pass:word" } : {};
        checkReport(await client.run(protocol, { ...address, ...credentials }, keys), keys);
        if (sasl && client.givesUp) {
          await assert.rejects(client.run(protocol, { ...address, user: "ann", password: "wrong" }, 10));
        }
      } finally {
        await server.stop();
      }
    });
  }
});
