/** link: up once the version is told; lost, renewed and opened again; given up after the stall time. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { MemtoolError } from "../../../../src/base/errors.ts";
import { Link } from "../../../../src/bench/load/link.ts";
import { ThreadServer } from "../../../../src/bench/load/thread-server.ts";
import { createDialect } from "../../../../src/bench/wire/dialect.ts";
import { Payload } from "../../../../src/bench/workload/payload.ts";
import { testWorkload } from "../../../support/bench-plan.ts";
import { TestOwner, until } from "../../../support/bench-server.ts";
import { type ScriptedServer, startScriptedServer } from "../../../support/scripted-server.ts";

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) {
    await close();
  }
});

type Script = Parameters<typeof startScriptedServer>[0];

/** Greets every connection, and then does `then` with it. */
function greeting(then: Script = () => {}): Script {
  return (socket, connection) => {
    socket.once("data", () => {
      socket.write("VERSION 1.6.45\r\n");
      then(socket, connection);
    });
  };
}

/** A link to a server that runs this script, and what it told. */
async function linkTo(script: Script, owner = new TestOwner()) {
  const server: ScriptedServer = await startScriptedServer(script);
  const told: string[] = [];
  const errors: MemtoolError[] = [];
  const dialect = createDialect("text", false, new Payload(testWorkload()));
  const thread = new ThreadServer(server.address, owner, dialect, {
    connectionCount: 0,
    inFlightMax: 1,
    keysEach: 1,
    createVerifier: () => undefined,
  });
  const link = new Link(thread, {
    onData: (bytes, length) => told.push(bytes.toString("latin1", 0, length)),
    onDrain: () => {},
    onLost: (error) => {
      told.push("lost");
      errors.push(error);
    },
    onReopened: () => told.push("reopened"),
    onFailure: (error) => {
      told.push("failure");
      errors.push(error);
    },
  });
  closers.push(() => link.destroy(), server.close);
  return { link, told, errors, server, owner };
}

test("it is up once the server has told its version, which may come in pieces", async () => {
  const { link, owner } = await linkTo((socket) => {
    socket.once("data", () => {
      socket.write("VERS");
      setTimeout(() => socket.write("ION 1.6.45\r\n"), 20);
    });
  });
  assert.deepEqual([link.isUp, link.isGreeting, link.canWrite], [false, false, false]);
  const opening = link.open();
  assert.deepEqual([link.isUp, link.isGreeting], [false, true]);
  assert.equal(await opening, "1.6.45");
  assert.deepEqual([link.isUp, link.isGreeting, link.canWrite], [true, false, true]);
  assert.equal(link.activeMs, owner.nowMs);
});

test("what comes after the version are replies; what is written arrives", async () => {
  const { link, told } = await linkTo(
    greeting((socket) => socket.on("data", (bytes) => socket.write(`you said ${bytes.toString()}`))),
  );
  await link.open();
  link.write(Buffer.from("hello"));
  await until(() => told.length > 0, "an answer comes");
  assert.deepEqual(told, ["you said hello"]);
});

test("a server that is none, or hangs up before its version, refuses the opening", async () => {
  const none = await linkTo((socket) => socket.once("data", () => socket.write("HTTP/1.1 400\r\n")));
  await assert.rejects(none.link.open(), { code: "PROTOCOL" });
  const gone = await linkTo((socket) => socket.once("data", () => socket.end()));
  await assert.rejects(gone.link.open(), { code: "DISCONNECTED" });
  assert.deepEqual([none.told, gone.told], [[], []]);
});

test("a loss is told once, and our own closing is none", async () => {
  const { link, told, errors } = await linkTo(greeting((socket) => setTimeout(() => socket.destroy(), 10)));
  await link.open();
  await until(() => told.length > 0, "the loss is told");
  assert.deepEqual([told, errors[0]?.code, link.isUp], [["lost"], "DISCONNECTED", false]);
  const closed = await linkTo(greeting());
  await closed.link.open();
  closed.link.destroy();
  await closed.server.close();
  closers.pop();
  assert.deepEqual([closed.told, closed.link.isUp, closed.link.canWrite], [[], false, false]);
});

test("it is opened again as often as it takes", async () => {
  const { link, told, server } = await linkTo((socket, connection) => {
    if (connection === 2 || connection === 3) {
      socket.destroy();
    } else {
      greeting()(socket, connection);
    }
  });
  await link.open();
  await link.reopen();
  assert.deepEqual([told, server.accepted(), link.isUp], [["reopened"], 4, true]);
});

test("after the stall time it is given up, with the reason", async () => {
  const { link, told, errors, owner } = await linkTo((socket, connection) => {
    if (connection > 1) {
      socket.destroy();
    } else {
      greeting()(socket, connection);
    }
  });
  await link.open();
  owner.lookMs = owner.stallTimeoutMs;
  await link.reopen();
  assert.deepEqual([told, errors[0]?.code], [["failure"], "DISCONNECTED"]);
});

test("destroyed while it is opened again, it stays down and says nothing", async () => {
  const { link, told, server } = await linkTo(greeting());
  await link.open();
  void link.reopen();
  link.destroy();
  await until(() => server.accepted() === 2, "the server sees the second connection");
  assert.deepEqual([told, link.isUp, link.isGreeting], [[], false, false]);
});
