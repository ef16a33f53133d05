/** client/wire.ts: bytes out, bytes in through a shared buffer, and how a wire ends. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { openWire, type Wire } from "../../../src/client/wire.ts";
import { type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";

/** Opens a wire and collects what it reads and how it closes. */
async function open(server: ScriptedServer, readBuffer: Uint8Array) {
  const received: Buffer[] = [];
  let total = 0;
  let waiting: { count: number; done: () => void } | undefined;
  let closed: (error: MemtoolError | undefined) => void = () => {};
  const closing = new Promise<MemtoolError | undefined>((resolve) => {
    closed = resolve;
  });
  const wire: Wire = await openWire(server.address, {
    connectTimeoutMs: 5000,
    readBuffer,
    onData: (bytes, length) => {
      received.push(Buffer.from(bytes.subarray(0, length)));
      total += length;
      if (waiting !== undefined && total >= waiting.count) {
        waiting.done();
      }
    },
    onDrain: () => {},
    onClose: (error) => closed(error),
  });
  const bytesRead = async (count: number): Promise<string> => {
    if (total < count) {
      await new Promise<void>((done) => {
        waiting = { count, done };
      });
    }
    return Buffer.concat(received).toString();
  };
  return { wire, closing, bytesRead };
}

test("two wires share one read buffer and keep their bytes apart", async () => {
  const server = await startScriptedServer((socket) => socket.pipe(socket));
  const shared = Buffer.alloc(16);
  const [one, two] = await Promise.all([open(server, shared), open(server, shared)]);
  one.wire.write(Buffer.from("a".repeat(100)));
  two.wire.write(Buffer.from("b".repeat(100)));
  assert.equal(await one.bytesRead(100), "a".repeat(100));
  assert.equal(await two.bytesRead(100), "b".repeat(100));
  assert.equal(one.wire.pendingBytes, 0);
  one.wire.destroy();
  assert.equal(await one.closing, undefined);
  two.wire.destroy();
  assert.equal(await two.closing, undefined);
  await server.close();
});

test("a server that leaves is told as DISCONNECTED, once", async () => {
  const server = await startScriptedServer((socket) => socket.once("data", () => socket.end("bye")));
  const { wire, closing, bytesRead } = await open(server, Buffer.alloc(64));
  wire.write(Buffer.from("x"));
  assert.equal(await bytesRead(3), "bye");
  const error = await closing;
  assert.ok(error instanceof MemtoolError && error.code === "DISCONNECTED");
  assert.match(error.message, /the server closed the connection/);
  await server.close();
});

test("pendingBytes counts what the socket has not taken", async () => {
  const server = await startScriptedServer((socket) => socket.pause());
  const { wire, closing } = await open(server, Buffer.alloc(64));
  const block = Buffer.alloc(1024 * 1024);
  let writes = 0;
  while (wire.write(block) && writes < 200) {
    writes++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(wire.pendingBytes > 0);
  wire.destroy();
  assert.equal(await closing, undefined);
  await server.close();
});

test("no server: CONNECT", async () => {
  const server = await startScriptedServer(() => {});
  await server.close();
  await assert.rejects(open(server, Buffer.alloc(64)), { code: "CONNECT" });
});
