/** What is recorded can be read after every round, and no file is lost to it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { RoundRecorder } from "../../../../src/cli/top/round-recorder.ts";
import { RecordingDecoder } from "../../../../src/monitor/recording.ts";
import { testAnswer, testRound } from "../../../support/rounds.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

it("each round is in the file at once", () => {
  const path = join(temporaryFolder("record-"), "rounds.jsonl");
  const recorder = new RoundRecorder(path, 5);
  for (const second of [0, 1]) {
    recorder.add(testRound(second, testAnswer({ second, probesUs: [7] })));
    const decoder = new RecordingDecoder();
    const rounds = readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .flatMap((line) => decoder.line(line) ?? []);
    assert.equal(rounds.length, second + 1);
    assert.deepEqual(rounds.at(-1), testRound(second, testAnswer({ second, probesUs: [7] })));
  }
  recorder.close();
  assert.throws(() => new RoundRecorder(path, 5), /there is a file .* already/);
  assert.throws(() => new RoundRecorder("/no/such/folder/x", 5), /cannot write/);
});
