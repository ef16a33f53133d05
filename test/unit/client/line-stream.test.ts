/** client/line-stream.ts: lines as they come, back-pressure that reaches the server, silence told from slowness. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { systemClock } from "../../../src/base/clock.ts";
import { MemtoolError } from "../../../src/base/errors.ts";
import { type LineStream, type LineStreamOptions, openLineStream } from "../../../src/client/line-stream.ts";
import { type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";

interface Opened {
  readonly stream: LineStream;
  readonly lines: string[];
  readonly closing: Promise<MemtoolError | undefined>;
  /** Resolves once there are so many lines. */
  readonly linesRead: (count: number) => Promise<void>;
}

async function open(server: ScriptedServer, options: Partial<LineStreamOptions> = {}): Promise<Opened> {
  const lines: string[] = [];
  let check = (): void => {};
  let closed: (error: MemtoolError | undefined) => void = () => {};
  const closing = new Promise<MemtoolError | undefined>((resolve) => {
    closed = resolve;
  });
  const stream = await openLineStream(server.address, {
    connectTimeoutMs: 5000,
    silenceTimeoutMs: 5000,
    clock: systemClock,
    onLine: (bytes, start, end) => {
      lines.push(bytes.toString("latin1", start, end));
      check();
    },
    onClose: (error) => closed(error),
    ...options,
  });
  const linesRead = (count: number): Promise<void> =>
    new Promise((resolve) => {
      check = () => lines.length >= count && resolve();
      check();
    });
  return { stream, lines, closing, linesRead };
}

test("sends a line and hands over what comes back, line by line", async () => {
  const server = await startScriptedServer((socket) => {
    socket.once("data", (bytes) => socket.write(`${bytes}one\r\ntw`, () => socket.write("o\r\n")));
  });
  const { stream, lines, linesRead, closing } = await open(server);
  stream.send("watch fetchers");
  await linesRead(3);
  assert.deepEqual(lines, ["watch fetchers", "one", "two"]);
  stream.destroy();
  assert.equal(await closing, undefined);
  await server.close();
});

/** Long enough for a machine that is busy with other tests. */
const SILENCE_MS = 2000;

test("a paused stream makes the server wait, for longer than the allowed silence, and then gets everything", async () => {
  const line = `${"x".repeat(1000)}\r\n`;
  let isBlocked: () => void = () => {};
  const blocked = new Promise<void>((resolve) => {
    isBlocked = resolve;
  });
  const server = await startScriptedServer((socket) => {
    const write = async (): Promise<void> => {
      for (let count = 0; count < 20_000; count++) {
        if (!socket.write(line)) {
          setTimeout(isBlocked, SILENCE_MS + 100);
          await once(socket, "drain");
        }
      }
    };
    // It ends with the connection, while it waits.
    socket.once("data", () => void write().catch(() => {}));
  });
  const { stream, lines, linesRead } = await open(server, { silenceTimeoutMs: SILENCE_MS });
  stream.pause();
  stream.send("lru_crawler metadump all");
  await blocked;
  assert.ok(stream.isPaused);
  assert.ok(lines.length < 20_000, `${lines.length} lines came although the stream was paused`);
  stream.resume();
  await linesRead(20_000);
  stream.destroy();
  await server.close();
});

test("silence in the middle of an answer ends it; silence after it does not", async () => {
  const server = await startScriptedServer((socket) => socket.on("data", () => socket.write("END\r\n")));
  const { stream, linesRead, closing } = await open(server, { silenceTimeoutMs: 50 });
  stream.send("first");
  await linesRead(1);
  stream.settled();
  await new Promise((resolve) => setTimeout(resolve, 150));
  stream.send("second");
  await linesRead(2);
  const error = await closing;
  assert.equal(error?.code, "TIMEOUT");
  assert.match(error?.message ?? "", /was silent for 50 ms in the middle of `second`/);
  await server.close();
});

test("an endless line, an error of who takes the lines, and a lost connection end it with their reason", async () => {
  const server = await startScriptedServer((socket, number) => {
    socket.once("data", () =>
      number === 3 ? socket.end() : socket.write(number === 1 ? "x".repeat(40_000) : "line\r\n"),
    );
  });
  const endless = await open(server);
  endless.stream.send("a");
  assert.match((await endless.closing)?.message ?? "", /a line of more than 16384 bytes/);
  const picky = await open(server, {
    onLine: () => {
      throw new MemtoolError("PROTOCOL", "no line for me");
    },
  });
  picky.stream.send("b");
  assert.match((await picky.closing)?.message ?? "", /no line for me/);
  const lost = await open(server);
  lost.stream.send("c");
  assert.equal((await lost.closing)?.code, "DISCONNECTED");
  await server.close();
});

test("a stream that is ended by what comes with the answer to its login closes its connection", async () => {
  let isClosed: () => void = () => {};
  const closed = new Promise<void>((resolve) => {
    isClosed = resolve;
  });
  const server = await startScriptedServer((socket) => {
    socket.once("data", () => socket.write("STORED\r\nnobody asked for this\r\n"));
    socket.on("close", isClosed);
    socket.on("end", () => socket.end());
  });
  const asked = new MemtoolError("PROTOCOL", "nobody asked");
  const address = { ...server.address, username: "u", password: "p" };
  const { closing } = await open(
    { ...server, address },
    {
      onLine: () => {
        throw asked;
      },
    },
  );
  assert.equal(await closing, asked);
  await closed;
  await server.close();
});
