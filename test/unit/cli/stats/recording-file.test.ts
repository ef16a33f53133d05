/** Recordings on disk. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createRecording, readText, roundsOf } from "../../../../src/cli/stats/recording-file.ts";
import { answerOf, roundOf } from "../../../support/readings.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const ROUNDS = [1, 2].map((hits) => roundOf([answerOf("a:1", { "": { get_hits: hits, pid: 7 } })], hits));

function record(): string {
  const path = join(temporaryFolder("recording-"), "r.jsonl");
  const file = createRecording(path, 0);
  for (const round of ROUNDS) {
    file.write(round);
  }
  file.close();
  return path;
}

describe("recordings", () => {
  it("come back as they were written", () => {
    const path = record();
    assert.deepEqual(
      roundsOf(path, readText(path)).map(({ atUnixMs, servers: [server] }) => [
        atUnixMs,
        server?.up === true && Object.fromEntries(server.views.get("") ?? []),
      ]),
      [
        [ROUNDS[0]?.atUnixMs, { get_hits: "1", pid: "7" }],
        [ROUNDS[1]?.atUnixMs, { get_hits: "2", pid: "7" }],
      ],
    );
  });
  it("are whole after every round, whatever ends the process", () => {
    const path = join(temporaryFolder("recording-"), "r.jsonl");
    const file = createRecording(path, 0);
    for (const [index, round] of ROUNDS.entries()) {
      file.write(round);
      assert.equal(roundsOf(path, readFileSync(path, "utf8")).length, index + 1);
    }
    file.close();
  });
  it("say when the file takes no more", () => {
    const path = join(temporaryFolder("recording-"), "full");
    const file = createRecording(path, 0);
    file.close();
    assert.throws(() => file.write(ROUNDS[0] ?? roundOf([], 0)), { code: "CHECK_FAILED", message: /cannot write/ });
  });
  it("are readable when the recorder died within a line", () => {
    const path = record();
    const text = readFileSync(path, "utf8");
    assert.equal(roundsOf(path, text.slice(0, -10)).length, 1);
  });
  it("are not written over, and trouble names the file", () => {
    const path = record();
    assert.throws(() => createRecording(path, 0), {
      code: "USAGE",
      message: /cannot write .*r\.jsonl/,
      hint: /new file/,
    });
    assert.throws(() => createRecording(join(path, "x"), 0), { code: "USAGE" });
    assert.throws(() => readText(join(path, "x")), { code: "USAGE", message: /cannot read/ });
    writeFileSync(path, "{}\n");
    assert.throws(() => roundsOf(path, readText(path)), {
      code: "USAGE",
      message: /r\.jsonl: line 1 is not of a recording/,
    });
  });
});
