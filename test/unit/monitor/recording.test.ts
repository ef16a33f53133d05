/** Recordings: what is written is read back, in few bytes, and what is no recording is named. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { Round, ServerState, StatsSubcommand } from "../../../src/monitor/reading.ts";
import { RECORDING_FORMAT, RecordingDecoder, RecordingEncoder } from "../../../src/monitor/recording.ts";

function answer(address: string, stats: Record<string, string>, atMs = 1): ServerState {
  const views = new Map<StatsSubcommand, Map<string, string>>([["", new Map(Object.entries(stats))]]);
  return { address, up: true, views, atMs, tookMs: 0.5 };
}

function record(rounds: readonly Round[]): string[] {
  const encoder = new RecordingEncoder();
  return [encoder.header(0), ...rounds.map((round) => encoder.line(round))].map((line) => line.replace(/\n$/, ""));
}

function replay(lines: readonly string[]): Round[] {
  const decoder = new RecordingDecoder();
  return lines.flatMap((line) => decoder.line(line) ?? []);
}

/** Maps keep the order in which names came; a recording only keeps what they hold. */
function comparable(rounds: readonly Round[]): unknown {
  return rounds.map(({ atUnixMs, servers }) => ({
    atUnixMs,
    servers: servers.map((server) =>
      server.up
        ? { ...server, views: Object.fromEntries([...server.views].map(([name, stats]) => [name, sorted(stats)])) }
        : { ...server, error: [server.error.code, server.error.message] },
    ),
  }));
}

function sorted(stats: ReadonlyMap<string, string>): unknown {
  return [...stats].sort(([left], [right]) => (left < right ? -1 : 1));
}

const STATS = fc.dictionary(fc.string({ unit: "binary", maxLength: 8 }), fc.string({ unit: "binary", maxLength: 8 }));
const SERVER: fc.Arbitrary<ServerState> = fc.oneof(
  fc
    .record({
      address: fc.constantFrom("a:1", "b:2"),
      views: fc.dictionary(fc.constantFrom("", "items", "slabs"), STATS),
      atMs: fc.double({ min: 0, max: 1e9, noNaN: true }).map((ms) => ms + 0),
    })
    .map(({ address, views, atMs }) => ({
      address,
      up: true as const,
      atMs,
      tookMs: 1,
      views: new Map(
        Object.entries(views).map(([name, stats]) => [name as StatsSubcommand, new Map(Object.entries(stats))]),
      ),
    })),
  fc.constant({ address: "a:1", up: false as const, error: new MemtoolError("TIMEOUT", "no answer \x1b[31m") }),
);

describe("a recording", () => {
  it("keeps the round trips of the probe, where there are any", () => {
    const probed: ServerState = { ...answer("a:1", {}), probesUs: [118, 97.5] } as ServerState;
    const [probedBack, plain] =
      replay(record([{ atUnixMs: 1, servers: [probed, answer("b:2", {})] }]))[0]?.servers ?? [];
    assert.deepEqual(probedBack?.up === true && probedBack.probesUs, [118, 97.5]);
    assert.ok(plain?.up === true && !("probesUs" in plain));
  });
  it("gives the same rounds back, whatever names and values are", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ atUnixMs: fc.nat(), servers: fc.array(SERVER, { maxLength: 3 }) })),
        (rounds) => {
          assert.deepEqual(comparable(replay(record(rounds))), comparable(rounds));
        },
      ),
    );
  });
  it("is plain ASCII", () => {
    const [, line = ""] = record([{ atUnixMs: 1, servers: [answer("a:1", { "é\x1b": "\x9b2J\u202e" })] }]);
    assert.match(line, /^[ -~]+$/);
  });
  it("holds what changed, and what went", () => {
    const lines = record([
      { atUnixMs: 1, servers: [answer("a:1", { pid: "7", cmd_get: "1", old: "x" })] },
      { atUnixMs: 2, servers: [answer("a:1", { pid: "7", cmd_get: "2" })] },
    ]);
    assert.deepEqual(JSON.parse(lines[2] ?? "").servers[0].views, { "": { cmd_get: "2", old: null } });
  });
  it("names the line of what is none", () => {
    const [header = "", first = ""] = record([{ atUnixMs: 1, servers: [answer("a:1", {})] }]);
    for (const [lines, message] of [
      [["pid 7"], /^line 1 .*no JSON/],
      [["[]"], /^line 1 .*object/],
      [['{"format":"x"}'], new RegExp(`^line 1 .*${RECORDING_FORMAT}`)],
      [[header, first, first.slice(0, -9)], /^line 3 .*no JSON/],
      [[header, '{"atUnixMs":1}'], /^line 2 .*servers/],
      [[header, '{"atUnixMs":1,"servers":[{}]}'], /^line 2 .*address/],
      [[header, '{"atUnixMs":1,"servers":[{"address":"a","up":true}]}'], /^line 2 .*atMs/],
      [[header, first.replace('"views":{"":', '"views":{"frob":')], /^line 2 .*"frob"/],
    ] as const) {
      assert.throws(
        () => replay(lines),
        (error: unknown) => error instanceof MemtoolError && error.code === "USAGE" && message.test(error.message),
        String(message),
      );
    }
  });
});
