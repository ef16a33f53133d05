/** Uses a server through the npm package `memcached` the way applications do, and reports what was checked. */

import { symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { ClientReport, ClientTarget } from "./client-target.ts";
import { LARGEST_VALUE_BYTES, makeValues } from "./client-values.ts";
import type { Target } from "./server-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

type Callback = (error: Error | undefined, result: unknown) => void;

/** The part of the package that the test uses; it has no types of its own. */
interface NpmMemcached {
  get(key: string, callback: Callback): void;
  gets(key: string, callback: Callback): void;
  getMulti(keys: readonly string[], callback: Callback): void;
  set(key: string, value: unknown, lifetime: number, callback: Callback): void;
  add(key: string, value: unknown, lifetime: number, callback: Callback): void;
  replace(key: string, value: unknown, lifetime: number, callback: Callback): void;
  append(key: string, value: unknown, callback: Callback): void;
  prepend(key: string, value: unknown, callback: Callback): void;
  cas(key: string, value: unknown, cas: string, lifetime: number, callback: Callback): void;
  incr(key: string, amount: number, callback: Callback): void;
  decr(key: string, amount: number, callback: Callback): void;
  touch(key: string, lifetime: number, callback: Callback): void;
  del(key: string, callback: Callback): void;
  version(callback: Callback): void;
  flush(callback: Callback): void;
  end(): void;
}

type NpmMemcachedClass = new (server: string, options: Readonly<Record<string, number>>) => NpmMemcached;

/** Runs every operation on a server, the multiget with all keys. Rejects if a login is refused. */
export async function runNpmMemcached({ server, login, keyCount }: ClientTarget): Promise<ClientReport> {
  const Memcached = createRequire(import.meta.url)("memcached") as NpmMemcachedClass;
  const client = new Memcached(addressOf(server), {
    timeout: 30_000,
    // Each connection has to log in, and the package opens them as it likes.
    poolSize: login === undefined ? 2 : 1,
    maxValue: 2 * LARGEST_VALUE_BYTES,
    ...(login && { retries: 0, failures: 0 }),
  });
  try {
    // It has no login of its own: the first command of a connection is a set of these two words.
    if (login !== undefined) await call((done) => client.set("login", `${login.user} ${login.password}`, 0, done));
    const checks = await checkOperations(client);
    const values = makeValues(keyCount);
    for (const [key, value] of values) await call((done) => client.set(key, value, 0, done));
    const found = (await call((done) => client.getMulti([...values.keys()], done))) as Record<string, Buffer>;
    checks["getMulti"] = [...values].every(([key, value]) => isSameValue(found[key], value));
    const keys = Object.keys(found).length;
    return { checks, keys, bytes: Object.values(found).reduce((sum, value) => sum + value.length, 0) };
  } finally {
    client.end();
  }
}

/**
 * The package (2.2.2) puts a port behind every address that has none, also behind the path of a socket: it can only use
 * a socket whose name ends in a port, or a link of such a name.
 */
function addressOf(server: Target): string {
  if ("port" in server) return `${server.host}:${server.port}`;
  const link = join(temporaryFolder("npm-memcached-"), "socket:0");
  symlinkSync(server.path, link);
  return link;
}

async function checkOperations(client: NpmMemcached): Promise<Record<string, boolean>> {
  const checks: Record<string, boolean> = {};
  const answers = async (name: string, run: (done: Callback) => void, expected: unknown) => {
    checks[name] = (await call(run)) === expected;
  };
  const fails = async (name: string, run: (done: Callback) => void) => {
    checks[name] = await call(run).then(
      (result) => result === false || result === undefined,
      () => true,
    );
  };
  checks["version"] = JSON.stringify(await call((done) => client.version(done))).includes("version");
  await call((done) => client.flush(done));
  await answers("set", (done) => client.set("a", "one", 0, done), true);
  await answers("get", (done) => client.get("a", done), "one");
  await answers("get missing", (done) => client.get("missing", done), undefined);
  await fails("add", (done) => client.add("a", "x", 0, done));
  await answers("replace", (done) => client.replace("a", "two", 0, done), true);
  await answers("append", (done) => client.append("a", "+", done), true);
  await answers("prepend", (done) => client.prepend("a", "-", done), true);
  const entry = (await call((done) => client.gets("a", done))) as { a: string; cas: string };
  checks["gets"] = entry.a === "-two+" && Number(entry.cas) > 0;
  await answers("cas", (done) => client.cas("a", "three", entry.cas, 0, done), true);
  await answers("cas of an older value", (done) => client.cas("a", "four", entry.cas, 0, done), false);
  await answers("set a number", (done) => client.set("n", 10, 0, done), true);
  await answers("incr", (done) => client.incr("n", 5, done), 15);
  await answers("decr", (done) => client.decr("n", 20, done), 0);
  await answers("incr missing", (done) => client.incr("missing", 1, done), false);
  await answers("touch", (done) => client.touch("n", 100, done), true);
  await answers("delete", (done) => client.del("n", done), true);
  await answers("delete missing", (done) => client.del("n", done), false);
  return checks;
}

function call(run: (done: Callback) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    run((error, result) => (error === undefined || error === null ? resolve(result) : reject(error)));
  });
}

function isSameValue(found: Buffer | undefined, value: Buffer): boolean {
  return Buffer.isBuffer(found) && found.equals(value);
}
