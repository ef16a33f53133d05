/** HTTP around a function. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { afterEach, describe, it } from "node:test";
import { type HttpLimits, type HttpListener, type HttpService, serveHttp } from "../../../src/net/http-listener.ts";
import { plainReply } from "../../../src/net/http-reply.ts";

const open: HttpListener[] = [];

function failAt(error: unknown): never {
  throw error;
}

/** Short ones, so that a test can wait for them. */
const LIMITS = { requestMs: 200, replyMs: 200, checkMs: 20 };

async function listen(
  answer: HttpService["answer"],
  onBug: HttpService["onBug"] = failAt,
  limits: Partial<HttpLimits> = {},
): Promise<HttpListener> {
  const listener = await serveHttp({ host: "127.0.0.1", port: 0 }, { answer, onBug, option: "--listen" }, limits);
  open.push(listener);
  return listener;
}

/** Resolves when the connection is over, be it by a reset. */
function closed(socket: Socket): Promise<void> {
  socket.on("error", () => {});
  return new Promise((resolve) => (socket.closed ? resolve() : socket.once("close", () => resolve())));
}

/** Sends raw bytes and returns everything that comes back until the other side closes. */
async function exchange(url: string, request: string): Promise<string> {
  const socket = createConnection(Number(new URL(url).port), "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = closed(socket);
  socket.write(request);
  await ended;
  return Buffer.concat(chunks).toString("latin1");
}

describe("serveHttp", () => {
  afterEach(() => {
    for (const listener of open.splice(0)) {
      listener.close();
    }
  });

  it("hands method and path over, and the reply back", async () => {
    const { url } = await listen(async (method, target) => plainReply(202, `${method} ${target}`));
    const response = await fetch(`${url}/a?b=c`);
    assert.equal(response.status, 202);
    assert.equal(await response.text(), "GET /a?b=c\n");
  });
  it("answers HEAD without the body, with its length", async () => {
    const { url } = await listen(async () => plainReply(200, "twelve chars"));
    const text = await exchange(url, "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert.match(text, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(text, /\r\nContent-Length: 13\r\n/);
    assert.ok(text.endsWith("\r\n\r\n"), text);
  });
  it("a bug costs the request", async () => {
    const bugs: unknown[] = [];
    const { url } = await listen(
      async (_, target) => (target === "/bug" ? Promise.reject(new Error("planted")) : plainReply(200, "ok")),
      (error) => bugs.push(error),
    );
    const response = await fetch(`${url}/bug`);
    assert.equal(response.status, 500);
    assert.ok(!(await response.text()).includes("planted"));
    assert.equal((await fetch(`${url}/`)).status, 200);
    assert.equal(bugs.length, 1);
  });
  it("so does a reply that cannot be sent", async () => {
    const bugs: unknown[] = [];
    const { url } = await listen(
      async (_, target) => ({ ...plainReply(200, "ok"), ...(target === "/bug" ? { type: "a\nb" } : {}) }),
      (error) => bugs.push(error),
    );
    await assert.rejects(fetch(`${url}/bug`));
    assert.equal((await fetch(`${url}/`)).status, 200);
    assert.equal(bugs.length, 1);
  });
  it("what is no HTTP gets a 400", async () => {
    const { url } = await listen(async () => plainReply(200, "ok"));
    assert.match(await exchange(url, "stats\r\n\r\n"), /^HTTP\/1\.1 400 /);
  });
  it("tells the address that was bound", async () => {
    const { url, host } = await listen(async () => plainReply(200, "ok"));
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(host, "127.0.0.1");
  });
  it("a connection is for one request: who pipelines gets one page", async () => {
    let answered = 0;
    const { url } = await listen(async () => plainReply(200, `page ${++answered}`));
    const text = await exchange(url, "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(500));
    assert.match(text, /^HTTP\/1\.1 200 OK\r\n(?:.+\r\n)*Connection: close\r\n/);
    assert.ok(text.includes("\r\n\r\npage 1\n"), text);
    assert.equal(answered, 1);
  });
  it("a body is neither waited for nor asked for", async () => {
    const { url } = await listen(async (method) => plainReply(405, method));
    const announced = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n";
    for (const extra of ["", "Expect: 100-continue\r\n"]) {
      assert.match(await exchange(url, `${announced}${extra}\r\n`), /^HTTP\/1\.1 405 [\s\S]*\r\n\r\nPOST\n$/);
    }
  });
  it("headers without an end are refused, however they come", async () => {
    const { url } = await listen(async () => plainReply(200, "ok"), failAt, LIMITS);
    assert.match(await exchange(url, `GET / HTTP/1.1\r\nA: ${"x".repeat(20_000)}`), /^HTTP\/1\.1 431 /);
    assert.match(await exchange(url, "GET / HTTP/1.1\r\nHost: a\r\n"), /^HTTP\/1\.1 408 /);
    assert.match(await exchange(url, ""), /^HTTP\/1\.1 408 /);
  });
  it("cuts who does not take the reply", async () => {
    const { url } = await listen(async () => plainReply(200, "x".repeat(30_000_000)), failAt, LIMITS);
    const socket = createConnection(Number(new URL(url).port), "127.0.0.1");
    socket.pause();
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const whole = new Promise<number>((resolve) => {
      let byteCount = 0;
      socket.on("error", () => {});
      socket.on("data", (chunk: Buffer) => {
        byteCount += chunk.length;
      });
      socket.once("close", () => resolve(byteCount));
    });
    setTimeout(() => socket.resume(), LIMITS.replyMs * 5);
    assert.ok((await whole) < 30_000_000);
  });
  it("who dawdles keeps nobody out: beyond the limit the oldest connection is cut", async () => {
    const { url } = await listen(async () => plainReply(200, "ok"), failAt, { connectionsMax: 2 });
    const port = Number(new URL(url).port);
    const dawdling: Socket[] = [];
    for (let count = 0; count < 3; count++) {
      const socket = createConnection(port, "127.0.0.1");
      dawdling.push(socket);
      await once(socket, "connect");
    }
    await closed((dawdling[0] as Socket).resume());
    assert.equal((await fetch(url)).status, 200);
    await closed((dawdling[1] as Socket).resume());
    // The request was over by the time somebody else could have come.
    assert.equal(dawdling[2]?.closed, false);
    dawdling[2]?.destroy();
  });
  it("says that a port is taken, and what to do", async () => {
    const { url } = await listen(async () => plainReply(200, "ok"));
    const port = Number(new URL(url).port);
    const service = { answer: async () => plainReply(200, "ok"), onBug: failAt, option: "--here" };
    await assert.rejects(serveHttp({ host: "127.0.0.1", port }, service), {
      code: "LISTEN",
      message: new RegExp(`could not listen on 127\\.0\\.0\\.1:${port}: .*EADDRINUSE`),
      hint: /--here/,
    });
    await assert.rejects(serveHttp({ host: "192.0.2.1", port: 0 }, service), { code: "LISTEN", hint: /no interface/ });
  });
  it("closing cuts who is connected and who waits", async () => {
    const { url, close } = await listen(() => new Promise(() => {}));
    const ended = exchange(url, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const idle = createConnection(Number(new URL(url).port), "127.0.0.1");
    const cut = closed(idle);
    await once(idle, "connect");
    close();
    await Promise.all([ended, cut]);
    await assert.rejects(fetch(url));
  });
});
