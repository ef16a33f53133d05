/** The open loop with fake connections and a clock that is told the time: who is sent when, who waits in line, what is given up. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Pacer } from "../../../../src/bench/arrivals/pacer.ts";
import type { HttpConnection } from "../../../../src/bench/http/http-connection.ts";
import { HttpClosedLoop, HttpOpenLoop } from "../../../../src/bench/http/http-loops.ts";
import { FAILED, HttpRecorder, UNANSWERED } from "../../../../src/bench/http/http-recorder.ts";
import { HttpRequestSource, HttpRequests } from "../../../../src/bench/http/http-requests.ts";
import { SelfRecorder } from "../../../../src/bench/load/self-recorder.ts";
import { httpPlan } from "../../../support/http-plan.ts";

/** A connection that keeps what it is given until it is told to answer. */
class FakeConnection {
  readonly sentDueMs: number[] = [];
  inFlightCount = 0;
  roomSinceMs = 0;
  isQueued = false;
  readonly #clock: { nowMs: number };

  constructor(clock: { nowMs: number }) {
    this.#clock = clock;
  }

  hasRoom(pipeline: number): boolean {
    return this.inFlightCount < pipeline;
  }

  send(_request: number, _bytes: Buffer, dueMs: number): number {
    this.inFlightCount++;
    this.sentDueMs.push(dueMs);
    return this.#clock.nowMs;
  }
}

function setUp(connectionCount: number, pipeline: number, requestsMax: number) {
  const time = { nowMs: 0 };
  const plan = httpPlan({ connections: connectionCount });
  const connections = Array.from({ length: connectionCount }, () => new FakeConnection(time));
  const self = new SelfRecorder();
  const recorder = new HttpRecorder();
  const done = { count: 0 };
  const sources = connections.map((_, number) => new HttpRequestSource(plan, number, connectionCount));
  const options = {
    clock: { monotonicMs: () => time.nowMs, unixMs: () => time.nowMs },
    connections: connections as unknown as HttpConnection[],
    requests: new HttpRequests(plan),
    pipeline,
    deadlineMs: 1000,
    onDone: () => {
      done.count++;
    },
  };
  const stages = [{ durationMs: 1e6, fromRate: 100, toRate: 100 }];
  const pacer = new Pacer("constant", stages, 1, requestsMax);
  return { time, connections, self, recorder, done, sources, options, pacer };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

test("what is due is sent in turn over the free connections; what finds none waits and keeps the moment it was due", async () => {
  const { time, connections, self, recorder, done, sources, options, pacer } = setUp(2, 1, 5);
  const loop = new HttpOpenLoop({ ...options, pacer, sources, self, recorder, startMs: 0, lowCpu: false });
  time.nowMs = 25;
  loop.start();
  assert.deepEqual(
    connections.map(({ sentDueMs }) => sentDueMs),
    [[0], [10]],
  );
  assert.deepEqual([self.due, self.sent, self.blocked], [3, 2, 1]);
  const [first] = connections;
  assert.ok(first !== undefined);
  first.inFlightCount = 0;
  time.nowMs = 28;
  loop.onRoom(first as unknown as HttpConnection, 28);
  assert.deepEqual(first.sentDueMs, [0, 20]);
  time.nowMs = 60;
  await turn();
  assert.equal(self.blocked, 3);
  loop.expire(60, 25);
  assert.equal(recorder.requests(0, FAILED), 1);
  assert.equal(recorder.histogram(0, FAILED, "response")?.maxNs, 30e6);
  loop.stop();
  assert.equal(recorder.requests(0, UNANSWERED), 1);
  assert.equal(done.count, 0, "two are in flight");
  for (const connection of connections) {
    connection.inFlightCount = 0;
    loop.onRoom(connection as unknown as HttpConnection, 61);
  }
  assert.equal(done.count, 1);
});

test("own delay counts from when there was a connection, not from when the request was due", () => {
  const { time, connections, self, recorder, sources, options, pacer } = setUp(1, 1, 2);
  const loop = new HttpOpenLoop({ ...options, pacer, sources, self, recorder, startMs: 0, lowCpu: false });
  time.nowMs = 12;
  loop.start();
  assert.equal(self.ownDelay.maxNs, 12e6);
  const [only] = connections;
  assert.ok(only !== undefined);
  only.inFlightCount = 0;
  time.nowMs = 500;
  loop.onRoom(only as unknown as HttpConnection, 500);
  assert.deepEqual([self.ownDelay.count, self.ownDelay.maxNs], [2, 12e6]);
  loop.stop();
});

test("a closed loop fills every pipeline, refills it on an answer, and ends when its requests have", () => {
  const { connections, done, sources, options } = setUp(2, 3, 0);
  for (const source of sources) {
    source.remaining = 4;
  }
  const loop = new HttpClosedLoop({ ...options, deadlineMs: Number.POSITIVE_INFINITY }, sources);
  loop.start(0);
  assert.deepEqual(
    connections.map(({ inFlightCount }) => inFlightCount),
    [3, 3],
  );
  for (const connection of connections) {
    for (let answer = 0; answer < 4; answer++) {
      connection.inFlightCount--;
      loop.onRoom(connection as unknown as HttpConnection, 1);
    }
  }
  assert.deepEqual(
    connections.map(({ sentDueMs }) => sentDueMs.length),
    [4, 4],
  );
  assert.equal(done.count, 1);
});
