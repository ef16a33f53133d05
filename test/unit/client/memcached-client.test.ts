/** client/memcached-client.ts: what cannot be sent is refused before it is, and what the server refuses keeps its words. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { MemcachedClient } from "../../../src/client/memcached-client.ts";
import { answerOnce, startScriptedServer } from "../../support/scripted-server.ts";

test("bad keys and arguments are USAGE errors and open no connection", async () => {
  const server = await startScriptedServer(() => {});
  const client = new MemcachedClient(server.address);
  const bad: readonly (() => Promise<unknown>)[] = [
    () => client.get(""),
    () => client.get("a b"),
    () => client.getMany(["a", "b\r\nflush_all"]),
    () => client.set("k".repeat(251), "v"),
    () => client.set("k", "v", { flags: -1 }),
    () => client.set("k", "v", { exptime: 1.5 }),
    () => client.cas("k", "v", -1n),
    () => client.incr("k", -1),
    () => client.touch("k", Number.NaN),
    () => client.flushAll(2 ** 40),
    () => client.metaGet("k", ["v", "v"]),
    () => client.metaSet(Buffer.alloc(187), "v"),
    () => client.stats("items\r\nflush_all"),
    () => client.execute("set k 0 0 9", Buffer.from("v")),
  ];
  for (const call of bad) {
    await assert.rejects(call(), { code: "USAGE" }, String(call));
  }
  assert.equal(server.accepted(), 0);
  client.close();
  await server.close();
});

test("options that make no sense are refused", () => {
  const address = { kind: "tcp", host: "127.0.0.1", port: 1, tls: false } as const;
  for (const options of [
    { connections: 0 },
    { requestTimeoutMs: 0 },
    { connectTimeoutMs: Number.NaN },
    { multigetKeys: -1 },
  ]) {
    assert.throws(() => new MemcachedClient(address, options), { code: "USAGE" });
  }
});

test("a refusal is a SERVER error that names server and command, with control characters escaped", async () => {
  const server = await startScriptedServer(answerOnce("SERVER_ERROR \x1b[31mno\r\n"));
  const client = new MemcachedClient(server.address);
  await assert.rejects(client.set("k", "v"), (error) => {
    assert.ok(error instanceof MemtoolError && error.code === "SERVER");
    assert.equal(error.message, `${client.name} refused \`set\`: SERVER_ERROR \\e[31mno`);
    return true;
  });
  client.close();
  await server.close();
});

test("an empty getMany asks nothing", async () => {
  const client = new MemcachedClient({ kind: "tcp", host: "127.0.0.1", port: 1, tls: false });
  assert.equal((await client.getMany([])).size, 0);
  client.close();
});
