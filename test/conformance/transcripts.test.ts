/** The transcripts themselves: each parses, each named difference exists and is used. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readDifferences, readTranscripts } from "../support/transcript-suite.ts";

test("every difference that a transcript names is explained, and every explained one is used", () => {
  const used = new Set<string>();
  for (const transcript of readTranscripts()) {
    for (const step of transcript.cases.flatMap((one) => one.steps)) {
      if (step.difference !== undefined) used.add(step.difference.name);
    }
  }
  assert.deepEqual([...used].sort(), [...readDifferences().keys()].sort());
});

test("titles are unique within a transcript", () => {
  for (const transcript of readTranscripts()) {
    const titles = transcript.cases.map((one) => one.title);
    assert.equal(new Set(titles).size, titles.length, transcript.name);
  }
});
