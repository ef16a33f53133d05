/** Replies that go on for long, or for ever, to clients that do not read them: dumps, logs, statistics of much. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { AbusedServer, ask, CLIENT_COUNT, delay, residentBytesBound, settled } from "../support/abuse.ts";

const LIMIT_MIB = 64;
const ITEM_COUNT = 50_000;
const WATCHERS_MAX = 20;

/** A pipeline of `count` requests, and a last one whose reply tells that all are done. */
function pipeline(count: number, request: (index: number) => string): string {
  return `${Array.from({ length: count }, (_, index) => request(index)).join("")}mn\r\n`;
}

describe("replies that nobody reads", () => {
  let server: AbusedServer;
  before(async () => {
    server = await AbusedServer.start(["-m", String(LIMIT_MIB), "-t", "2", "-o", "track_sizes"]);
    await server.talk(
      pipeline(ITEM_COUNT, (index) => `set item-${index} 0 0 10 noreply\r\n0123456789\r\n`),
      "MN\r\n",
    );
  });
  after(() => server.stop());

  for (const [what, requests] of [
    ["metadump", "lru_crawler metadump all\r\n"],
    ["mgdump", "lru_crawler mgdump all\r\n"],
    ["stats sizes", "stats sizes\r\n".repeat(20)],
    ["stats cachedump", "stats cachedump 2 0\r\n".repeat(20)],
    ["stats conns", "stats conns\r\n".repeat(20)],
    ["stats", "stats\r\nstats settings\r\nstats items\r\nstats slabs\r\n".repeat(50)],
  ] as const) {
    test(`${what}, while the store changes`, async (context) => {
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        for (const client of await server.openMany(CLIENT_COUNT / 10)) client.write(requests);
        const changes = (index: number) =>
          `delete item-${index}\r\nset item-${index} 0 0 12 noreply\r\nabcdefghijkl\r\n`.replace("\r", " noreply\r");
        assert.equal(await server.talk(pipeline(ITEM_COUNT / 2, changes), "MN\r\n"), "MN\r\n");
        await settled(server, "bytes_written");
      });
    });
  }

  test("logs of all that happens, for as many watchers as may be", async (context) => {
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      const watchers = await server.openMany(WATCHERS_MAX);
      for (const watcher of watchers) watcher.write("watch fetchers mutations evictions connevents deletions\r\n");
      while ((await server.statistic("log_watchers")) < WATCHERS_MAX) await delay(10);
      assert.match(await server.talk("watch\r\n", "\r\n"), /^WATCHER_TOO_MANY /);
      const asked = await server.openMany(4);
      const load = pipeline(20_000, (index) => `get item-${index}\r\nset item-${index} 0 0 1 noreply\r\n1\r\n`);
      await Promise.all(asked.map((client) => ask(client, load, "MN\r\n")));
      const dropped = await server.statistic("log_worker_dropped");
      assert.ok(dropped + (await server.statistic("log_watcher_skipped")) > 0, "they were not waited for");
    });
  });

  test("requests that switch the log of requests on and off", async (context) => {
    const outputBefore = server.process.output.length;
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      const clients = await server.openMany(8);
      const load = pipeline(10_000, () => `verbosity 2\r\nget ${"k".repeat(250)}\r\nverbosity 0\r\n`);
      await Promise.all(clients.map((client) => ask(client, load, "MN\r\n")));
    });
    context.diagnostic(`${server.process.output.length - outputBefore} bytes were logged`);
  });
});
