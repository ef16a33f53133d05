/** Every counter moves as memcached's: the same cases on memtool and on the real one. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { COUNTER_CASES, WATCHED_COUNTERS } from "../support/counter-cases.ts";
import { LineConnection } from "../support/line-connection.ts";
import { memcachedVersion, needsMemcached, startMemcached, type TestServerOptions } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import type { Requirement } from "../support/requirement.ts";
import type { ServerProcess } from "../support/server-process.ts";

async function readCounters(connection: LineConnection): Promise<Map<string, number>> {
  const lines = await connection.ask("stats", "END");
  return new Map(
    lines.flatMap((line) => {
      const [, name = "", value] = line.split(" ");
      return WATCHED_COUNTERS.includes(name) ? [[name, Number(value)] as const] : [];
    }),
  );
}

/** Sends requests, and waits until they have been answered. */
async function settle(connection: LineConnection, requests: string): Promise<void> {
  connection.send(requests);
  await connection.ask("mn", "MN");
}

function describeCounters(
  name: string,
  start: (options: TestServerOptions) => Promise<ServerProcess>,
  requirement: Requirement,
  isOld: boolean,
): void {
  describe(`counters of ${name}`, requirement, () => {
    let server: ServerProcess | undefined;
    before(async () => {
      // Nobody else may find what has expired first.
      server = await start({ args: ["-t", "2", "-m", "64", "-o", "no_lru_maintainer,no_lru_crawler"] });
    });
    after(async () => {
      await server?.stop("SIGKILL");
    });
    for (const one of COUNTER_CASES) {
      test(one.title, async () => {
        assert.ok(server !== undefined);
        const connection = await LineConnection.open(server);
        await settle(connection, "delete a noreply\r\ndelete b noreply\r\n");
        await settle(connection, one.before ?? "");
        const earlier = await readCounters(connection);
        await settle(connection, one.requests);
        const later = await readCounters(connection);
        const moved = Object.fromEntries(
          WATCHED_COUNTERS.map((counter) => [
            counter,
            (later.get(counter) as number) - (earlier.get(counter) as number),
          ]),
        );
        const expected = isOld && one.old !== undefined ? one.old.moved : one.moved;
        const still = Object.fromEntries(WATCHED_COUNTERS.map((counter) => [counter, 0]));
        assert.deepEqual(moved, { ...still, ...expected });
        connection.close();
      });
    }
  });
}

describeCounters("memtool serve", startMemtool, { skip: false }, false);
describeCounters("the real memcached", startMemcached, needsMemcached(), memcachedVersion() === "1.6.18");
