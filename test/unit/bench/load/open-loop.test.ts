/** open-loop: what is due is sent in its order and nothing else is; the deadline leaves nothing uncounted. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { constantStages } from "../../../../src/bench/arrivals/arrivals.ts";
import { Pacer } from "../../../../src/bench/arrivals/pacer.ts";
import { OpenLoop, type OpenLoopOptions } from "../../../../src/bench/load/open-loop.ts";
import { SelfRecorder } from "../../../../src/bench/load/self-recorder.ts";
import { SharedMoment } from "../../../../src/bench/load/shared-moment.ts";
import { Draw } from "../../../../src/bench/workload/draw.ts";
import { KeyRouter } from "../../../../src/bench/workload/key-router.ts";
import { OPERATION, OUTCOME, slotOf } from "../../../../src/bench/workload/operations.ts";
import { Payload } from "../../../../src/bench/workload/payload.ts";
import { RequestSource } from "../../../../src/bench/workload/workload.ts";
import { testWorkload } from "../../../support/bench-plan.ts";
import { type OpenServer, openServer, TestOwner, until } from "../../../support/bench-server.ts";

const opened: OpenServer[] = [];
const loops: OpenLoop[] = [];

afterEach(async () => {
  for (const loop of loops.splice(0)) {
    loop.stop();
  }
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

const WORKLOAD = testWorkload({ mix: [{ operation: "get", weight: 1 }], keyCount: 1_000_000 });
const UNANSWERED = slotOf(OPERATION.get, OUTCOME.unanswered);

interface LoopOptions extends Partial<OpenLoopOptions> {
  readonly connectionCount?: number;
  readonly serverCount?: number;
  readonly requestsMax?: number;
  /** Numbers of the streams of requests that belong to this thread, of `streamCount`. */
  readonly own?: readonly number[];
  readonly streamCount?: number;
}

/** A loop of gets at 100/s that starts at 1000 ms, where the clock stands. */
async function loopOf(changes: LoopOptions = {}) {
  const {
    connectionCount = 1,
    serverCount = 1,
    requestsMax = Number.POSITIVE_INFINITY,
    own = [0],
    streamCount = 1,
  } = changes;
  const owner = new TestOwner();
  // Even keys belong to the first server, odd ones to the second.
  const router =
    serverCount === 1
      ? undefined
      : new KeyRouter(
          (bytes, _, end) => (bytes[end - 1] as number) % serverCount,
          new Payload(WORKLOAD),
          WORKLOAD.keyCount,
        );
  const servers: OpenServer[] = [];
  for (let index = 0; index < serverCount; index++) {
    servers.push(await openServer(owner, { connections: connectionCount, workload: WORKLOAD, pipeline: 100 }));
  }
  opened.push(...servers);
  const sources = Array.from({ length: streamCount }, (_, number) => {
    const source = new RequestSource(WORKLOAD, number, streamCount, router);
    source.draw(Number.POSITIVE_INFINITY);
    return own.includes(number) ? source : undefined;
  });
  const self = new SelfRecorder();
  const done: number[] = [];
  const loop = new OpenLoop({
    clock: owner.clock,
    servers: servers.map(({ server }) => server),
    pacer: new Pacer("constant", constantStages(100), 1, requestsMax),
    sources,
    draw: new Draw(),
    self,
    pipeline: 100,
    startMs: 1000,
    deadlineMs: Number.POSITIVE_INFINITY,
    lowCpu: false,
    followUps: undefined,
    lastSent: new SharedMoment(SharedMoment.create(), owner.clock),
    tellsGaps: own.includes(0),
    onDone: () => done.push(owner.nowMs),
    ...changes,
  });
  loops.push(loop);
  owner.react = (connection, nowMs) => loop.onRoom(connection, nowMs);
  /** Moves the clock and gives the loop its turns. */
  const goTo = async (ms: number): Promise<void> => {
    owner.nowMs = ms;
    for (let turn = 0; turn < 5; turn++) {
      await setImmediate();
    }
  };
  const recorders = servers.map(({ server }) => server.recorder);
  const inFlight = (): number => servers.reduce((sum, { server }) => sum + server.inFlight, 0);
  return { owner, loop, self, done, goTo, inFlight, recorders, puppets: servers.map(({ puppet }) => puppet) };
}

