/** Counters as tables. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Reply } from "../../../src/protocol/reply.ts";
import { formatReply } from "../../../src/repl/format.ts";
import { formatSeconds } from "../../../src/repl/format-stats.ts";
import { parseLine, type Request } from "../../../src/repl/parse-line.ts";
import { fullText } from "../../../src/repl/segments.ts";

function request(line: string): Request {
  const parsed = parseLine(line);
  return parsed.kind === "request" ? parsed : assert.fail(`no request: ${line}`);
}

function shown(reply: Reply, line: string): string[] {
  return formatReply(reply, request(line), 80).map(fullText);
}

describe("formatStats", () => {
  test("stats are aligned, with readable units", () => {
    const stats: Reply = {
      kind: "stats",
      entries: [
        { name: "uptime", value: "93784" },
        { name: "bytes", value: "1048576" },
        { name: "version", value: "1.6\x1b" },
      ],
    };
    assert.deepEqual(shown(stats, "stats"), [
      "uptime     93784  1d 2h 3m",
      "bytes    1048576  1 MiB",
      "version  1.6\\e",
    ]);
  });

  test("counters by slab class become columns, if they fit", () => {
    const entries = [
      { name: "1:chunk_size", value: "96" },
      { name: "12:chunk_size", value: "1184" },
      { name: "12:total_pages", value: "1" },
      { name: "active_slabs", value: "2" },
    ];
    const lines = formatReply({ kind: "stats", entries }, request("stats slabs"), 80).map(fullText);
    assert.deepEqual(lines, [
      "class              1     12",
      "chunk_size        96   1184",
      "total_pages        -      1",
      "active_slabs  2",
    ]);
    const narrow = formatReply({ kind: "stats", entries }, request("stats slabs"), 10).map(fullText);
    assert.equal(narrow[0], "1:chunk_size      96");
  });
});

test("units", () => {
  assert.deepEqual([60, 3661, 86_400, 93_784].map(formatSeconds), ["1m", "1h 1m 1s", "1d", "1d 2h 3m"]);
});
