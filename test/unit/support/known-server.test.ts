/**
 * Known servers keep their behaviour: an independent client measures them, and what it sees is what the arithmetic says. Counts are
 * judged exactly, no reply may be early, and the median one not late where the machine lets the two run.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, test } from "node:test";
import type { KnownBehaviour, Timing } from "../../support/known-behaviour.ts";
import { type KnownReport, type KnownServer, startKnownServer } from "../../support/known-server.ts";
import { type Measured, measureLoad } from "../../support/measuring-client.ts";
import { machineTrouble, preferThisProcess } from "../../support/punctual-thread.ts";
import { countsOf, Distribution, evenArrivals, type LoadTruth, simulateLoad } from "../../support/queue-truth.ts";

/** What the median reply may be late, network and client included; on an idle machine it is less than 0.1 ms. */
const TOLERANCE_MS = 1;
/** Of readings of the same clock in two processes, as floating-point numbers. */
const CLOCK_ERROR_MS = 0.001;
/** A turn of an event loop that takes longer than this was not its own doing. */
const TURN_MS_MAX = 0.5;
const ATTEMPTS = 3;
const GET = { request: () => "get key\r\n", replyEnd: "END\r\n", connections: 50, endMs: 20_000 } as const;

async function withServer<Result>(
  behaviour: KnownBehaviour,
  use: (server: KnownServer) => Promise<Result>,
): Promise<Result> {
  const server = await startKnownServer(behaviour);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

/** A measured run and what the server says of it. */
interface Run {
  readonly measured: Measured;
  readonly report: KnownReport;
}

/** Measures a server under evenly spaced gets. */
function measure(behaviour: KnownBehaviour, perSecond: number, durationMs: number, pipeline: number): Promise<Run> {
  const arrivalsMs = evenArrivals([{ perSecond, durationMs }]);
  return withServer(behaviour, async (server) => {
    const unprefer = preferThisProcess();
    const measured = await measureLoad({ ...GET, port: server.port, arrivalsMs, pipeline });
    unprefer();
    return { measured, report: await server.report() };
  });
}

/**
 * How much later than calculated the replies came, in ms, by rank: the kth reply against the kth of a run in which every request was
 * read at the moment at which it was sent. (Which requests of a bimodal server are slow depends on who was read first; how long they
 * take does not, so there the kth service time counts.)
 */
function delaysBehindTruth(timing: Timing, { measured, report }: Run): Float64Array {
  const originMs = (report.armedAtMs ?? Number.NaN) - measured.startedAtMs;
  const truth = simulateLoad({ arrivalsMs: measured.sentMs.toSorted() }, timing, originMs);
  const ranked = ({ sentMs, answeredMs }: LoadTruth) =>
    timing.kind === "bimodal"
      ? answeredMs.map((atMs, index) => atMs - (sentMs[index] ?? Number.NaN)).sort()
      : answeredMs.toSorted();
  const expectedMs = ranked(truth);
  return ranked(measured).map((atMs, rank) => atMs - (expectedMs[rank] ?? Number.NaN));
}

/** What kept the machine from running the server or the client in time; undefined if nothing did. */
function troubleOf({ measured, report }: Run): string | undefined {
  return machineTrouble({ turns: report.turns }, TURN_MS_MAX) ?? machineTrouble(measured, TURN_MS_MAX);
}

/** Sends `text` on a new connection and answers all that comes until it ends, or `enough` is there. */
async function converse(port: number, text: string, enough: (received: string) => boolean): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1" });
  let received = "";
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
    if (enough(received)) socket.destroy();
  });
  socket.write(text, "latin1");
  await once(socket, "close");
  return received;
}

describe("timing, measured", () => {
  for (const [what, timing, perSecond, durationMs, pipeline] of [
    ["fixed 5 ms", { kind: "fixed", delayMs: 5 }, 1000, 400, 1],
    ["a freeze of 100 ms in 500 ms", { kind: "freeze", everyMs: 500, frozenMs: 100, serviceMs: 1 }, 1000, 500, 10],
    ["1,850/s of 3,000/s", { kind: "capacity", perSecond: 1850 }, 3000, 300, 100],
    ["one in ten takes 50 ms", { kind: "bimodal", share: 0.1, slowMs: 50, fastMs: 2 }, 1000, 400, 1],
  ] as const satisfies readonly (readonly [string, Timing, number, number, number])[]) {
    test(what, async (context) => {
      const count = (perSecond * durationMs) / 1000;
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const run = await measure({ timing }, perSecond, durationMs, pipeline);
        const { timedCount, lateness, delays, counters } = run.report;
        assert.deepEqual(countsOf(run.measured), { intended: count, sent: count, answered: count });
        const counts = [timedCount, lateness.count, delays.count, counters.get_misses];
        assert.deepEqual(counts, [count, count, count, count]);
        const behindMs = delaysBehindTruth(timing, run);
        const earliestMs = Math.min(...behindMs);
        assert.ok(earliestMs >= -CLOCK_ERROR_MS, `a reply left ${-earliestMs} ms before it was due`);
        const medianMs = new Distribution(behindMs).percentileMs(50);
        const figures = `the median reply came ${medianMs.toFixed(3)} ms after it was due`;
        context.diagnostic(figures);
        if (medianMs < TOLERANCE_MS) return;
        const trouble = troubleOf(run);
        assert.ok(trouble !== undefined, figures);
        context.diagnostic(trouble);
      }
      context.diagnostic(
        `the machine was too busy ${ATTEMPTS} times to judge the median; no reply was early and none was lost`,
      );
    });
  }
});