/** The gets of the first `count` requests of a run of `streamCount` streams that belong to `own`. */
function expected(count: number, own: readonly number[] = [0], streamCount = 1): string[] {
  const sources = Array.from({ length: streamCount }, (_, number) => new RequestSource(WORKLOAD, number, streamCount));
  const draw = new Draw();
  const lines: string[] = [];
  for (let number = 0; number < count; number++) {
    sources[number % streamCount]?.next(draw);
    if (own.includes(number % streamCount)) {
      lines.push(`get k${draw.key}\r\n`);
    }
  }
  return lines;
}

test("each request is sent when it is due and not before, in the order of the run", async () => {
  const { loop, self, goTo, inFlight, puppets, recorders } = await loopOf();
  loop.start();
  assert.equal(inFlight(), 0);
  await goTo(1000.001);
  assert.equal(inFlight(), 1);
  await goTo(1009.999);
  assert.equal(inFlight(), 1);
  await goTo(1045);
  await puppets[0]?.expect(0, expected(5).join(""));
  assert.equal(self.due, 5);
  assert.deepEqual(self.intendedGaps.take(), { count: 4, sumMs: 40, squaresMs: 400 });
  puppets[0]?.say(0, "END\r\n".repeat(5));
  await until(() => inFlight() === 0, "all are answered");
  assert.equal(recorders[0]?.requests(slotOf(OPERATION.get, OUTCOME.miss)), 5);
});

test("what is late is sent late: none is left out, and none is sent beyond what is due", async () => {
  const { loop, self, goTo, puppets } = await loopOf();
  loop.start();
  await goTo(1495);
  await puppets[0]?.expect(0, expected(50).join(""));
  assert.deepEqual([self.due, self.ownDelay.count, self.ownDelay.maxNs, self.ownDelay.minNs], [50, 50, 495e6, 5e6]);
});

test("a thread sends its own part of the run; together they send all of it", async () => {
  const parts: string[] = [];
  for (const own of [[0, 2], [1]]) {
    const { loop, self, goTo, puppets } = await loopOf({ own, streamCount: 3 });
    loop.start();
    await goTo(1295);
    const lines = expected(30, own, 3);
    await puppets[0]?.expect(0, lines.join(""));
    assert.equal(self.due, lines.length);
    parts.push(...lines);
  }
  assert.deepEqual(parts.toSorted(), expected(30, [0, 1, 2], 3).toSorted());
});

test("each request goes to the server that its key belongs to", async () => {
  const { loop, goTo, puppets } = await loopOf({ serverCount: 2 });
  loop.start();
  await goTo(1195);
  const lines = expected(20);
  const belongs = (line: string, rest: number): boolean => Number(/\d+/.exec(line)?.[0]) % 2 === rest;
  await puppets[0]?.expect(0, lines.filter((line) => belongs(line, 0)).join(""));
  await puppets[1]?.expect(0, lines.filter((line) => belongs(line, 1)).join(""));
});

test("nothing that is due at the deadline or after is sent; what is in flight may come in", async () => {
  const { loop, self, done, goTo, inFlight, puppets, recorders } = await loopOf({ deadlineMs: 1050 });
  loop.start();
  await goTo(1200);
  await puppets[0]?.expect(0, expected(5).join(""));
  assert.deepEqual([self.due, self.skipped, done.length], [5, 0, 0]);
  puppets[0]?.say(0, "END\r\n".repeat(4));
  await until(() => inFlight() === 1, "four are answered");
  assert.equal(done.length, 0);
  puppets[0]?.say(0, "END\r\n");
  await until(() => done.length > 0, "the loop is done");
  await goTo(2000);
  assert.deepEqual([puppets[0]?.requestCount, done.length, recorders[0]?.requests(UNANSWERED)], [5, 1, 0]);
});

