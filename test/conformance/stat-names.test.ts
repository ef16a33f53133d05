/** All names of statistics, in order, with what switches some of them on and off: memtool and the real memcached against one list. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { needsOpenssl, TestCertificates } from "../support/certificates.ts";
import { LineConnection } from "../support/line-connection.ts";
import { memcachedVersion, needsMemcached, startMemcached, type TestServerOptions } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import type { Requirement } from "../support/requirement.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { type StatCondition, StatNames } from "../support/stat-names.ts";

/** A way to start a server, and what is true of it then. */
interface Variant {
  readonly args: readonly string[];
  readonly conditions: readonly StatCondition[];
  /** Sent before the names are asked for, and the setting that tells when it is done: a memcached thread ends later than it says. */
  readonly before?: { readonly request: string; readonly setting: string };
}

const DEFAULT = ["maxconns_fast", "slab_reassign", "crawler", "maintainer"] as const;

function without(...conditions: readonly StatCondition[]): readonly StatCondition[] {
  return DEFAULT.filter((condition) => !conditions.includes(condition));
}

const VARIANTS: readonly Variant[] = [
  { args: [], conditions: DEFAULT },
  { args: ["-o", "no_modern"], conditions: [] },
  { args: ["-o", "no_lru_maintainer"], conditions: without("maintainer") },
  { args: ["-o", "no_lru_crawler"], conditions: without("crawler") },
  { args: ["-o", "no_lru_crawler,no_lru_maintainer"], conditions: without("crawler", "maintainer") },
  { args: ["-o", "no_slab_reassign"], conditions: without("slab_reassign") },
  { args: ["-o", "no_maxconns_fast"], conditions: without("maxconns_fast") },
  { args: ["-o", "idle_timeout=60"], conditions: [...DEFAULT, "idle_timeout"] },
  { args: ["-o", "temporary_ttl=30"], conditions: [...DEFAULT, "temp_lru"] },
  { args: ["-o", "track_sizes"], conditions: DEFAULT },
  { args: ["-C", "-M", "-F", "-X", "-W", "-A", "-D", "."], conditions: DEFAULT },
  {
    args: [],
    conditions: without("crawler"),
    before: { request: "lru_crawler disable", setting: "STAT lru_crawler no" },
  },
];

/** Names and values of `STAT NAME VALUE` lines. */
async function statsOf(connection: LineConnection, request: string): Promise<readonly (readonly [string, string])[]> {
  const lines = await connection.ask(request, "END");
  return lines.slice(0, -1).map((line) => {
    const [, name = `no name in ${line}`, value = ""] = /^STAT (\S+) (.+)$/.exec(line) ?? [];
    return [name, value];
  });
}

async function namesOf(connection: LineConnection, request: string): Promise<readonly string[]> {
  return (await statsOf(connection, request)).map(([name]) => name);
}

/** Classes of which names tell, as `items:CLASS:name` or `CLASS:name`, in their order. */
function classesOf(names: readonly string[]): readonly number[] {
  return [...new Set(names.flatMap((name) => /^(?:items:)?(\d+):/.exec(name)?.[1] ?? []))].map(Number);
}

/** The rows of `stats conns`: what each is, and its names without the descriptor. */
async function connectionRows(connection: LineConnection) {
  const rows = new Map<string, Map<string, string>>();
  for (const [name, value] of await statsOf(connection, "stats conns")) {
    const [descriptor = "", what = ""] = name.split(":");
    rows.set(descriptor, (rows.get(descriptor) ?? new Map()).set(what, value));
  }
  return [...rows.values()].map((row) => {
    const kind = row.has("UDP") ? "udp" : row.get("state") === "conn_listening" ? "listener" : "client";
    return { kind, names: [...row.keys()] } as const;
  });
}

/** Checks every row, and that there is one of each kind. */
async function checkConnections(
  connection: LineConnection,
  expected: StatNames,
  ...kinds: readonly string[]
): Promise<void> {
  const rows = await connectionRows(connection);
  for (const { kind, names } of rows) {
    assert.deepEqual(names, expected.connection(kind), kind);
  }
  assert.deepEqual(new Set(rows.map(({ kind }) => kind)), new Set(kinds));
}

