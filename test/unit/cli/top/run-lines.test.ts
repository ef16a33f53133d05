/** The run of `top` without a screen: which rounds are written, and how it ends. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import type { OnRound, RoundSource } from "../../../../src/cli/top/round-source.ts";
import { runLines } from "../../../../src/cli/top/run-lines.ts";
import { MonitorModel } from "../../../../src/monitor/model.ts";
import type { Round, ServerState } from "../../../../src/monitor/reading.ts";
import { testAnswer, testRound, testSilence } from "../../../support/rounds.ts";
import { createTestContext, type TestContextOptions } from "../../../support/test-context.ts";

/** A source of these rounds, which stops when it is closed. */
class ScriptedRounds implements RoundSource {
  readonly #rounds: readonly Round[];
  #isClosed = false;

  constructor(rounds: readonly Round[]) {
    this.#rounds = rounds;
  }

  async run(onRound: OnRound): Promise<void> {
    for (const round of this.#rounds) {
      if (!this.#isClosed) {
        onRound(round);
      }
    }
  }

  close(): void {
    this.#isClosed = true;
  }
}

function roundsOf(count: number): Round[] {
  return Array.from({ length: count }, (_, second) =>
    testRound(second, testAnswer({ second, stats: { cmd_get: 9 * second } })),
  );
}

async function run(rounds: readonly Round[], count?: number, onRound: OnRound = () => {}, of: TestContextOptions = {}) {
  const test = createTestContext(of);
  const options = { source: new ScriptedRounds(rounds), model: new MonitorModel([]), count, onRound };
  const exitCode = await runLines(options, test.context);
  return { exitCode, lines: test.stdoutText().trimEnd().split("\n") };
}

describe("runLines", () => {
  const headsIn = (lines: readonly string[]): number[] =>
    lines.flatMap((line, index) => (line.startsWith("time") ? [index] : []));
  it("the first round is only compared with; a program gets the head once", async () => {
    const seen: Round[] = [];
    const { exitCode, lines } = await run(roundsOf(42), undefined, (round) => seen.push(round));
    assert.equal(exitCode, 0);
    assert.equal(seen.length, 42);
    assert.equal(lines.length, 41 + 1);
    assert.deepEqual(headsIn(lines), [0]);
    assert.match(lines[1] ?? "", /^2026-01-01T00:00:01Z a:11211 .* 9 /);
  });
  it("a terminal gets the head again every 20 lines, between two rounds", async () => {
    const { lines } = await run(roundsOf(42), undefined, undefined, { isTerminal: true });
    assert.deepEqual(headsIn(lines), [0, 21, 42]);
    const three = Array.from({ length: 9 }, (_, second) =>
      testRound(second, ...["a", "b", "c"].map((name) => testSilence(`${name}:1`))),
    );
    assert.deepEqual(headsIn((await run(three, undefined, undefined, { isTerminal: true })).lines), [0, 22]);
  });
  it("--count counts the rounds that are written", async () => {
    const { exitCode, lines } = await run(roundsOf(10), 3);
    assert.deepEqual([exitCode, lines.length], [0, 4]);
  });
  it("3 when nobody answered in the last round", async () => {
    const { exitCode, lines } = await run([testRound(0, testSilence()), testRound(1, testSilence())], 1);
    assert.equal(exitCode, 3);
    assert.match(lines[1] ?? "", /down: connection refused/);
  });
  it("4 when all refused in the last round, and 3 when some of them were not there at all", async () => {
    const refused: ServerState = { address: "a:1", up: false, error: new MemtoolError("REFUSED", "wants a login") };
    const round = (second: number, ...more: ServerState[]) => testRound(second, refused, ...more);
    assert.equal((await run([round(0), round(1)], 1)).exitCode, 4);
    assert.equal((await run([round(0), round(1, testSilence("b:1"))], 1)).exitCode, 3);
    assert.equal((await run([round(0), round(1, testAnswer({ address: "b:1" }))], 1)).exitCode, 0);
  });
  it("130 when it is interrupted, and it ends", async () => {
    const test = createTestContext();
    const source = new ScriptedRounds(roundsOf(100));
    const exitCode = await runLines(
      {
        source,
        model: new MonitorModel([]),
        count: undefined,
        onRound: ({ atUnixMs }) => atUnixMs % 5000 === 0 && test.interrupt("SIGINT"),
      },
      test.context,
    );
    assert.equal(exitCode, 130);
  });
});
