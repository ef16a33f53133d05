/** keys/server-facts.ts: what the statistics say, and what is said of a server that hangs up on text. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../../src/base/clock.ts";
import { MemcachedClient } from "../../../src/client/memcached-client.ts";
import { factsOf, readServerFacts } from "../../../src/keys/server-facts.ts";
import { startScriptedServer } from "../../support/scripted-server.ts";

function entries(values: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

test("the server's clock, its start, its items", () => {
  const stats = entries({ time: "1000", uptime: "300", curr_items: "7" });
  const items = entries({ "items:2:number": "7" });
  assert.deepEqual(factsOf({ stats, items, version: "1.6.18", ownS: 5 }), {
    timeS: 1000,
    startedS: 700,
    version: "1.6.18",
    itemCount: 7,
    classes: [{ slabClass: 2, itemCount: 7 }],
  });
  assert.equal(factsOf({ stats: [], items, version: "", ownS: 5 }).timeS, 5);
});

test("a server that waits for a binary header and hangs up on text is told from a lost one", async () => {
  let got = 0;
  const server = await startScriptedServer((socket) => {
    socket.on("data", (bytes) => {
      got += bytes.length;
      if (got >= 24) {
        socket.end();
      }
    });
  });
  const options = { readRetries: 0, connectTimeoutMs: 5000, requestTimeoutMs: 5000 };
  const client = new MemcachedClient(server.address, options);
  await assert.rejects(readServerFacts(client, systemClock), {
    code: "PROTOCOL",
    message: /hung up on commands of the text protocol/,
    hint: /binary protocol/,
  });
  client.destroy();
  await server.close();
});
