/** server-line: who has had room longest sends next, who waits longest is sent next, and our own lateness is told from waiting for room. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { SelfRecorder } from "../../../../src/bench/load/self-recorder.ts";
import { ServerLine } from "../../../../src/bench/load/server-line.ts";
import { SharedMoment } from "../../../../src/bench/load/shared-moment.ts";
import { Draw } from "../../../../src/bench/workload/draw.ts";
import { OPERATION, OUTCOME, slotOf } from "../../../../src/bench/workload/operations.ts";
import { parseValueSizes } from "../../../../src/bench/workload/value-sizes.ts";
import { type OpenServer, openServer, type ServerOptions, TestOwner, until } from "../../../support/bench-server.ts";

const opened: OpenServer[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

const GET_MISS = slotOf(OPERATION.get, OUTCOME.miss);

async function lineTo({ pipeline = 1, ...options }: ServerOptions = {}) {
  const owner = new TestOwner();
  const open = await openServer(owner, { ...options, pipeline });
  opened.push(open);
  const { puppet, server } = open;
  for (const { ledger } of server.connections) {
    ledger.isPaced = true;
  }
  const self = new SelfRecorder();
  const line = new ServerLine(server, self, new SharedMoment(SharedMoment.create(), owner.clock), pipeline, new Draw());
  owner.react = (connection, nowMs) => line.onRoom(connection, nowMs);
  const draw = new Draw();
  /** Dispatches requests for keys. */
  const dispatch = (keys: readonly number[], dueMs = owner.nowMs, operation: number = OPERATION.get): void => {
    for (const key of keys) {
      draw.key = key;
      draw.operation = operation;
      line.dispatch(draw, dueMs, Number.NaN);
    }
  };
  return { owner, puppet, server, self, line, dispatch };
}

/** Gets of keys, as they go over the wire. */
function gets(...keys: readonly number[]): string {
  return keys.map((key) => `get k${key}\r\n`).join("");
}

test("single requests go round the connections, as long as all have room", async () => {
  const { puppet, line, dispatch } = await lineTo({ connections: 3, pipeline: 4 });
  for (const key of [0, 1, 2, 3, 4, 5, 6]) {
    dispatch([key]);
    line.flush();
  }
  await puppet.expect(0, gets(0, 3, 6));
  await puppet.expect(1, gets(1, 4));
  await puppet.expect(2, gets(2, 5));
});

test("what is due at once goes out in one batch, and over to the next connection when one is full", async () => {
  const { puppet, self, line, dispatch, server } = await lineTo({ connections: 2, pipeline: 3 });
  dispatch([0, 1, 2, 3]);
  assert.equal(server.inFlight, 4);
  line.flush();
  await puppet.expect(0, gets(0, 1, 2));
  await puppet.expect(1, gets(3));
  assert.deepEqual([self.blocked, line.backlogCount], [0, 0]);
  assert.deepEqual(self.sentGaps.take(), { count: 3, sumMs: 0, squaresMs: 0 });
});

test("who has had room longest sends next", async () => {
  const { puppet, line, dispatch, server } = await lineTo({ connections: 3 });
  dispatch([0, 1, 2]);
  line.flush();
  for (const [index, connection] of [2, 0, 1].entries()) {
    puppet.say(connection, "END\r\n");
    await until(() => server.inFlight === 2 - index, `${connection} is answered`);
  }
  dispatch([3, 4, 5]);
  line.flush();
  await puppet.expect(2, gets(2, 3));
  await puppet.expect(0, gets(0, 4));
  await puppet.expect(1, gets(1, 5));
});

test("requests that find no room wait in line, first come first sent, whichever connection is free first", async () => {
  const { puppet, self, line, dispatch } = await lineTo({ connections: 2 });
  dispatch([0, 1, 2, 3, 4]);
  line.flush();
  assert.deepEqual([self.blocked, line.backlogCount], [3, 3]);
  puppet.say(1, "END\r\n");
  await puppet.expect(1, gets(1, 2));
  dispatch([5]);
  puppet.say(0, "END\r\n");
  await puppet.expect(0, gets(0, 3));
  puppet.say(0, "END\r\n");
  await puppet.expect(0, gets(0, 3, 4));
  puppet.say(1, "END\r\n");
  await puppet.expect(1, gets(1, 2, 5));
  assert.deepEqual([self.blocked, line.backlogCount], [4, 0]);
});

