/** client/pool.ts: connections are made on demand, shared evenly, and replaced when they are lost. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemcachedClient } from "../../../src/client/memcached-client.ts";
import { startScriptedServer } from "../../support/scripted-server.ts";

test("concurrent requests spread over the connections, one after the other they need one", async () => {
  const counts: number[] = [];
  const server = await startScriptedServer((socket, connection) => {
    counts[connection - 1] = 0;
    socket.on("data", (chunk) => {
      const requests = String(chunk).split("version\r\n").length - 1;
      counts[connection - 1] = (counts[connection - 1] ?? 0) + requests;
      socket.write("VERSION 1\r\n".repeat(requests));
    });
  });
  const client = new MemcachedClient(server.address, { connections: 3 });
  await client.version();
  await client.version();
  assert.equal(server.accepted(), 1);
  counts[0] = 0;
  await Promise.all(Array.from({ length: 30 }, () => client.version()));
  assert.deepEqual(counts, [10, 10, 10]);
  client.close();
  await server.close();
});

test("connect opens all of them; a lost one is replaced by the next request", async () => {
  const server = await startScriptedServer((socket) =>
    socket.on("data", (chunk) => {
      if (String(chunk).startsWith("quit")) {
        socket.end();
      } else {
        socket.write("VERSION 1\r\n");
      }
    }),
  );
  const client = new MemcachedClient(server.address, { connections: 2 });
  await client.connect();
  assert.deepEqual(await client.execute("quit"), { kind: "closed" });
  assert.deepEqual(await Promise.all([client.version(), client.version()]), ["1", "1"]);
  assert.equal(server.accepted(), 3);
  client.close();
  await server.close();
});
