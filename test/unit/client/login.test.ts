/** client/login.ts: every way a login can end, and that no message shows the password. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { inspect } from "node:util";
import type { Address } from "../../../src/base/address.ts";
import type { MemtoolError } from "../../../src/base/errors.ts";
import { Login, type WireProtocol } from "../../../src/client/login.ts";
import { packet } from "../../support/binary-packet.ts";
import { answerOnce, startScriptedServer } from "../../support/scripted-server.ts";

const PASSWORD = "top secret\t1";

/** Logs in at a server that does what `script` says; the error, or undefined. */
async function logIn(
  script: (socket: Socket) => void,
  protocol: WireProtocol = "text",
  { timeoutMs = 60_000, signal }: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<MemtoolError | undefined> {
  const server = await startScriptedServer(script);
  const address = { ...server.address, username: "joe", password: PASSWORD } as Address & { port: number };
  const socket = connect(address.port, "127.0.0.1");
  const login = new Login(address, "joe", protocol);
  await once(socket, "connect");
  socket.on("data", (chunk) => login.feed(chunk, chunk.length));
  try {
    await login.run(socket, timeoutMs, signal);
    return undefined;
  } catch (error) {
    return error as MemtoolError;
  } finally {
    assert.equal(socket.listenerCount("error") + socket.listenerCount("close"), 0);
    socket.on("error", () => {});
    socket.destroy();
    await server.close();
  }
}

const sasl = (status: number, value: string): string => packet({ magic: 0x81, opcode: 0x21, status, value });

const FAILURES: readonly (readonly [string, WireProtocol, string, string, RegExp, RegExp])[] = [
  [
    "wrong password",
    "text",
    "CLIENT_ERROR authentication failure\r\n",
    "REFUSED",
    /^memcached:\/\/joe@127\.0\.0\.1:\d+ refused the login of "joe": CLIENT_ERROR authentication failure$/,
    /check the user name/,
  ],
  ["wrong password", "binary", sasl(0x20, "Auth failure."), "REFUSED", /"joe": Auth failure\.$/, /check the user name/],
  [
    "a server that sends the password back",
    "text",
    `CLIENT_ERROR no such password ${PASSWORD}\r\n`,
    "REFUSED",
    /no such password \*\*\*$/,
    /check/,
  ],
  ["no SASL", "binary", sasl(0x81, "Unknown command"), "SERVER", /cannot log "joe" in: Unknown command/, /-S/],
  [
    "too many connections",
    "text",
    "ERROR Too many open connections\r\n",
    "SERVER",
    /cannot log "joe" in: ERROR Too/,
    /-Y/,
  ],
  ["something else", "text", "HTTP/1.1 400\r\n", "PROTOCOL", /sent "HTTP\/1\.1 400" in answer to the login/, /-Y/],
];

for (const [name, protocol, answer, code, message, hint] of FAILURES) {
  test(`${protocol}, ${name}: ${code}`, async () => {
    const error = await logIn(answerOnce(Buffer.from(answer, "latin1")), protocol);
    assert.equal(error?.code, code);
    assert.match(error?.message ?? "", message);
    assert.match(error?.hint ?? "", hint);
    assert.ok(!inspect(error, { depth: 9 }).includes("secret"));
  });
}

for (const protocol of ["text", "binary"] as const) {
  test(`${protocol}: an echo is no login, and what it says is not shown`, async () => {
    const error = await logIn((socket) => socket.pipe(socket), protocol);
    assert.equal(error?.code, "PROTOCOL");
    assert.ok(!inspect(error, { depth: 9 }).includes("secret"));
  });

  test(`${protocol}: a server that hangs up, and one that says nothing`, async () => {
    const hungUp = await logIn((socket) => socket.once("data", () => socket.end()), protocol);
    assert.equal(hungUp?.code, "DISCONNECTED");
    assert.match(hungUp?.message ?? "", /the server closed the connection, during the login/);
    assert.match(hungUp?.hint ?? "", protocol === "text" ? /only the binary protocol/ : /only the text protocol/);
    const silent = await logIn(() => {}, protocol, { timeoutMs: 20 });
    assert.equal(silent?.code, "TIMEOUT");
    assert.match(silent?.message ?? "", /did not answer the login within 20 ms/);
  });
}

test("a login that is no longer wanted ends", async () => {
  const abort = new AbortController();
  const ended = logIn((socket) => socket.once("data", () => abort.abort(new Error("no longer wanted"))), "text", {
    signal: abort.signal,
  });
  assert.equal((await ended)?.message, "no longer wanted");
});

test("an answer that comes before anybody waits for it counts", async () => {
  const address: Address = { kind: "unix", path: "/s", username: "joe", password: PASSWORD };
  const login = new Login(address, "joe", "text");
  const early = Buffer.from("ERROR Too many open connections\r\n");
  assert.equal(login.feed(early, early.length), 0);
  const server = await startScriptedServer(() => {});
  const socket = connect((server.address as Address & { port: number }).port, "127.0.0.1");
  await assert.rejects(login.run(socket, 60_000, undefined), { code: "SERVER", message: /Too many open connections/ });
  socket.destroy();
  await server.close();
});

test("bytes in pieces; those behind the answer move to the front", () => {
  const login = new Login({ kind: "unix", path: "/s", username: "joe", password: "x" }, "joe", "text");
  const buffer = Buffer.alloc(20);
  const feed = (text: string): string => {
    buffer.write(text, "latin1");
    return buffer.toString("latin1", 0, login.feed(buffer, text.length));
  };
  assert.equal(feed("STO"), "");
  assert.equal(feed("RED\r\nVALUE a"), "VALUE a");
  assert.equal(feed(" 0 1"), " 0 1");
});

test("a name that cannot be sent is a wrong usage before anything is sent", () => {
  const address: Address = { kind: "unix", path: "/s", username: "two words", password: PASSWORD };
  assert.throws(() => new Login(address, "two words", "text"), { code: "USAGE" });
});