async function checkNames(server: ServerProcess, expected: StatNames, before: Variant["before"]): Promise<void> {
  const connection = await LineConnection.open(server);
  connection.send(`set a 0 0 1\r\nx\r\nset b 0 0 5000\r\n${"x".repeat(5000)}\r\nget a\r\n`);
  await connection.until((line) => line === "END");
  if (before !== undefined) {
    await connection.ask(before.request, "OK");
    while (!(await connection.ask("stats settings", "END")).includes(before.setting)) {
      // It has yet to happen.
    }
  }
  assert.deepEqual(await namesOf(connection, "stats"), expected.general);
  assert.deepEqual(await namesOf(connection, "stats settings"), expected.settings);
  for (const sub of ["items", "slabs"] as const) {
    const names = await namesOf(connection, `stats ${sub}`);
    const classes = classesOf(names);
    assert.ok(classes.length >= 2);
    assert.deepEqual(names, expected[sub](classes));
  }
  await checkConnections(connection, expected, "listener", "client");
  connection.close();
}

function describeNames(
  name: string,
  start: (options: TestServerOptions) => Promise<ServerProcess>,
  requirement: Requirement,
  version: "old" | "new",
): void {
  const run = async (args: readonly string[], check: (server: ServerProcess) => Promise<void>): Promise<void> => {
    const server = await start({ args });
    try {
      await check(server);
    } finally {
      await server.stop("SIGKILL");
    }
  };
  describe(`names of statistics of ${name}`, requirement, () => {
    for (const { args, conditions, before } of VARIANTS) {
      test(`${args.join(" ") || "default"}${before === undefined ? "" : `, ${before.request}`}`, async () => {
        await run(args, (server) => checkNames(server, new StatNames([...conditions, version]), before));
      });
    }
    test("-U: sockets for datagrams among the connections", async () => {
      await run(["-p", "-1", "-U", "-1"], async (server) => {
        const connection = await LineConnection.open(server);
        await checkConnections(connection, new StatNames([version]), "listener", "client", "udp");
        connection.close();
      });
    });
  });
}

function describeTlsNames(
  name: string,
  start: (options: TestServerOptions) => Promise<ServerProcess>,
  requirement: Requirement,
  version: "old" | "new",
): void {
  const { skip } = needsOpenssl();
  describe(`names of statistics of ${name} with TLS`, skip === false ? requirement : { skip }, () => {
    const certificates = skip === false && requirement.skip === false ? new TestCertificates() : undefined;
    after(() => certificates?.remove());
    for (const resumes of [false, true]) {
      test(`ssl_session_cache ${resumes ? "on" : "off"}`, async () => {
        const { certPath, keyPath } = (certificates as TestCertificates).server;
        const list = `ssl_chain_cert=${certPath},ssl_key=${keyPath}${resumes ? ",ssl_session_cache" : ""}`;
        // A listener without TLS is asked.
        const server = await start({ args: ["-Z", "-o", list], listen: "notls:127.0.0.1" });
        const sessions: readonly StatCondition[] = resumes ? ["session_cache"] : [];
        try {
          await checkNames(server, new StatNames([...DEFAULT, "tls", ...sessions, version]), undefined);
        } finally {
          await server.stop("SIGKILL");
        }
      });
    }
  });
}

const isOld = memcachedVersion() === "1.6.18";
describeNames("memtool serve", startMemtool, { skip: false }, "new");
describeNames("the real memcached", startMemcached, needsMemcached(), isOld ? "old" : "new");
describeTlsNames("memtool serve", startMemtool, { skip: false }, "new");
describeTlsNames("the real memcached", startMemcached, needsMemcached(), isOld ? "old" : "new");

test("memcached's own suite wants 84 names without crawler and maintainer, 87 with TLS", () => {
  const conditions = [...without("crawler", "maintainer"), "new"] as const;
  assert.equal(new StatNames(conditions).general.length, 84);
  assert.equal(new StatNames([...conditions, "tls"]).general.length, 87);
  assert.equal(new StatNames([...DEFAULT, "new"]).general.length, 93);
});