test("what still waits for a connection at the deadline is unanswered at its age", async () => {
  const { loop, self, done, goTo, inFlight, puppets, recorders } = await loopOf({ deadlineMs: 1100, pipeline: 3 });
  loop.start();
  await goTo(1095);
  assert.deepEqual([inFlight(), self.due, self.blocked], [3, 10, 7]);
  await goTo(1130);
  const response = recorders[0]?.histogram(UNANSWERED, "response");
  assert.deepEqual([response?.count, response?.minNs, response?.maxNs], [7, 10e6, 70e6]);
  puppets[0]?.say(0, "END\r\n".repeat(3));
  await until(() => done.length > 0, "the loop is done");
  assert.equal(puppets[0]?.requestCount, 3);
});

test("what this thread did not even get to is due, skipped and unanswered at its age", async () => {
  const { owner, loop, self, goTo, recorders } = await loopOf({
    deadlineMs: 2000,
    pacer: new Pacer("constant", constantStages(100_000), 1, Number.POSITIVE_INFINITY),
  });
  owner.nowMs = 2000;
  owner.lookMs = 0.2;
  loop.start();
  await goTo(2100);
  const response = recorders[0]?.histogram(UNANSWERED, "response");
  assert.ok(self.skipped > 0, "some were skipped");
  assert.ok(self.blocked + self.skipped <= self.due && self.due <= 100_000, `${self.due}`);
  assert.equal(recorders[0]?.requests(UNANSWERED), self.skipped + self.blocked);
  assert.ok((response?.minNs ?? 0) > 0 && (response?.maxNs ?? 0) <= 1000e6);
});

test("it ends with its requests, once all are answered, without a deadline", async () => {
  const { loop, self, done, goTo, puppets } = await loopOf({ requestsMax: 7, pipeline: 2 });
  loop.start();
  await goTo(5000);
  assert.deepEqual([self.due, self.blocked, done.length], [7, 5, 0]);
  for (const sent of [4, 6, 7]) {
    puppets[0]?.say(0, "END\r\nEND\r\n");
    await until(() => puppets[0]?.requestCount === sent, `${sent} are sent`);
    assert.equal(done.length, 0);
  }
  puppets[0]?.say(0, "END\r\n");
  await until(() => done.length > 0, "the loop is done");
  assert.equal(puppets[0]?.requestCount, 7);
});

test("with a deadline it lasts until then, though its stages send nothing at the end", async () => {
  const stages = [{ durationMs: 30, fromRate: 100, toRate: 100 }];
  const pacer = new Pacer("constant", stages, 1, Number.POSITIVE_INFINITY);
  const { loop, self, done, goTo, inFlight, puppets } = await loopOf({ pacer, deadlineMs: 1100 });
  loop.start();
  await goTo(1090);
  puppets[0]?.say(0, "END\r\n".repeat(3));
  await until(() => inFlight() === 0, "all are answered");
  await goTo(1099);
  assert.deepEqual([self.due, done.length], [3, 0]);
  await goTo(1100);
  assert.equal(done.length, 1);
});

test("stopping sends nothing more, and is done with the last reply", async () => {
  const { loop, done, goTo, puppets } = await loopOf();
  loop.start();
  await goTo(1015);
  loop.stop();
  loop.stop();
  await goTo(1500);
  await puppets[0]?.expect(0, expected(2).join(""));
  assert.equal(done.length, 0);
  puppets[0]?.say(0, "END\r\nEND\r\n");
  await until(() => done.length > 0, "the loop is done");
  assert.equal(done.length, 1);
});

test("with low CPU it sends the same", async () => {
  const { loop, self, goTo, puppets } = await loopOf({ lowCpu: true });
  loop.start();
  await goTo(1095);
  await puppets[0]?.expect(0, expected(10).join(""));
  assert.equal(self.due, 10);
});