test("a connection that is free takes from the line as much as its pipeline holds", async () => {
  const { puppet, line, dispatch } = await lineTo({ pipeline: 2 });
  dispatch([0, 1, 2, 3, 4]);
  line.flush();
  puppet.say(0, "END\r\nEND\r\n");
  await puppet.expect(0, gets(0, 1, 2, 3));
  assert.equal(line.backlogCount, 1);
});

test("our own delay: since a request was due, when a connection was free for it", async () => {
  const { owner, self, line, dispatch } = await lineTo();
  owner.nowMs = 1010;
  dispatch([0], 1003);
  line.flush();
  assert.deepEqual([self.ownDelay.count, self.ownDelay.maxNs], [1, 7e6]);
});

test("... and since a connection became free, when none was: waiting for a slow server is no delay of ours", async () => {
  const { owner, puppet, server, self, line, dispatch } = await lineTo();
  dispatch([0, 1], 1000);
  line.flush();
  owner.nowMs = 1500;
  puppet.say(0, "END\r\n");
  await puppet.expect(0, gets(0, 1));
  assert.deepEqual([self.ownDelay.count, self.ownDelay.maxNs], [2, 0]);
  owner.nowMs = 1600;
  puppet.say(0, "END\r\n");
  await until(() => server.inFlight === 0, "all are answered");
  const clocks = (["sendLag", "service", "response"] as const).map((clock) => {
    const histogram = server.recorder.histogram(GET_MISS, clock);
    return [histogram?.minNs, histogram?.maxNs];
  });
  assert.deepEqual(clocks, [
    [0, 500e6],
    [100e6, 500e6],
    [500e6, 600e6],
  ]);
  owner.nowMs = 1900;
  dispatch([2], 1900);
  assert.equal(self.ownDelay.maxNs, 0);
});

test("a reply to a connection that had room anyway does not shorten our delay", async () => {
  const { owner, puppet, server, self, line, dispatch } = await lineTo({ pipeline: 4 });
  dispatch([0], 1000);
  line.flush();
  owner.nowMs = 1500;
  puppet.say(0, "END\r\n");
  await until(() => server.inFlight === 0, "it is answered");
  dispatch([1], 1400);
  line.flush();
  assert.equal(self.ownDelay.maxNs, 100e6);
});

test("what is abandoned in line is unanswered at its age", async () => {
  const { server, line, dispatch } = await lineTo();
  dispatch([0, 1], 1000);
  dispatch([2], 1200);
  line.flush();
  line.abandon(1300);
  const slot = slotOf(OPERATION.get, OUTCOME.unanswered);
  const response = server.recorder.histogram(slot, "response");
  assert.deepEqual([response?.count, response?.minNs, response?.maxNs], [2, 100e6, 300e6]);
  assert.deepEqual([server.recorder.untimed(slot), line.backlogCount, server.inFlight], [2, 0, 1]);
});

test("values that fill a batch each all get sent, though they wait in line", async () => {
  const size = 200_000;
  const { puppet, server, line, dispatch } = await lineTo({
    pipeline: 4,
    workload: { valueSizes: parseValueSizes(String(size)) },
  });
  const keys = Array.from({ length: 40 }, (_, key) => key);
  dispatch(keys, 1000, OPERATION.set);
  line.flush();
  const bytesEach = (key: number): number => `set k${key} 0 0 ${size}\r\n`.length + size + 2;
  let bytes = 0;
  for (const key of keys) {
    bytes += bytesEach(key);
    await until(() => (puppet.received[0] ?? "").length >= bytes, `key ${key} arrives`);
    puppet.say(0, "STORED\r\n");
  }
  await until(() => server.inFlight === 0, "all are answered");
  assert.deepEqual([line.backlogCount, server.recorder.requests(slotOf(OPERATION.set, OUTCOME.hit))], [0, 40]);
});

test("room that is seen after a pause of this thread was there before: the wait is our own", async () => {
  const { owner, puppet, self, line, dispatch } = await lineTo();
  dispatch([1, 2], 1000);
  line.flush();
  owner.isAway = true;
  owner.awayMs = 800;
  owner.nowMs = 2000;
  puppet.say(0, "END\r\n");
  await puppet.expect(0, gets(1, 2));
  assert.equal(self.ownDelay.maxNs, 800e6);
});
