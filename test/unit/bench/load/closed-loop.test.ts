/** closed-loop: the window is filled, never fuller, and sent on by halves; it ends when nothing is left, or time is up, and all is answered. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { ClosedLoop, type ClosedLoopOptions } from "../../../../src/bench/load/closed-loop.ts";
import type { LoadConnection } from "../../../../src/bench/load/connection.ts";
import { Draw } from "../../../../src/bench/workload/draw.ts";
import { KeyRouter } from "../../../../src/bench/workload/key-router.ts";
import { Payload } from "../../../../src/bench/workload/payload.ts";
import { parseValueSizes } from "../../../../src/bench/workload/value-sizes.ts";
import { RequestSource } from "../../../../src/bench/workload/workload.ts";
import { testWorkload } from "../../../support/bench-plan.ts";
import { type OpenServer, openServer, TestOwner, until } from "../../../support/bench-server.ts";

const opened: OpenServer[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

interface LoopOptions extends Partial<ClosedLoopOptions> {
  readonly clientCount?: number;
  readonly serverCount?: number;
  readonly workload?: Parameters<typeof testWorkload>[0];
  readonly requests?: number;
}

/** A loop of gets, not yet started. */
async function loopOf(changes: LoopOptions) {
  const { clientCount = 1, serverCount = 1, requests = 40, workload = {} } = changes;
  const owner = new TestOwner();
  const whole = testWorkload({ mix: [{ operation: "get", weight: 1 }], ...workload });
  // Even keys belong to the first server, odd ones to the second.
  const router =
    serverCount === 1
      ? undefined
      : new KeyRouter((bytes, _, end) => (bytes[end - 1] as number) % serverCount, new Payload(whole), whole.keyCount);
  const servers: OpenServer[] = [];
  for (let index = 0; index < serverCount; index++) {
    servers.push(await openServer(owner, { connections: clientCount, workload: whole, pipeline: 16 }));
  }
  opened.push(...servers);
  const clients = Array.from({ length: clientCount }, (_, index) => {
    const source = new RequestSource(whole, index, clientCount, router);
    source.draw(requests);
    return { source, connections: servers.map(({ server }) => server.connections[index] as LoadConnection) };
  });
  const done: number[] = [];
  const loop = new ClosedLoop({
    clients,
    draw: new Draw(),
    pipeline: 8,
    deadlineMs: Number.POSITIVE_INFINITY,
    followUps: undefined,
    clock: owner.clock,
    onDone: () => done.push(owner.nowMs),
    ...changes,
  });
  owner.react = (connection, nowMs) => loop.onRoom(connection, nowMs);
  const inFlight = (): number => servers.reduce((sum, { server }) => sum + server.inFlight, 0);
  return { owner, loop, clients, done, inFlight, puppets: servers.map(({ puppet }) => puppet), servers };
}

type Loop = Awaited<ReturnType<typeof loopOf>>;

/** Answers everything until the loop is done. @returns the most requests that were in flight */
async function answerAll({ puppets, done, inFlight }: Loop, reply = "END\r\n"): Promise<number> {
  const answered = puppets.map(() => 0);
  let most = 0;
  await until(() => {
    most = Math.max(most, inFlight());
    for (const [index, puppet] of puppets.entries()) {
      const asked = (puppet.received[0] ?? "").split("\r\n").length - 1;
      puppet.say(0, reply.repeat(asked - (answered[index] as number)));
      answered[index] = asked;
    }
    return done.length > 0;
  }, "the loop is done");
  return most;
}

test("as many requests are in flight as the pipeline allows, until all are answered", async () => {
  const loop = await loopOf({ pipeline: 5 });
  loop.loop.start(1000);
  assert.equal(loop.inFlight(), 5);
  assert.equal(await answerAll(loop), 5);
  assert.deepEqual([loop.done.length, loop.inFlight(), loop.puppets[0]?.requestCount], [1, 0, 40]);
});

for (const [pipeline, answered, inFlight] of [
  [8, 3, 5],
  [8, 4, 8],
  [5, 2, 3],
  [5, 3, 5],
  [1, 1, 1],
  [2, 1, 2],
] as const) {
  test(`pipeline ${pipeline}: ${inFlight} in flight once ${answered} are answered: it is sent on by halves`, async () => {
    const { loop, servers, puppets, inFlight: now, owner } = await loopOf({ pipeline });
    loop.start(1000);
    puppets[0]?.say(0, "END\r\n".repeat(answered));
    await until(() => servers[0]?.server.recorder.tallies.bytesRead === answered * 5, "the replies are read");
    assert.ok(owner.roomy.length > 0);
    assert.equal(now(), inFlight);
  });
}

test("the window is a client's, over all servers; each request goes where its key belongs", async () => {
  const loop = await loopOf({ serverCount: 2 });
  loop.loop.start(1000);
  assert.equal(loop.inFlight(), 8);
  assert.equal(await answerAll(loop), 8);
  const [even = "", odd = ""] = loop.puppets.map(({ received }) => received[0]);
  assert.match(even, /^(get k\d*[02468]\r\n)+$/);
  assert.match(odd, /^(get k\d*[13579]\r\n)+$/);
  assert.equal((even + odd).split("\r\n").length - 1, 40);
});

test("nothing is sent once the deadline has passed; what is in flight is waited for", async () => {
  const { owner, loop, done, inFlight, puppets } = await loopOf({ deadlineMs: 1500 });
  loop.start(1000);
  owner.nowMs = 1500;
  puppets[0]?.say(0, "END\r\n".repeat(7));
  await until(() => inFlight() === 1, "seven are answered");
  assert.deepEqual([done.length, puppets[0]?.requestCount], [0, 8]);
  puppets[0]?.say(0, "END\r\n");
  await until(() => done.length > 0, "the loop is done");
  assert.equal(puppets[0]?.requestCount, 8);
});

test("a loop that begins after its deadline is done at once", async () => {
  const { loop, done, puppets } = await loopOf({ deadlineMs: 1000, clientCount: 3 });
  loop.start(1000);
  await setImmediate();
  assert.deepEqual([done.length, puppets[0]?.requestCount], [1, 0]);
});

test("stopping sends nothing more, and the loop is done once, with the last reply of the last client", async () => {
  const { loop, done, inFlight, puppets } = await loopOf({ clientCount: 2 });
  loop.start(1000);
  loop.stop();
  assert.equal(inFlight(), 16);
  puppets[0]?.say(1, "END\r\n".repeat(8));
  await until(() => inFlight() === 8, "one client is answered");
  assert.equal(done.length, 0);
  puppets[0]?.say(0, "END\r\n".repeat(8));
  await until(() => done.length > 0, "the loop is done");
  loop.stop();
  await setImmediate();
  assert.deepEqual([done.length, puppets[0]?.requestCount], [1, 16]);
});

test("requests without a reply: the loop is done when they are known to be carried out", async () => {
  const sets = await loopOf({
    requests: 10,
    workload: {
      mix: [{ operation: "set_noreply", weight: 1 }],
      valueSizes: parseValueSizes(String(0)),
    },
  });
  const [puppet] = sets.puppets;
  sets.loop.start(1000);
  await until(() => (puppet?.received[0] ?? "").endsWith("mn\r\n"), "the question comes");
  assert.equal((puppet?.received[0] ?? "").match(/noreply/g)?.length, 10);
  assert.equal(sets.done.length, 0);
  puppet?.say(0, "MN\r\n");
  await until(() => sets.done.length > 0, "the loop is done");
});
