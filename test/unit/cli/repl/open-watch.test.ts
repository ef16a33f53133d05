/** A watcher for the shell: lines in batches, the server waits while they are taken, and how it ends. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../../../src/base/clock.ts";
import { openWatch } from "../../../../src/cli/repl/open-watch.ts";
import { startScriptedServer } from "../../../support/scripted-server.ts";

const SETTINGS = { tls: undefined, timeoutMs: 5000, clock: systemClock };

test("events that come with the OK are handed over too; the end says why", async () => {
  const server = await startScriptedServer((socket) => {
    socket.once("data", () => socket.write("OK\r\none\r\ntwo\r\n", () => socket.end()));
  });
  const batches: (readonly string[])[] = [];
  const stream = await openWatch(
    server.address,
    [],
    async (lines) => {
      batches.push(lines);
    },
    SETTINGS,
  );
  assert.match((await stream.ended) ?? "", /closed the connection/);
  assert.deepEqual(batches.flat(), ["one", "two"]);
  await server.close();
});

test("stopped by ourselves it has no reason", async () => {
  const server = await startScriptedServer((socket) => {
    socket.once("data", () => socket.write("OK\r\n"));
    socket.on("end", () => socket.end());
  });
  const stream = await openWatch(server.address, ["fetchers"], async () => {}, SETTINGS);
  stream.stop();
  assert.equal(await stream.ended, undefined);
  await server.close();
});

test("a server that says no, with what may be the reason; one that is stopped ends without one", async () => {
  const answers = ["ERROR\r\n", "WATCHER_TOO_MANY log watcher limit reached\x1b[m\r\n", "OK\r\n"];
  const server = await startScriptedServer((socket, number) => {
    socket.once("data", () => socket.write(answers[number - 1] ?? ""));
  });
  const watch = () => openWatch(server.address, [], async () => {}, SETTINGS);
  try {
    await assert.rejects(watch(), { code: "SERVER", hint: /1\.4\.26/ });
    await assert.rejects(watch(), { message: /reached\\e\[m/, hint: /20 watchers/ });
    const stream = await watch();
    void stream.stop();
    assert.equal(await stream.ended, undefined);
  } finally {
    await server.close();
  }
});

test("no server", async () => {
  const server = await startScriptedServer(() => {});
  await server.close();
  await assert.rejects(
    openWatch(server.address, [], async () => {}, SETTINGS),
    { code: "CONNECT" },
  );
});
