/** cluster/inspection/misplaced-mover.ts: what is asked of both nodes, what becomes of keys, and nodes that refuse or are gone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress } from "../../../../src/base/address.ts";
import { systemClock } from "../../../../src/base/clock.ts";
import { MisplacedMover } from "../../../../src/cluster/inspection/misplaced-mover.ts";
import type { KeyEntry } from "../../../../src/keys/key-entry.ts";
import { RateLimit } from "../../../../src/keys/rate-limit.ts";
import { deadAddress } from "../../../support/dead-address.ts";
import { type DumpScript, startDumpServer } from "../../../support/dump-server.ts";
import { keyEntry } from "../../../support/key-entries.ts";

const NEVER = new AbortController().signal;
const NOW_S = 1_700_000_000;

async function move(
  source: DumpScript,
  owner: DumpScript,
  entries: readonly KeyEntry[],
  { rateLimit, signal = NEVER }: { readonly rateLimit?: RateLimit; readonly signal?: AbortSignal } = {},
) {
  const [askedSource, askedOwner, failures]: [string[], string[], string[]] = [[], [], []];
  const servers = await Promise.all([startDumpServer(source, askedSource), startDumpServer(owner, askedOwner)]);
  let sleptMs = 0;
  const mover = new MisplacedMover(
    servers.map(({ address }) => address),
    {
      clock: {
        unixMs: () => NOW_S * 1000,
        monotonicMs: () => sleptMs,
        sleep: async (ms) => {
          sleptMs += ms;
        },
      },
      rateLimit,
      onFailure: (key, reason) => failures.push(`${key.toString("latin1")}: ${reason}`),
    },
  );
  try {
    await mover.move(
      0,
      entries.map((entry) => ({ entry, owner: 1 })),
      signal,
    );
  } finally {
    mover.close();
    await Promise.all(servers.map((server) => server.close()));
  }
  return { counts: mover.counts[0], bytes: mover.clearedBytes[0], askedSource, askedOwner, failures, sleptMs };
}

test("an item goes with its flags and time to live, and is deleted by its cas; a binary key in base64", async () => {
  const { counts, bytes, askedSource, askedOwner } = await move(
    {
      "mg a v f t c u": "VA 1 f7 t100 c33\r\nx\r\n",
      "md a C33": "HD\r\n",
      "mg AAE= b v f t c u": "VA 1 f0 t-1 c34\r\ny\r\n",
      "md AAE= b C34": "HD\r\n",
    },
    { "ms a 1 ME F7 T100": "HD\r\n", x: "", "ms AAE= 1 b ME": "HD\r\n", y: "" },
    [keyEntry("a"), keyEntry("\x00\x01")],
  );
  assert.deepEqual(counts, { moved: 2, superseded: 0, gone: 0, changed: 0, failed: 0 });
  assert.equal(bytes, 138);
  assert.ok(askedSource.includes("md a C33"));
  assert.ok(askedOwner.includes("ms a 1 ME F7 T100"));
});

test("the owner's item stays; what changed meanwhile stays; what is gone is gone", async () => {
  const { counts } = await move(
    {
      "mg old v f t c u": "VA 1 f0 t-1 c1\r\nx\r\n",
      "md old C1": "HD\r\n",
      "mg new v f t c u": "VA 1 f0 t-1 c2\r\ny\r\n",
      "md new C2": "EX\r\n",
      "mg gone v f t c u": "EN\r\n",
      "mg ended v f t c u": "VA 1 f0 t0 c2\r\ny\r\n",
      "mg nocas v f t c u": "VA 1 f0 t-1 c0\r\nz\r\n",
      "md nocas": "NF\r\n",
    },
    { "ms old 1 ME": "NS\r\n", x: "", "ms new 1 ME": "HD\r\n", y: "", "ms nocas 1 ME": "HD\r\n", z: "" },
    ["old", "new", "gone", "ended", "nocas"].map((key) => keyEntry(key)),
  );
  assert.deepEqual(counts, { moved: 1, superseded: 1, gone: 2, changed: 1, failed: 0 });
});

test("a refused item is named and stays where it is", async () => {
  const { counts, failures, askedSource } = await move(
    { "mg big v f t c u": "VA 1 f0 t-1 c1\r\nx\r\n" },
    { "ms big 1 ME": "SERVER_ERROR object too large for cache\r\n", x: "" },
    [keyEntry("big")],
  );
  assert.deepEqual(counts, { moved: 0, superseded: 0, gone: 0, changed: 0, failed: 1 });
  assert.match(failures.join(), /^big: .*too large/);
  assert.ok(!askedSource.some((line) => line.startsWith("md")));
});

test("an owner that is gone ends it, and nothing is deleted", async () => {
  const asked: string[] = [];
  const server = await startDumpServer({ "mg a v f t c u": "VA 1 f0 t-1 c1\r\nx\r\n" }, asked);
  const mover = new MisplacedMover([server.address, parseAddress(await deadAddress())], {
    clock: { ...systemClock, sleep: async () => {} },
    rateLimit: undefined,
    onFailure: () => assert.fail("the key is not to blame"),
  });
  await assert.rejects(mover.move(0, [{ entry: keyEntry("a"), owner: 1 }], NEVER), { code: "CONNECT" });
  await assert.rejects(mover.move(0, [{ entry: keyEntry("a"), owner: 1 }], NEVER), { code: "CONNECT" });
  mover.close();
  await server.close();
  assert.ok(!asked.some((line) => line.startsWith("md")));
});

test("not faster than allowed, and nothing after an interrupt", async () => {
  const script = { "mg a v f t c u": "EN\r\n" };
  const slow = await move(
    script,
    {},
    Array.from({ length: 21 }, () => keyEntry("a")),
    { rateLimit: new RateLimit(10) },
  );
  assert.ok(slow.sleptMs >= 1900, String(slow.sleptMs));
  assert.equal(slow.counts?.gone, 21);
  const stopped = new AbortController();
  stopped.abort();
  const none = await move(script, {}, [keyEntry("a")], { signal: stopped.signal });
  assert.deepEqual(none.askedSource, []);
});
