/** A server as its clients see it: limits, back-pressure, half-sent values, quit, stopping. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type RunningServer, startServer } from "../../../src/server/server.ts";

const MIB = 1024 * 1024;
let server: RunningServer;

before(async () => {
  server = await startServer({ port: 0, threads: 2, memoryLimitBytes: 64 * MIB, maxConnections: 20 });
});
after(async () => {
  await server.close();
});

async function dial(): Promise<Socket> {
  const socket = connect(server.port, "127.0.0.1");
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  return socket;
}

/** Everything the server says until it closes the connection. */
async function readAll(socket: Socket): Promise<string> {
  const parts: Buffer[] = [];
  socket.on("data", (data) => parts.push(data));
  await new Promise((resolve) => socket.once("close", resolve));
  return Buffer.concat(parts).toString("latin1");
}

async function talk(text: string): Promise<string> {
  const socket = await dial();
  socket.write(`${text}quit\r\n`, "latin1");
  return await readAll(socket);
}

/** Polls until `condition` holds; fails after ten seconds. */
async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, `still waiting: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function stat(name: string): Promise<string | undefined> {
  return new RegExp(`^STAT ${name} (.*)\\r$`, "m").exec(await talk("stats\r\n"))?.[1];
}

test("quit sends the earlier replies, drops what follows and closes", async () => {
  assert.equal(await talk("set a 0 0 1\r\nA\r\nget a\r\nquit\r\nget a\r\n"), "STORED\r\nVALUE a 0 1\r\nA\r\nEND\r\n");
});

test("a client that closes its side after the request gets its answer", async () => {
  const socket = await dial();
  socket.end("set half 0 0 1\r\nA\r\nget half\r\n");
  assert.equal(await readAll(socket), "STORED\r\nVALUE half 0 1\r\nA\r\nEND\r\n");
});

test("a value that arrives in many pieces is stored, one that breaks off is not and its memory comes back", async () => {
  const value = "0123456789".repeat(60_000);
  const socket = await dial();
  socket.setNoDelay(true);
  const whole = `set pieces 3 0 ${value.length}\r\n${value}\r\nget pieces\r\nquit\r\n`;
  const received = readAll(socket);
  for (let at = 0; at < whole.length; at += 50_000) {
    socket.write(whole.slice(at, at + 50_000));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(await received, `STORED\r\nVALUE pieces 3 ${value.length}\r\n${value}\r\nEND\r\n`);
  await talk("delete pieces\r\n");
  const before = await stat("bytes");
  const broken = await dial();
  broken.write(`set broken 0 0 ${value.length}\r\n${value.slice(0, 400_000)}`);
  await until(async () => (await talk("stats conns\r\n")).includes("conn_nread"), "the value to arrive in part");
  broken.destroy();
  await until(async () => !(await talk("stats conns\r\n")).includes("conn_nread"), "the connection to go");
  assert.equal(await talk("get broken\r\n"), "END\r\n");
  assert.equal(await stat("bytes"), before);
});

test("a refused large value is skipped to its end, then answered, and the next command is understood", async () => {
  const size = 2 * MIB;
  const socket = await dial();
  const received = readAll(socket);
  socket.write(`set large 0 0 ${size}\r\n`);
  socket.write(Buffer.alloc(size, "get a\r\n"));
  socket.write("\r\nset ok 0 0 1\r\nA\r\nquit\r\n");
  assert.equal(await received, "SERVER_ERROR object too large for cache\r\nSTORED\r\n");
});

test("a client that does not read is not read from either, and gets everything once it does", async () => {
  const value = "x".repeat(500_000);
  await talk(`set big 0 0 ${value.length}\r\n${value}\r\n`);
  const socket = await dial();
  socket.pause();
  const gets = 60;
  socket.write("get big\r\n".repeat(gets));
  socket.write("get big big big big\r\nquit\r\n");
  await until(async () => (await talk("stats conns\r\n")).includes("conn_mwrite"), "the server to hold back");
  const received = readAll(socket);
  socket.resume();
  const text = await received;
  assert.equal(text.length, gets * `VALUE big 0 500000\r\n${value}\r\nEND\r\n`.length + 4 * (value.length + 22) + 5);
});

test("over the limit a connection gets memcached's line; ends make room again", async () => {
  const open: Socket[] = [];
  // The server counts an earlier connection a little longer than its client does: one that was refused tries again.
  await until(async () => {
    const socket = await dial();
    socket.write("version\r\n");
    const [answer] = await once(socket, "data");
    if (String(answer).startsWith("VERSION")) {
      open.push(socket);
    }
    return open.length === 20;
  }, "twenty connections to be open");
  const refused = await dial();
  assert.equal(await readAll(refused), "ERROR Too many open connections\r\n");
  for (const socket of open) {
    socket.destroy();
  }
  await until(async () => {
    const answer = await talk("version\r\n");
    return answer.startsWith("VERSION");
  }, "a connection to be accepted again");
  assert.ok(Number(await stat("rejected_connections")) >= 1);
});

test("connections are spread over the workers and listed with their addresses", async () => {
  const text = await talk("stats conns\r\n");
  assert.match(text, /STAT \d+:addr tcp:127\.0\.0\.1:\d+\r\n/);
  assert.match(text, new RegExp(`STAT \\d+:listen_addr tcp:127\\.0\\.0\\.1:${server.port}\\r\\n`));
  assert.match(text, /STAT \d+:state conn_parse_cmd\r\n/);
  assert.match(text, /STAT \d+:secs_since_last_cmd \d\r\n/);
});

test("stats settings tells the port that was bound, not the 0 that asked for any", async () => {
  assert.match(await talk("stats settings\r\n"), new RegExp(`STAT tcpport ${server.port}\\r\\n`));
});

test("a stopping server lets clients have their last replies", async () => {
  const stopping = await startServer({ port: 0, threads: 1 });
  const socket = connect(stopping.port, "127.0.0.1");
  const received = readAll(socket);
  socket.write("set a 0 0 1\r\nA\r\n");
  await new Promise((resolve) => socket.once("data", resolve));
  socket.write("get a\r\n");
  await new Promise((resolve) => socket.once("data", resolve));
  await stopping.close();
  assert.equal(await received, "STORED\r\nVALUE a 0 1\r\nA\r\nEND\r\n");
});

test("a unix socket has the permissions asked for, and a stale file is replaced", async () => {
  const folder = mkdtempSync(join(tmpdir(), "memtool-"));
  const path = join(folder, "socket");
  for (let round = 0; round < 2; round++) {
    const unix = await startServer({ unixSocket: path, threads: 1 });
    assert.equal(statSync(path).mode & 0o777, 0o700);
    const socket = connect(path);
    const received = readAll(socket);
    socket.write("version\r\nstats settings\r\nquit\r\n");
    const text = await received;
    assert.match(text, /^VERSION 1\.6\.45\r\n/);
    // Nothing listens there, and memcached tells the ports all the same.
    assert.match(text, /STAT tcpport 11211\r\nSTAT udpport 0\r\nSTAT inter NULL\r\n/);
    await unix.close();
  }
  rmSync(folder, { recursive: true });
});
