/** A watcher's connection: the server's yes or no, then lines as they come, then its end. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import { systemClock } from "../../../../src/base/clock.ts";
import { openWatch } from "../../../../src/cli/repl/open-watch.ts";
import { startScriptedServer } from "../../../support/scripted-server.ts";

const settings = { tls: undefined, timeoutMs: 20_000, clock: systemClock };

test("lines after the server agreed, and its end", async () => {
  let asked = "";
  let client: Socket | undefined;
  const server = await startScriptedServer((socket) => {
    client = socket;
    socket.once("data", (chunk: Buffer) => {
      asked = chunk.toString();
      socket.write("OK\r\nts=1 type=a\r\nts=2 ");
    });
  });
  const lines: string[] = [];
  let tellSecond = () => {};
  const second = new Promise<void>((resolve) => {
    tellSecond = resolve;
  });
  const stream = await openWatch(
    server.address,
    ["fetchers", "deletions"],
    (batch) => {
      lines.push(...batch);
      if (lines.length >= 2) {
        tellSecond();
      }
    },
    settings,
  );
  assert.equal(asked, "watch fetchers deletions\r\n");
  client?.write("type=b\r\n");
  await second;
  assert.deepEqual(lines, ["ts=1 type=a", "ts=2 type=b"]);
  client?.end();
  assert.match((await stream.ended) ?? "", /closed|no longer|ended/);
  await server.close();
});

test("a server that says no, with what may be the reason; one that is stopped ends without one", async () => {
  const answers = ["ERROR\r\n", "ERR too many\x1b[m\r\n", "OK\r\n"];
  const server = await startScriptedServer((socket, number) => {
    socket.once("data", () => socket.write(answers[number - 1] ?? ""));
  });
  await assert.rejects(
    openWatch(server.address, [], () => {}, settings),
    { code: "REFUSED", hint: /1\.4\.26/ },
  );
  await assert.rejects(
    openWatch(server.address, [], () => {}, settings),
    { message: /too many\\e\[m/, hint: /20 watchers/ },
  );
  const stream = await openWatch(server.address, [], () => {}, settings);
  stream.stop();
  assert.equal(
    await Promise.race([stream.ended, new Promise((resolve) => setTimeout(resolve, 5000, "late"))]),
    undefined,
  );
  await server.close();
});

test("no server", async () => {
  const server = await startScriptedServer(() => {});
  await server.close();
  await assert.rejects(
    openWatch(server.address, [], () => {}, settings),
    { code: "CONNECT" },
  );
});
