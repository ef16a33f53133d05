/** Descriptors handed to other threads: every connection is served, every stale handle is reclaimed, none is closed twice. */
import assert from "node:assert/strict";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { connect, type Socket } from "node:net";
import { after, before, test } from "node:test";
import { Worker } from "node:worker_threads";
import { DescriptorHandover } from "../../../src/net/handover.ts";
import { type Listener, type ListenTarget, listen } from "../../../src/net/listen.ts";

const CONNECTIONS = 2000;
const AT_ONCE = 40;

let worker: Worker;
let handover: DescriptorHandover;
let listener: Listener;

before(async () => {
  worker = new Worker(new URL("../../support/echo.thread.js", import.meta.url));
  handover = new DescriptorHandover();
  worker.on("message", (closed: number[]) => handover.closed(closed));
  const target: ListenTarget = { kind: "tcp", host: "127.0.0.1", port: 0, backlog: 128 };
  listener = await listen(target, (socket) => {
    const descriptor = handover.detach(socket);
    if (descriptor >= 0) {
      worker.postMessage(descriptor);
    }
  });
});

after(async () => {
  listener.close();
  await worker.terminate();
});

/** One connection: says `text`, waits for the echo, and ends. */
function roundTrip(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(listener.port, "127.0.0.1");
    let received = "";
    socket.on("connect", () => socket.write(text));
    socket.on("data", (data) => {
      received += data;
      if (received.length >= text.length) {
        socket.end();
      }
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(received));
  });
}

test("thousands of short connections all get their own bytes back, and the acceptor keeps no handle", async () => {
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < CONNECTIONS) {
      const text = `connection ${next++} speaking`;
      assert.equal(await roundTrip(text), text);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  const deadline = Date.now() + 5000;
  while ((handover.liveCount > 0 || handover.staleCount > 0) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    handover.closed([]);
  }
  assert.equal(handover.liveCount, 0);
  assert.equal(handover.staleCount, 0);
});

test("a connection that is gone before it is handed over is not handed over", async () => {
  const socket = connect(listener.port, "127.0.0.1");
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.destroy();
  await new Promise((resolve) => socket.once("close", resolve));
  assert.equal(handover.detach(socket), -1);
});

test("a number that is in use again already costs few opened descriptors", (context) => {
  const inUse = fs.openSync("/dev/null", "r");
  const opened = context.mock.method(fs, "openSync");
  syncBuiltinESMExports();
  try {
    const own = new DescriptorHandover();
    const closings: number[] = [];
    const handle = { fd: inUse, close: () => closings.push(inUse) };
    own.detach({ _handle: handle } as unknown as Socket);
    own.closed([inUse]);
    assert.equal(own.staleCount, 1);
    assert.deepEqual(closings, []);
    const numbers = opened.mock.calls.map(({ result }) => result as number);
    assert.ok(numbers.filter((number) => number > inUse).length <= 1, `opened ${numbers.join(" ")}`);
    fs.closeSync(inUse);
    own.closed([]);
    assert.deepEqual(closings, [inUse], "once it is free it is reclaimed");
    assert.equal(own.staleCount, 0);
    fs.closeSync(inUse);
  } finally {
    opened.mock.restore();
    syncBuiltinESMExports();
  }
});
