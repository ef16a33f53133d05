/** The session: outcomes instead of exceptions, connection state, keys remembered. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress } from "../../../src/base/address.ts";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { Reply } from "../../../src/protocol/reply.ts";
import { parseLine, type Request } from "../../../src/repl/parse-line.ts";
import { Session, type SessionClient } from "../../../src/repl/session.ts";

/** A client whose answers the test gives. */
class ScriptedClient implements SessionClient {
  readonly sent: string[] = [];
  answer: () => Promise<Reply> = async () => ({ kind: "line", text: "STORED" });
  isDestroyed = false;
  readonly disconnect: () => void;

  constructor(disconnect: () => void) {
    this.disconnect = disconnect;
  }

  async connect(): Promise<void> {
    await this.answer();
  }

  execute(line: Uint8Array): Promise<Reply> {
    this.sent.push(Buffer.from(line).toString());
    return this.answer();
  }

  destroy(): void {
    this.isDestroyed = true;
  }
}

function start(): { session: Session; clients: ScriptedClient[]; last: () => ScriptedClient } {
  const clients: ScriptedClient[] = [];
  let now = 0;
  const open = (_: unknown, disconnect: () => void) => {
    const client = new ScriptedClient(disconnect);
    clients.push(client);
    return client;
  };
  const session = new Session(open, parseAddress("cache:1"), () => ++now);
  const last = () => clients.at(-1) ?? assert.fail("no client was opened");
  return { session, clients, last };
}

function request(line: string): Request {
  const parsed = parseLine(line);
  return parsed.kind === "request" ? parsed : assert.fail(`no request: ${line}`);
}

const refused = new MemtoolError("CONNECT", "could not connect");

test("a reply makes it connected; keys stored are remembered", async () => {
  const { session, last } = start();
  assert.equal(session.state, "idle");
  const outcome = await session.run(request('set user:1 0 0 "x"'));
  assert.deepEqual(outcome, {
    kind: "reply",
    reply: { kind: "line", text: "STORED" },
    elapsedMs: 1,
    reconnected: false,
  });
  assert.equal(session.state, "connected");
  assert.deepEqual(last().sent, ["set user:1 0 0 1"]);
  assert.deepEqual(session.keys.startingWith(""), ["user:1"]);
});

test("a failure is an outcome, and the next reply says that it reconnected", async () => {
  const { session, last } = start();
  last().answer = async () => {
    throw refused;
  };
  assert.deepEqual(await session.run(request("get a")), { kind: "failed", error: refused });
  assert.equal(session.state, "gone");
  last().answer = async () => ({ kind: "number", value: 1n });
  const outcome = await session.run(request("incr a 1"));
  assert.equal(outcome.kind === "reply" && outcome.reconnected, true);
});

test("a request that could not be sent says nothing about the server", async () => {
  const { session, last } = start();
  await session.connect();
  last().answer = async () => {
    throw new MemtoolError("USAGE", "a command is one line");
  };
  await session.run(request("get a"));
  assert.equal(session.state, "connected");
});

test("a server that goes away while nothing runs is noticed and told", async () => {
  const { session, last } = start();
  await session.connect();
  let count = 0;
  session.onGone = () => count++;
  last().disconnect();
  assert.equal(session.state, "gone");
  assert.equal(count, 1);
});

test("abandoning destroys the client and opens a fresh one", async () => {
  const { session, clients } = start();
  await session.connect();
  session.abandon();
  assert.equal(clients.length, 2);
  assert.equal(clients[0]?.isDestroyed, true);
  assert.equal(session.state, "idle");
  session.close();
  assert.equal(clients[1]?.isDestroyed, true);
});

test("a connection that was given up says nothing of the one after it", async () => {
  const { session, last } = start();
  let fail: (error: Error) => void = () => {};
  last().answer = () =>
    new Promise((_, reject) => {
      fail = reject;
    });
  const connecting = session.connect();
  session.abandon();
  fail(refused);
  assert.equal(await connecting, refused);
  assert.equal(session.state, "idle");
});

test("the address never shows a password", () => {
  const session = new Session(
    (_, off) => new ScriptedClient(off),
    parseAddress("memcached://me:pw@h:1"),
    () => 0,
  );
  assert.ok(!session.address.includes("pw"));
});
