/** load-connection: the window is filled, never fuller, and sent on by halves; waiting is counted from the last sign of life. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { MemtoolError } from "../../../src/base/errors.ts";
import { type ConnectionContext, LoadConnection } from "../../../src/bench/load-connection.ts";
import { Recorder } from "../../../src/bench/recorder.ts";
import { RequestWriter } from "../../../src/bench/request-writer.ts";
import { ValueLine } from "../../../src/bench/value-line.ts";
import { RequestSource } from "../../../src/bench/workload/workload.ts";
import { testWorkload } from "../../support/bench-plan.ts";
import { cacheScript, type Script, ScriptedCache } from "../../support/scripted-cache.ts";

/** A connection to a scripted server, with a clock that stands until told. */
async function connectTo(script: Script) {
  const server = await ScriptedCache.start(script);
  const workload = testWorkload({ mix: [{ operation: "get", weight: 1 }] });
  const time = { nowMs: 1000 };
  let settle: (outcome: "idle" | MemtoolError) => void = () => {};
  const ended = new Promise<"idle" | MemtoolError>((resolve) => {
    settle = resolve;
  });
  const context: ConnectionContext = {
    address: server.address,
    clock: { monotonicMs: () => time.nowMs, unixMs: () => 0 },
    writer: new RequestWriter(workload),
    valueLine: new ValueLine(workload.keyPrefix),
    readBuffer: Buffer.alloc(1024),
    connectTimeoutMs: 30_000,
    onIdle: () => settle("idle"),
    onFailure: (error) => settle(error),
  };
  const connection = new LoadConnection(context, new RequestSource(workload, 0, 1), 8);
  assert.equal(await connection.open(), "1.6.45");
  const close = async (): Promise<void> => {
    connection.destroy();
    await server.stop();
  };
  return { connection, server, time, ended, close };
}

test("as many requests are in flight as the pipeline allows, until all are answered", async () => {
  const cache = cacheScript();
  let replies = 0;
  let inFlightMax = 0;
  const { connection, server, ended, close } = await connectTo((request) => {
    if (request.words[0] === "version") {
      return cache(request);
    }
    inFlightMax = Math.max(inFlightMax, request.index + 1 - replies);
    setTimeout(() => replies++, 1);
    return { text: "END\r\n", delayMs: 1 };
  });
  const recorder = new Recorder();
  connection.source.draw(40);
  connection.start(recorder, 5, Number.POSITIVE_INFINITY);
  assert.equal(connection.waiting, 5);
  assert.equal(await ended, "idle");
  assert.deepEqual([connection.waiting, server.requests.length, inFlightMax], [0, 40, 5]);
  assert.equal(recorder.bytesRead, 40 * 5);
  await close();
});

test("requests are sent on when half of the pipeline is answered, not one by one", async () => {
  for (const [answered, waiting] of [
    [3, 5],
    [4, 8],
  ] as const) {
    const { connection, close } = await connectTo(({ words, index }) =>
      words[0] === "version" ? "VERSION 1.6.45\r\n" : index < answered ? "END\r\n" : undefined,
    );
    const recorder = new Recorder();
    connection.source.draw(40);
    connection.start(recorder, 8, Number.POSITIVE_INFINITY);
    while (recorder.bytesRead < answered * "END\r\n".length) {
      await setImmediate();
    }
    assert.equal(connection.waiting, waiting);
    await close();
  }
});

test("waiting counts from the last sign of life; an idle connection does not wait", async () => {
  const { connection, time, close } = await connectTo(({ words }) =>
    words[0] === "version" ? "VERSION 1.6.45\r\n" : undefined,
  );
  time.nowMs = 5000;
  assert.equal(connection.waitedMs(9000), 0);
  connection.source.draw(1);
  connection.start(new Recorder(), 1, Number.POSITIVE_INFINITY);
  assert.equal(connection.waitedMs(9000), 4000);
  connection.destroy();
  assert.equal(connection.waitedMs(9000), 0);
  await close();
});

test("nothing is sent after the deadline", async () => {
  const { connection, server, time, ended, close } = await connectTo(cacheScript());
  connection.source.draw(Number.POSITIVE_INFINITY);
  time.nowMs = 2000;
  connection.start(new Recorder(), 4, 1999);
  assert.equal(await ended, "idle");
  assert.equal(server.requests.length, 0);
  await close();
});

test("a server that goes away is a failure; our own closing is none", async () => {
  const { connection, server, ended, close } = await connectTo(({ words }) =>
    words[0] === "version" ? "VERSION 1.6.45\r\n" : undefined,
  );
  connection.source.draw(3);
  connection.start(new Recorder(), 3, Number.POSITIVE_INFINITY);
  await server.stop();
  const failure = await ended;
  assert.ok(failure !== "idle" && failure.code === "DISCONNECTED");
  assert.match(failure.message, /while 3 of its requests waited/);
  await close().catch(() => {});
});
