/**
 * Known servers keep their behaviour: an independent client measures them, and what it sees is what the arithmetic says. Counts are
 * judged exactly, times by their medians, and not at all where the server itself says that the machine did not let it.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, type TestContext, test } from "node:test";
import { Histogram } from "../../../src/stats/histogram.ts";
import type { KnownBehaviour } from "../../support/known-behaviour.ts";
import { type KnownReport, type KnownServer, machineTrouble, startKnownServer } from "../../support/known-server.ts";
import { type Measured, measureLoad } from "../../support/measuring-client.ts";
import {
  countsOf,
  evenArrivals,
  type LoadShape,
  responseTimes,
  serviceTimes,
  simulateLoad,
} from "../../support/queue-truth.ts";

/** What a median may be off on a machine that is busy with other things too; idle it is some 0.1 ms. */
const TOLERANCE_MS = 1.5;
const GET = { request: () => "get key\r\n", replyEnd: "END\r\n" } as const;

async function withServer<Result>(
  behaviour: KnownBehaviour,
  use: (server: KnownServer) => Promise<Result>,
  where: "thread" | "process" = "thread",
): Promise<Result> {
  const server = await startKnownServer(behaviour, { in: where });
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

/** Measures a server under evenly spaced gets. */
function measure(behaviour: KnownBehaviour, perSecond: number, durationMs: number, connections: number) {
  const arrivalsMs = evenArrivals([{ perSecond, durationMs }]);
  return withServer(behaviour, async (server) => {
    const measured = await measureLoad({ ...GET, port: server.port, arrivalsMs, connections, endMs: 20_000 });
    return { measured, report: await server.report() };
  });
}

/** The same run, calculated. */
function calculate(
  behaviour: KnownBehaviour,
  { measured, report }: { measured: Measured; report: KnownReport },
  connections: number,
) {
  const shape: LoadShape = { arrivalsMs: measured.intendedMs, connections };
  return simulateLoad(
    shape,
    behaviour.timing ?? { kind: "fixed", delayMs: 0 },
    (report.armedAtMs ?? Number.NaN) - measured.startedAtMs,
  );
}

/** Whether the machine is to blame; it says so. */
function isMachineBusy(context: TestContext, report: KnownReport): boolean {
  const trouble = machineTrouble(report, TOLERANCE_MS / 3);
  if (trouble !== undefined) context.diagnostic(trouble);
  return trouble !== undefined;
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
  for (const [what, behaviour, perSecond, durationMs, connections] of [
    ["fixed 5 ms", { timing: { kind: "fixed", delayMs: 5 } }, 1000, 600, 20],
    [
      "frozen 100 ms in every 500 ms",
      { timing: { kind: "freeze", everyMs: 500, frozenMs: 100, serviceMs: 1 } },
      1000,
      1000,
      150,
    ],
    ["capacity 1,850/s, offered 3,000/s", { timing: { kind: "capacity", perSecond: 1850 } }, 3000, 500, 50],
    ["10 % take 50 ms", { timing: { kind: "bimodal", share: 0.1, slowMs: 50, fastMs: 2 } }, 1000, 600, 50],
  ] as const satisfies readonly (readonly [string, KnownBehaviour, number, number, number])[]) {
    test(what, async (context) => {
      const run = await measure(behaviour, perSecond, durationMs, connections);
      const truth = calculate(behaviour, run, connections);
      const count = (perSecond * durationMs) / 1000;
      assert.deepEqual(countsOf(run.measured), { intended: count, sent: count, answered: count });
      assert.deepEqual(
        [run.report.timedCount, run.report.lateness.count, run.report.counters.get_misses],
        [count, count, count],
      );
      if (isMachineBusy(context, run.report)) return;
      for (const times of [responseTimes, serviceTimes]) {
        // A freeze is for less than half of the requests: there is a median above it too.
        for (const percentile of [50, 95]) {
          const [actualMs, expectedMs] = [times(run.measured), times(truth)].map((found) =>
            found.percentileMs(percentile),
          );
          const offMs = (actualMs ?? Number.NaN) - (expectedMs ?? 0);
          context.diagnostic(
            `${times.name} p${percentile}: ${expectedMs?.toFixed(3)} ms, measured ${offMs.toFixed(3)} ms more`,
          );
          assert.ok(Math.abs(offMs) < TOLERANCE_MS, `p${percentile} of ${times.name} is off by ${offMs} ms`);
        }
      }
    });
  }
});

describe("answers, measured", () => {
  test("a hit rate of 0.3 is 300 of 1,000, as the server counts too", async () => {
    const behaviour: KnownBehaviour = { answers: { kind: "hitRate", rate: 0.3, valueBytes: 100 } };
    const { measured, report } = await measure(behaviour, 5000, 200, 10);
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
  test("by hand only, in a process of its own", async () => {
    await withServer(
      { fault, armedBy: "hand" },
      async (server) => {
        assert.notEqual(server.pid, process.pid);
        const text = await converse(server.port, "set a 0 0 1\r\nx\r\nget a\r\nversion\r\n", isVersion);
        assert.equal(text, "STORED\r\nVALUE a 0 1\r\nx\r\nEND\r\nVERSION 1.6.45\r\n");
        await server.arm();
        const { armedAtMs } = await server.report();
        await server.arm();
        assert.equal((await server.report()).armedAtMs, armedAtMs);
        assert.match(await converse(server.port, "get a\r\n", isVersion), /no reply/);
      },
      "process",
    );
  });
});

test("requests that are cut anywhere are put together, values of any bytes too", async () => {
  const value = "\r\nEND\r\n".repeat(20_000);
  await withServer({}, async ({ port }) => {
    const received = await converse(port, `set a 0 0 ${value.length}\r\n${value}\r\nget a\r\nquit\r\n`, () => false);
    assert.equal(received, `STORED\r\nVALUE a 0 ${value.length}\r\n${value}\r\nEND\r\n`);
  });
});

test("a machine that was too busy is named with its figures", async () => {
  const report = await withServer({}, (server) => server.report());
  assert.equal(machineTrouble(report, 0.1), undefined);
  const late = Histogram.create();
  late.record(50_000, 900);
  late.record(2_000_000, 100);
  assert.equal(machineTrouble({ ...report, turns: late }, 2.01), undefined);
  assert.equal(
    machineTrouble({ ...report, lateness: late }, 1),
    "this machine was too busy to judge: replies left late, 1 % by more than 2.000 ms (worst 2.000 ms) where 1 ms are tolerated",
  );
});

test("a server whose thread has ended says so when it is asked", async () => {
  const server = await startKnownServer({}, { in: "process" });
  await server.close();
  await assert.rejects(server.report());
});
