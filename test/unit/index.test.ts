/** The public library as a user imports it: a server and a client in one process. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createClientPlacement,
  MemcachedClient,
  MemtoolError,
  parseAddress,
  parseClient,
  placementServer,
  startServer,
  storedKey,
} from "../../src/index.ts";

test("a server starts on any free port, serves, sums up, and can be closed twice", async () => {
  const server = await startServer({ port: 0, threads: 2, memoryLimitBytes: 8 * 1024 * 1024 });
  const client = new MemcachedClient(parseAddress(`127.0.0.1:${server.port}`));
  await client.set("greeting", "hello");
  const found = await client.get("greeting");
  assert.equal(found?.value.toString(), "hello");
  await client.close();
  const [first, second] = await Promise.all([server.close(), server.close()]);
  assert.equal(first, second);
  assert.equal(first.sets, 1);
  assert.equal(first.hits, 1);
  assert.equal(first.connections, 1);
});

test("a port that is taken is refused with a hint, and the threads end", async () => {
  const server = await startServer({ port: 0, threads: 1 });
  const taken = startServer({ port: server.port, threads: 1 });
  await assert.rejects(taken, (error) => error instanceof MemtoolError && error.code === "LISTEN" && !!error.hint);
  await server.close();
});

test("which server owns a key, by the rule of a client", () => {
  const rule = parseClient("dalli:prefix=app:");
  const servers = ["10.0.0.1", "10.0.0.2", "10.0.0.3"].map((address) => placementServer(parseAddress(address)));
  const { place, explain } = createClientPlacement(rule, servers);
  const key = storedKey(rule, Buffer.from("user:1"));
  assert.equal(Buffer.from(key).toString(), "app:user:1");
  assert.equal(place(key, 0, key.length), explain(key, 0, key.length).owner);
});
