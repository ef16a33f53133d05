/** client/watch-stream.ts: what the server may answer to `watch`, and how a stream ends. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../../src/base/clock.ts";
import { MemtoolError } from "../../../src/base/errors.ts";
import { openWatchStream, type WatchOptions } from "../../../src/client/watch-stream.ts";
import { answerOnce, startScriptedServer } from "../../support/scripted-server.ts";

const OPTIONS: WatchOptions = {
  events: ["fetchers", "evictions"],
  timeoutMs: 5000,
  clock: systemClock,
  onLine: () => assert.fail("there is no line"),
  onLost: () => assert.fail("nothing is lost"),
};

test("lines behind the OK are handed over, however they are cut, until the server goes", async () => {
  const asked: string[] = [];
  const server = await startScriptedServer((socket) => {
    socket.once("data", (data) => {
      asked.push(data.toString());
      socket.write("OK\r\nfirst line\nsec", () => socket.end("ond\nthird, of which the end is missing"));
    });
  });
  const lines: string[] = [];
  const lost = new Promise<MemtoolError>((resolve) => {
    void openWatchStream(server.address, {
      ...OPTIONS,
      onLine: (bytes, start, end) => lines.push(bytes.toString("latin1", start, end)),
      onLost: resolve,
    });
  });
  assert.equal((await lost).code, "DISCONNECTED");
  assert.deepEqual(lines, ["first line", "second"]);
  assert.deepEqual(asked, ["watch fetchers evictions\r\n"]);
  await server.close();
});

test("a refusal says what can be done", async () => {
  for (const [answer, code, hint] of [
    ["ERROR\r\n", "SERVER", /1\.4\.26/],
    ["CLIENT_ERROR watch commands not allowed\r\n", "REFUSED", /-W/],
    ["WATCHER_TOO_MANY log watcher limit reached\r\n", "SERVER", /20 watchers/],
  ] as const) {
    const server = await startScriptedServer(answerOnce(answer));
    await assert.rejects(openWatchStream(server.address, OPTIONS), (error: unknown) => {
      assert.ok(error instanceof MemtoolError);
      assert.equal(error.code, code);
      assert.match(error.hint ?? "", hint);
      return true;
    });
    await server.close();
  }
});

test("a server that says nothing, or hangs up, is an error", async () => {
  const silent = await startScriptedServer(() => {});
  await assert.rejects(openWatchStream(silent.address, { ...OPTIONS, timeoutMs: 50 }), { code: "TIMEOUT" });
  await silent.close();
  const closing = await startScriptedServer((socket) => socket.once("data", () => socket.end()));
  await assert.rejects(openWatchStream(closing.address, OPTIONS), { code: "DISCONNECTED" });
  await closing.close();
});

test("after close no line and no loss is told", async () => {
  let isClosed: () => void = () => {};
  const closed = new Promise<void>((resolve) => {
    isClosed = resolve;
  });
  const server = await startScriptedServer((socket) => {
    socket.once("data", () => socket.write("OK\r\n"));
    socket.on("close", isClosed);
    socket.on("end", () => socket.end());
  });
  const stream = await openWatchStream(server.address, OPTIONS);
  stream.close();
  await closed;
  await server.close();
});
