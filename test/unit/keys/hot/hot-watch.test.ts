/** keys/hot/hot-watch.ts: several servers, some of which cannot be watched, and what they did not tell. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../../../src/base/clock.ts";
import { HotWatch } from "../../../../src/keys/hot/hot-watch.ts";
import { type ScriptedServer, startScriptedServer } from "../../../support/scripted-server.ts";

const OPTIONS = {
  event: "fetchers",
  capacity: 10,
  timeoutMs: 5000,
  clock: systemClock,
  seed: 1,
  eventsMax: 3,
} as const;

/** A server with a watcher that gets `lines`, and whose count of dropped lines grows by 5 with each answer to stats. */
async function startServer(lines: string, watchAnswer = "OK\r\n"): Promise<ScriptedServer> {
  let dropped = 100;
  return await startScriptedServer((socket) => {
    socket.on("data", (data) => {
      if (data.toString().startsWith("watch")) {
        socket.write(`${watchAnswer}${lines}`);
      } else {
        socket.write(
          `STAT log_worker_dropped ${dropped}\r\nSTAT log_watcher_skipped 0\r\nSTAT log_watchers 1\r\nEND\r\n`,
        );
        dropped += 5;
      }
    });
    socket.on("end", () => socket.end());
  });
}

const get = (key: string): string => `ts=1.5 gid=1 type=item_get key=${key} status=found clsid=1 cfd=9 size=4\n`;

test("each server has its own counts and losses; one that refuses has the reason, and does not hold up the end", async () => {
  const servers = [
    await startServer(get("a").repeat(9)),
    await startServer(`${get("b")}skipped=4\n${get("c")}${get("b")}`),
    await startServer("", "CLIENT_ERROR watch commands not allowed\r\n"),
  ];
  const watch = new HotWatch(
    servers.map(({ address }) => address),
    OPTIONS,
  );
  await watch.start();
  await watch.ended;
  await watch.finish();
  const results = watch.results(10);
  assert.deepEqual(
    results.map(({ report }) => report?.keys.map(({ key, count }) => [key, count])),
    [
      [["a", 3]],
      [
        ["b", 2],
        ["c", 1],
      ],
      undefined,
    ],
  );
  assert.deepEqual(
    results.map(({ report }) => report?.lost),
    [5, 9, undefined],
  );
  assert.deepEqual(
    results.map(({ error }) => error?.code),
    [undefined, undefined, "REFUSED"],
  );
  await Promise.all(servers.map((server) => server.close()));
});