describe("answers, measured", () => {
  test("a hit rate of 0.3 is 300 of 1,000, as the server counts too", async () => {
    const behaviour: KnownBehaviour = { answers: { kind: "hitRate", rate: 0.3, valueBytes: 100 } };
    const { measured, report } = await measure(behaviour, 5000, 200, 1);
    const hit = `VALUE key 0 100\r\n${"v".repeat(100)}\r\nEND\r\n`;
    assert.equal(measured.replies.filter((reply) => reply === hit).length, 300);
    assert.equal(measured.replies.filter((reply) => reply === "END\r\n").length, 700);
    assert.deepEqual([report.counters.get_hits, report.counters.get_misses], [300, 700]);
  });
});

describe("faults", () => {
  const gets = (count: number) => "get a\r\n".repeat(count);
  test("garbage after three replies on each connection", async () => {
    await withServer({ fault: { kind: "garbage", after: 3, per: "connection" } }, async ({ port }) => {
      for (let connection = 0; connection < 2; connection++) {
        const received = await converse(port, gets(4), (text) => text.length > 20);
        assert.equal(received, `${"END\r\n".repeat(3)}\u0000\u00ff?! this is no reply\r\n`);
      }
    });
  });
  test("silent after three replies of the whole server, though it still tells its version", async () => {
    await withServer({ fault: { kind: "silent", after: 3, per: "server" } }, async (server) => {
      const isDone = (text: string) => text.endsWith("VERSION 1.6.45\r\n");
      assert.equal(
        await converse(server.port, `${gets(5)}version\r\n`, isDone),
        "END\r\nEND\r\nEND\r\nVERSION 1.6.45\r\n",
      );
      assert.equal(await converse(server.port, `${gets(1)}version\r\n`, isDone), "VERSION 1.6.45\r\n");
      const { timedCount, counters } = await server.report();
      assert.deepEqual([timedCount, counters.cmd_get], [6, 3]);
    });
  });
  test("connections closed after three replies each, all three delivered", async () => {
    await withServer({ fault: { kind: "close", after: 3, per: "connection" } }, async (server) => {
      for (let connection = 0; connection < 3; connection++) {
        assert.equal(await converse(server.port, gets(4), () => false), "END\r\nEND\r\nEND\r\n");
      }
      assert.equal((await server.report()).acceptedCount, 3);
    });
  });
});

describe("arming", () => {
  const fault = { kind: "garbage", after: 0, per: "server" } as const;
  const stores = "set a 0 0 1\r\nx\r\nversion\r\n";
  const isVersion = (text: string) => text.includes("VERSION") || text.includes("no reply");
  test("by the first retrieval: what is stored before does not count", async () => {
    await withServer({ fault }, async (server) => {
      assert.equal(await converse(server.port, stores, isVersion), "STORED\r\nVERSION 1.6.45\r\n");
      assert.equal((await server.report()).armedAtMs, undefined);
      assert.match(await converse(server.port, "get a\r\n", isVersion), /no reply/);
      assert.equal((await server.report()).timedCount, 1);
    });
  });
  test("by anything", async () => {
    await withServer({ fault, armedBy: "any" }, async ({ port }) => {
      assert.match(await converse(port, stores, isVersion), /no reply/);
    });
  });
  test("by hand only", async () => {
    await withServer({ fault, armedBy: "hand" }, async (server) => {
      assert.notEqual(server.pid, process.pid);
      const text = await converse(server.port, "set a 0 0 1\r\nx\r\nget a\r\nversion\r\n", isVersion);
      assert.equal(text, "STORED\r\nVALUE a 0 1\r\nx\r\nEND\r\nVERSION 1.6.45\r\n");
      await server.arm();
      const { armedAtMs } = await server.report();
      await server.arm();
      assert.equal((await server.report()).armedAtMs, armedAtMs);
      assert.match(await converse(server.port, "get a\r\n", isVersion), /no reply/);
    });
  });
});

test("requests that are cut anywhere are put together, values of any bytes too", async () => {
  const value = "\r\nEND\r\n".repeat(20_000);
  await withServer({}, async ({ port }) => {
    const received = await converse(port, `set a 0 0 ${value.length}\r\n${value}\r\nget a\r\nquit\r\n`, () => false);
    assert.equal(received, `STORED\r\nVALUE a 0 ${value.length}\r\n${value}\r\nEND\r\n`);
  });
});

test("a server that has ended says so when it is asked", async () => {
  const server = await startKnownServer({});
  await server.close();
  await assert.rejects(server.report());
});
