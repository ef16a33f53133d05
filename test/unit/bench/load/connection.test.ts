/** connection: batches are stamped and sent whole, replies are booked at their times, waiting counts from the last sign of life. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { UNCONFIRMED_MAX } from "../../../../src/bench/limits.ts";
import type { LoadConnection } from "../../../../src/bench/load/connection.ts";
import { Draw } from "../../../../src/bench/workload/draw.ts";
import { OPERATION, type OperationName, OUTCOME, slotOf } from "../../../../src/bench/workload/operations.ts";
import { parseValueSizes } from "../../../../src/bench/workload/value-sizes.ts";
import { type OpenServer, openServer, type ServerOptions, TestOwner, until } from "../../../support/bench-server.ts";

const opened: OpenServer[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function connect(options: ServerOptions = {}) {
  const owner = new TestOwner();
  const { puppet, server, close } = await openServer(owner, options);
  opened.push({ puppet, server, close });
  return { owner, puppet, recorder: server.recorder, connection: server.connections[0] as LoadConnection };
}

function add(connection: LoadConnection, name: OperationName, key: number, dueMs = Number.NaN): void {
  const draw = new Draw();
  draw.operation = OPERATION[name];
  draw.key = key;
  connection.add(draw, dueMs, Number.NaN);
}

const GET_MISS = slotOf(OPERATION.get, OUTCOME.miss);

test("a batch goes out whole and is stamped when it is sent; its replies are timed from there", async () => {
  const { owner, puppet, recorder, connection } = await connect();
  connection.ledger.isPaced = true;
  add(connection, "get", 1, 990);
  add(connection, "get", 2, 995);
  assert.deepEqual([connection.inFlight, recorder.tallies.bytesWritten], [2, 0]);
  owner.nowMs = 1005;
  connection.sendBatch();
  await puppet.expect(0, "get k1\r\nget k2\r\n");
  assert.deepEqual([connection.sentMs, recorder.tallies.bytesWritten], [1005, 16]);
  owner.nowMs = 1025;
  puppet.say(0, "END\r\nEND\r\n");
  await until(() => connection.inFlight === 0, "both are answered");
  const clocks = (["service", "response", "sendLag"] as const).map((clock) => {
    const histogram = recorder.histogram(GET_MISS, clock);
    return [histogram?.count, histogram?.minNs, histogram?.maxNs];
  });
  assert.deepEqual(clocks, [
    [2, 20e6, 20e6],
    [2, 30e6, 35e6],
    [2, 10e6, 15e6],
  ]);
  assert.equal(recorder.tallies.bytesRead, 10);
  assert.ok(owner.roomy.includes(connection));
});

test("without a batch nothing is sent", async () => {
  const { puppet, recorder, connection } = await connect();
  connection.sendBatch();
  add(connection, "get", 1);
  connection.sendBatch();
  await puppet.expect(0, "get k1\r\n");
  assert.equal(recorder.tallies.bytesWritten, 8);
});

test("replies read while this thread was away have no service time", async () => {
  const { owner, puppet, recorder, connection } = await connect();
  add(connection, "get", 1);
  connection.sendBatch();
  owner.isAway = true;
  puppet.say(0, "END\r\n");
  await until(() => connection.inFlight === 0, "it is answered");
  assert.deepEqual([recorder.requests(GET_MISS), recorder.untimed(GET_MISS)], [1, 1]);
});

test("waiting counts from the last sign of life; an idle connection does not wait", async () => {
  const { owner, puppet, connection } = await connect();
  assert.equal(connection.waitedMs(9000), 0);
  owner.nowMs = 5000;
  add(connection, "get", 1);
  add(connection, "get", 2);
  connection.sendBatch();
  assert.equal(connection.waitedMs(9000), 4000);
  owner.nowMs = 6000;
  puppet.say(0, "END\r\n");
  await until(() => connection.inFlight === 1, "one is answered");
  assert.equal(connection.waitedMs(9000), 3000);
  owner.nowMs = 8000;
  add(connection, "get", 3);
  connection.sendBatch();
  assert.equal(connection.waitedMs(9000), 3000);
  connection.destroy();
  assert.deepEqual([connection.waitedMs(9000), connection.canWrite], [0, false]);
});

test("what is in flight is abandoned at its age, questions of ours not", async () => {
  const { owner, recorder, connection } = await connect();
  add(connection, "get", 1);
  connection.sendBatch();
  owner.nowMs = 1010;
  add(connection, "get", 2);
  connection.sendBatch();
  for (let key = 0; key < UNCONFIRMED_MAX; key++) {
    add(connection, "set_noreply", key);
  }
  connection.sendBatch();
  assert.equal(connection.inFlight, 3);
  connection.abandon(1100);
  const histogram = recorder.histogram(slotOf(OPERATION.get, OUTCOME.unanswered));
  assert.deepEqual([histogram?.count, histogram?.minNs, histogram?.maxNs, connection.inFlight], [2, 90e6, 100e6, 0]);
  assert.deepEqual(
    recorder.take().histograms.map(([slot]) => slot),
    [slotOf(OPERATION.get, OUTCOME.unanswered)],
  );
});

test("requests without a reply are confirmed every so often, and at the end", async () => {
  const { puppet, recorder, connection } = await connect({
    workload: { valueSizes: parseValueSizes(String(0)) },
  });
  const sets = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, index) => `set k${from + index} 0 0 0 noreply\r\n\r\n`).join("");
  connection.confirm();
  for (let key = 0; key < UNCONFIRMED_MAX + 3; key++) {
    add(connection, "set_noreply", key);
  }
  connection.sendBatch();
  const first = `${sets(0, UNCONFIRMED_MAX)}mn\r\n${sets(UNCONFIRMED_MAX, UNCONFIRMED_MAX + 3)}`;
  await puppet.expect(0, first);
  connection.confirm();
  assert.equal(connection.inFlight, 1);
  puppet.say(0, "SERVER_ERROR out of memory storing object\r\nMN\r\n");
  await until(() => connection.inFlight === 0, "the question is answered");
  connection.confirm();
  connection.confirm();
  const outcomes = [OUTCOME.hit, OUTCOME.error].map((outcome) =>
    recorder.requests(slotOf(OPERATION.set_noreply, outcome)),
  );
  assert.deepEqual(outcomes, [UNCONFIRMED_MAX + 2, 1]);
});

test("a server that goes away is a failure, with what it did not answer; our own closing is none", async () => {
  const { owner, puppet, recorder, connection } = await connect();
  for (const key of [1, 2, 3]) {
    add(connection, "get", key);
  }
  connection.sendBatch();
  await puppet.stop();
  await until(() => owner.failures.length > 0, "the failure is told");
  assert.equal(owner.failures[0]?.code, "DISCONNECTED");
  assert.match(owner.failures[0]?.message ?? "", /while 3 of its requests waited/);
  assert.equal(recorder.tallies.lostConnections, 1);
  const other = await connect();
  other.connection.destroy();
  await other.puppet.stop();
  assert.deepEqual([other.owner.failures, other.recorder.tallies.lostConnections], [[], 0]);
});

test("a reply that breaks the protocol is a failure, and nothing is read after it", async () => {
  const { owner, puppet, recorder, connection } = await connect();
  add(connection, "get", 1);
  add(connection, "get", 2);
  connection.sendBatch();
  puppet.say(0, "STORED\r\nEND\r\n");
  await until(() => owner.failures.length > 0, "the failure is told");
  assert.equal(owner.failures[0]?.code, "PROTOCOL");
  assert.deepEqual([recorder.requests(GET_MISS), connection.canWrite], [0, false]);
});

test("what the socket does not take at once holds the connection back until it has", async () => {
  const { owner, puppet, connection } = await connect({
    workload: { valueSizes: parseValueSizes(String(9_000_000)) },
  });
  add(connection, "set", 1);
  connection.sendBatch();
  assert.equal(connection.canWrite, false);
  await until(() => owner.roomy.includes(connection), "the socket has taken it");
  assert.equal(connection.canWrite, true);
  await until(() => (puppet.received[0] ?? "").length === "set k1 0 0 9000000\r\n".length + 9_000_002, "it arrives");
});

const LOST = slotOf(OPERATION.get, OUTCOME.error);

test("with reconnecting on, what was in flight is an error at its time, and the connection comes up again", async () => {
  const { owner, puppet, recorder, connection } = await connect();
  owner.reconnects = true;
  connection.ledger.isPaced = true;
  const lost: string[] = [];
  connection.ledger.observer = {
    onReply: (operation, outcome) => lost.push(`${operation} ${outcome}`),
    onMissingKey: () => {},
  };
  add(connection, "get", 1, 990);
  add(connection, "get", 2, 995);
  connection.sendBatch();
  await puppet.expect(0, "get k1\r\nget k2\r\n");
  owner.nowMs = 1020;
  puppet.drop(0);
  await until(() => recorder.tallies.reconnects === 1, "it is up again");
  assert.deepEqual([owner.failures, connection.inFlight, connection.canWrite], [[], 0, true]);
  const histograms = (["service", "response"] as const).map((clock) => recorder.histogram(LOST, clock));
  assert.deepEqual(
    histograms.map((histogram) => [histogram?.count, histogram?.minNs, histogram?.maxNs]),
    [
      [2, 20e6, 20e6],
      [2, 25e6, 30e6],
    ],
  );
  assert.deepEqual(recorder.errors, [["(the connection was lost)", 2]]);
  assert.deepEqual(lost, [`${OPERATION.get} ${OUTCOME.error}`, `${OPERATION.get} ${OUTCOME.error}`]);
  assert.deepEqual([recorder.tallies.lostConnections, owner.roomy.includes(connection)], [1, true]);
  add(connection, "get", 3, 1020);
  connection.sendBatch();
  await puppet.expect(1, "get k3\r\n");
  puppet.say(1, "END\r\n");
  await until(() => connection.inFlight === 0, "it is answered over the new one");
  assert.equal(recorder.requests(GET_MISS), 1);
});

test("a reply cut off by the loss does not disturb the next connection's", async () => {
  const { owner, puppet, recorder, connection } = await connect();
  owner.reconnects = true;
  add(connection, "get", 1);
  connection.sendBatch();
  await puppet.expect(0, "get k1\r\n");
  puppet.say(0, "VALUE k1 0 10\r\nhal");
  await until(() => recorder.tallies.bytesRead > 0, "half a reply is read");
  puppet.drop(0);
  await until(() => recorder.tallies.reconnects === 1, "it is up again");
  add(connection, "get", 2);
  connection.sendBatch();
  puppet.say(1, "END\r\n");
  await until(() => connection.inFlight === 0, "it is answered");
  assert.deepEqual([recorder.requests(LOST), recorder.requests(GET_MISS), owner.failures], [1, 1, []]);
});

test("what is added while it is down is lost at once", async () => {
  const { owner, puppet, recorder, connection } = await connect();
  owner.reconnects = true;
  puppet.drop(0);
  await until(() => recorder.tallies.lostConnections === 1, "the loss is noticed");
  assert.deepEqual([connection.isUp, connection.canWrite], [false, false]);
  add(connection, "get", 1);
  connection.sendBatch();
  assert.deepEqual([connection.inFlight, recorder.requests(LOST), recorder.tallies.bytesWritten], [0, 1, 0]);
});

test("a connection is opened anew after so many requests, once all are answered, and none is lost", async () => {
  const owner = new TestOwner();
  owner.requestsPerConnection = 2;
  const { puppet, server, close } = await openServer(owner);
  opened.push({ puppet, server, close });
  const [connection] = server.connections as [LoadConnection];
  add(connection, "get", 1);
  connection.sendBatch();
  assert.equal(connection.canWrite, true);
  add(connection, "get", 2);
  connection.sendBatch();
  assert.equal(connection.canWrite, false);
  await puppet.expect(0, "get k1\r\nget k2\r\n");
  puppet.say(0, "END\r\n");
  await until(() => connection.inFlight === 1, "one is answered");
  assert.equal(server.recorder.tallies.reconnects, 0);
  puppet.say(0, "END\r\n");
  await until(() => server.recorder.tallies.reconnects === 1, "it is renewed");
  assert.deepEqual([connection.canWrite, puppet.received.length], [true, 2]);
  assert.deepEqual([server.recorder.requests(GET_MISS), server.recorder.tallies.lostConnections], [2, 0]);
});

test("requests without a reply renew a connection too: it asks whether they are done", async () => {
  const owner = new TestOwner();
  owner.requestsPerConnection = 3;
  const { puppet, server, close } = await openServer(owner, { workload: { valueSizes: parseValueSizes("0") } });
  opened.push({ puppet, server, close });
  const [connection] = server.connections as [LoadConnection];
  for (const key of [1, 2, 3]) {
    add(connection, "set_noreply", key);
  }
  connection.sendBatch();
  await puppet.expect(0, `${[1, 2, 3].map((key) => `set k${key} 0 0 0 noreply\r\n\r\n`).join("")}mn\r\n`);
  puppet.say(0, "MN\r\n");
  await until(() => server.recorder.tallies.reconnects === 1, "it is renewed");
  assert.equal(connection.canWrite, true);
});
