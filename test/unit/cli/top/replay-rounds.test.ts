/** Replays: the rounds of a file at their pace, and files that are none. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ReplayRounds } from "../../../../src/cli/top/replay-rounds.ts";
import type { Round } from "../../../../src/monitor/reading.ts";
import { RecordingEncoder } from "../../../../src/monitor/recording.ts";
import { ROUND_START_MS, testAnswer, testRound, testSilence } from "../../../support/rounds.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const FAST = Number.POSITIVE_INFINITY;

function fileOf(rounds: readonly Round[], after = ""): string {
  const path = join(temporaryFolder("replay-"), "rounds.jsonl");
  const encoder = new RecordingEncoder();
  writeFileSync(path, encoder.header(0) + rounds.map((round) => encoder.line(round)).join("") + after);
  return path;
}

const ROUNDS = [0, 1, 2].map((second) =>
  testRound(second, testAnswer({ second, stats: { cmd_get: second } }), testSilence("b:11211")),
);

async function all(path: string, speed = FAST): Promise<Round[]> {
  const replay = await ReplayRounds.open(path, speed);
  const rounds: Round[] = [];
  await replay.run((round) => rounds.push(round));
  return rounds;
}

describe("ReplayRounds", () => {
  it("gives every round, and knows the servers of the first before", async () => {
    const path = fileOf(ROUNDS);
    assert.deepEqual((await ReplayRounds.open(path, FAST)).names, ["a:11211", "b:11211"]);
    assert.deepEqual(
      (await all(path)).map(({ atUnixMs }) => atUnixMs - ROUND_START_MS),
      [0, 1000, 2000],
    );
  });
  it("a line that was cut off in the middle ends it; in the middle of the file it is a mistake", async () => {
    assert.equal((await all(fileOf(ROUNDS, '{"atUnixMs":17672256'))).length, 3);
    await assert.rejects(
      all(fileOf(ROUNDS, 'nonsense\n{"atUnixMs":5,"servers":[]}\n')),
      /line 5 is not of a recording/,
    );
  });
  it("files that are no recordings are named", async () => {
    await assert.rejects(ReplayRounds.open("/no/such/file", 1), /cannot read the recording \/no\/such\/file/);
    const path = join(temporaryFolder("replay-"), "x");
    writeFileSync(path, "hello\n");
    await assert.rejects(ReplayRounds.open(path, 1), /line 1 is not of a recording/);
    await assert.rejects(ReplayRounds.open(fileOf([]), 1), /there is nothing in the recording/);
  });
  it("waits between rounds, can be stopped, hurried and closed", async () => {
    const replay = await ReplayRounds.open(fileOf(ROUNDS), 1e-6);
    const seen: Round[] = [];
    replay.setPaused(true);
    const running = replay.run((round) => seen.push(round));
    assert.equal(seen.length, 1, "the second is due much later");
    replay.setSpeed(FAST);
    replay.setPaused(false);
    await running;
    assert.equal(seen.length, 3);
    const closed = await ReplayRounds.open(fileOf(ROUNDS), 1e-6);
    const ending = closed.run(() => closed.close());
    await ending;
  });
});
