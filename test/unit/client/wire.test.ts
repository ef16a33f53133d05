/** client/wire.ts: bytes out, bytes in through a shared buffer, the login before them, and how a wire ends. */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { createServer } from "node:tls";
import type { Address } from "../../../src/base/address.ts";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { WireProtocol } from "../../../src/client/login.ts";
import { openWire, type Wire } from "../../../src/client/wire.ts";
import { DEFAULT_CLIENT_TLS } from "../../../src/net/client-tls.ts";
import { packet } from "../../support/binary-packet.ts";
import { needsOpenssl, TestCertificates } from "../../support/certificates.ts";
import { type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";

/** Opens a wire and collects what it reads and how it closes. */
async function open(
  server: ScriptedServer,
  readBuffer: Uint8Array,
  login: Partial<Address> = {},
  protocol?: WireProtocol,
) {
  const received: Buffer[] = [];
  let total = 0;
  let waiting: { count: number; done: () => void } | undefined;
  let closed: (error: MemtoolError | undefined) => void = () => {};
  const closing = new Promise<MemtoolError | undefined>((resolve) => {
    closed = resolve;
  });
  const wire: Wire = await openWire({ ...server.address, ...login } as Address, {
    ...(protocol === undefined ? {} : { protocol }),
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
  assert.equal(one.wire.isBlocked, false);
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

test("a wire is blocked while the socket has not taken what was written", async () => {
  const server = await startScriptedServer((socket) => socket.pause());
  const { wire, closing } = await open(server, Buffer.alloc(64));
  const block = Buffer.alloc(1024 * 1024);
  let writes = 0;
  while (wire.write(block) && writes < 200) {
    writes++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(wire.isBlocked);
  assert.ok(wire.holdsBytes);
  wire.destroy();
  assert.equal(await closing, undefined);
  await server.close();
});

test("no server: CONNECT", async () => {
  const server = await startScriptedServer(() => {});
  await server.close();
  await assert.rejects(open(server, Buffer.alloc(64)), { code: "CONNECT" });
});

const LOGIN = { username: "joe", password: "pa ss" };
const SASL_DONE = packet({ magic: 0x81, opcode: 0x21, value: "Authenticated" });

for (const [protocol, request, accepted] of [
  ["text", "set memtool_login 0 -1 9\r\njoe pa ss\r\n", "STORED\r\n"],
  ["binary", packet({ opcode: 0x21, key: "PLAIN", value: "\0joe\0pa ss" }), SASL_DONE],
] as const) {
  test(`${protocol}: the login comes first, and bytes behind its answer are not lost`, async () => {
    const received: string[] = [];
    const server = await startScriptedServer((socket) => {
      socket.on("data", (chunk: Buffer) => {
        received.push(chunk.toString("latin1"));
        if (received.length === 1) {
          const reply = Buffer.from(`${accepted}early bytes`, "latin1");
          socket.write(reply.subarray(0, 3));
          setTimeout(() => socket.write(reply.subarray(3)), 5);
        } else {
          socket.write(chunk);
        }
      });
    });
    const { wire, closing, bytesRead } = await open(server, Buffer.alloc(16), LOGIN, protocol);
    wire.write(Buffer.from("mn\r\n"));
    assert.equal(await bytesRead("early bytesmn\r\n".length), "early bytesmn\r\n");
    assert.deepEqual(received, [request, "mn\r\n"]);
    wire.destroy();
    await closing;
    await server.close();
  });
}

test("a refused login opens no wire and closes the connection", async () => {
  let closed: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const server = await startScriptedServer((socket) => {
    socket.on("data", () => socket.write("CLIENT_ERROR authentication failure\r\n"));
    socket.on("end", closed);
  });
  await assert.rejects(open(server, Buffer.alloc(64), LOGIN), { code: "REFUSED" });
  await gone;
  await server.close();
});

test("TLS: what was written may be changed at once", needsOpenssl(), async () => {
  const certificates = new TestCertificates();
  const { cert, key } = certificates.server;
  const server = createServer({ cert, key }, (socket) => socket.pipe(socket));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const received: Buffer[] = [];
  let arrived: () => void = () => {};
  const all = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const wire = await openWire(
    { kind: "tcp", host: "127.0.0.1", port, tls: true },
    {
      connectTimeoutMs: 5000,
      tls: { ...DEFAULT_CLIENT_TLS, authorities: certificates.authority.cert },
      readBuffer: Buffer.alloc(1000),
      onData: (bytes, length) => {
        received.push(Buffer.from(bytes.subarray(0, length)));
        if (Buffer.concat(received).length === 30_000) {
          arrived();
        }
      },
      onDrain: () => {},
      onClose: () => {},
    },
  );
  const memory = Buffer.alloc(10_000);
  for (const letter of "abc") {
    memory.fill(letter);
    wire.write(memory);
    assert.equal(wire.holdsBytes, false);
  }
  await all;
  assert.equal(String(Buffer.concat(received)), ["a", "b", "c"].map((letter) => letter.repeat(10_000)).join(""));
  wire.destroy();
  server.close();
  await once(server, "close");
  certificates.remove();
});
