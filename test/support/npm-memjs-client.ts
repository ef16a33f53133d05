/** Uses a server through the npm package `memjs` (binary protocol, SASL) the way applications do, and reports what was checked. */

import { createRequire } from "node:module";
import type { ClientReport, ClientTarget } from "./client-target.ts";
import { makeValues } from "./client-values.ts";

interface Counted {
  readonly success: boolean;
  readonly value: number;
}

/** The part of the package that the test uses; it has no types of its own. */
interface Memjs {
  get(key: string): Promise<{ readonly value: Buffer | null }>;
  set(key: string, value: string | Buffer): Promise<boolean>;
  add(key: string, value: string): Promise<boolean>;
  replace(key: string, value: string): Promise<boolean>;
  append(key: string, value: string): Promise<boolean>;
  prepend(key: string, value: string): Promise<boolean>;
  delete(key: string): Promise<boolean>;
  increment(key: string, amount: number, options: { readonly initial: number }): Promise<Counted>;
  decrement(key: string, amount: number, options: object): Promise<Counted>;
  touch(key: string, lifetime: number): Promise<boolean>;
  flush(): Promise<Readonly<Record<string, boolean>>>;
  stats(
    callback: (error: Error | null, server: string, statistics: Readonly<Record<string, string>> | null) => void,
  ): void;
  close(): void;
}

interface MemjsPackage {
  readonly Client: {
    create(server: string, options: object): Memjs;
    new (servers: readonly object[], options: object): Memjs;
  };
  readonly Server: new (host: string, port: string, user: undefined, password: undefined, options: object) => object;
}

/** Requests on their way at a time. */
const PIPELINE = 50;

const OPTIONS = {
  // Nothing that is slow on a busy machine is tried again behind the test's back.
  timeout: 60,
  retries: 0,
  logger: { log: () => undefined },
};

function open({ server, login }: ClientTarget): Memjs {
  const { Client, Server } = createRequire(import.meta.url)("memjs") as MemjsPackage;
  const options = { ...OPTIONS, ...(login && { username: login.user, password: login.password }) };
  if ("port" in server) return Client.create(`${server.host}:${server.port}`, options);
  // Its addresses are host and port, but a server made by hand may have a path for a port: it goes to net.connect as it is.
  return new Client([new Server("localhost", server.path, undefined, undefined, options)], options);
}

/** Runs every operation on a server, and all keys there and back. Rejects if a login is refused. */
export async function runNpmMemjs(target: ClientTarget): Promise<ClientReport> {
  const { keyCount } = target;
  const client = open(target);
  try {
    const checks = await checkOperations(client);
    const values = [...makeValues(keyCount)];
    const found: Buffer[] = [];
    for (let start = 0; start < keyCount; start += PIPELINE) {
      const some = values.slice(start, start + PIPELINE);
      await Promise.all(some.map(([key, value]) => client.set(key, value)));
      const replies = await Promise.all(some.map(([key]) => client.get(key)));
      found.push(...replies.flatMap(({ value }) => value ?? []));
    }
    checks["values"] = values.every(([, value], index) => found[index]?.equals(value) === true);
    return { checks, keys: found.length, bytes: found.reduce((sum, value) => sum + value.length, 0) };
  } finally {
    client.close();
  }
}

async function checkOperations(client: Memjs): Promise<Record<string, boolean>> {
  const checks: Record<string, boolean> = {};
  const holds = async (key: string) => (await client.get(key)).value?.toString();
  checks["flush"] = Object.values(await client.flush()).every((isDone) => isDone === true);
  checks["set"] = await client.set("a", "one");
  checks["get"] = (await holds("a")) === "one";
  checks["get missing"] = (await client.get("missing")).value === null;
  checks["add"] = await client.add("b", "new");
  checks["add again"] = !(await client.add("b", "x"));
  checks["replace"] = await client.replace("a", "two");
  checks["replace missing"] = !(await client.replace("missing", "x"));
  checks["append"] = await client.append("a", "+");
  checks["append missing"] = await failsWith(client.append("missing", "+"), "not stored");
  checks["prepend"] = await client.prepend("a", "-");
  // The package's prepend sends the opcode of append (1.3.2).
  checks["joined"] = (await holds("a")) === "two+-";
  checks["increment missing"] = (await client.increment("n", 5, { initial: 10 })).value === 10;
  checks["increment"] = (await client.increment("n", 5, { initial: 10 })).value === 15;
  checks["decrement"] = (await client.decrement("n", 20, {})).value === 0;
  checks["increment a text"] = await failsWith(client.increment("a", 1, { initial: 0 }), "non-numeric");
  checks["touch"] = await client.touch("n", 100);
  checks["touch missing"] = !(await client.touch("missing", 100));
  checks["delete"] = await client.delete("n");
  checks["delete missing"] = !(await client.delete("n"));
  checks["a key of any bytes"] = (await client.set("key\r\n é", "v")) && (await holds("key\r\n é")) === "v";
  checks["stats"] = Number((await statistics(client))["curr_items"]) > 0;
  return checks;
}

function failsWith(call: Promise<unknown>, words: string): Promise<boolean> {
  return call.then(
    () => false,
    (error: Error) => error.message.includes(words),
  );
}

function statistics(client: Memjs): Promise<Readonly<Record<string, string>>> {
  return new Promise((resolve, reject) => {
    client.stats((error, _server, lines) => (lines === null ? reject(error) : resolve(lines)));
  });
}
