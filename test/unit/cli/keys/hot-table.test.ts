/** cli/keys/hot-table.ts: rows, sentences and JSON of a report. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type HotSection, hotData, hotJson, hotNotes, hotTable, hotTitle } from "../../../../src/cli/keys/hot-table.ts";
import { resultText } from "../../../../src/cli/output/result-text.ts";

const OUTPUT = { color: false, width: 80 };

const SECTION: HotSection = {
  name: "a:11211",
  elapsedMs: 2000,
  report: {
    keys: [
      { key: "user%3A1", count: 60, error: 0, goodCount: 45, sizeBytes: 300 },
      { key: "%1B%5B2J%FF", count: 20, error: 5, goodCount: 0, sizeBytes: 0 },
      { key: "third", count: 16, error: 15, goodCount: 1, sizeBytes: 1 },
    ],
    total: 100,
    goodTotal: 47,
    errorMax: 15,
    lost: 0,
  },
};

test("a line a key, exact, with nothing of a key that could act on a terminal", async () => {
  const text = await resultText("tsv", hotData({ event: "fetchers", sections: [SECTION], limit: 2 }), OUTPUT);
  assert.deepEqual(text.split("\n"), [
    "server\tkey\tcount\terror\thits\tmisses\trate\tshare\tsize",
    "a:11211\tuser:1\t60\t0\t45\t15\t30\t0.6\t300",
    "a:11211\t\\e[2J\\xff\t20\t5\t0\t15\t10\t0.2\t0",
    "",
  ]);
  const lines = (await resultText("markdown", hotTable(SECTION, "fetchers", 2), OUTPUT)).split("\n");
  assert.ok(
    lines.some((line) => /^\| .*2J.*xff \| 20 \| 5 \| 0 \| 15 \| 10\/s \| 20 % \| 0 B \|$/.test(line)),
    lines.join("\n"),
  );
});

test("events without an outcome have no columns for it", () => {
  const names = (event: "deletions" | "evictions") => hotTable(SECTION, event, 1).columns.map(({ name }) => name);
  assert.deepEqual(names("deletions"), ["key", "count", "error", "rate", "share", "size"]);
  assert.deepEqual(names("evictions").slice(3, 5), ["fetched", "unfetched"]);
});

test("the title says how much there was, the notes what it is worth", () => {
  assert.equal(hotTitle(SECTION, "fetchers"), "a:11211: 100 lookups in 2 s (50/s), 47 % hits");
  // 20 - 5 is less than the 16 that the third may have; so is nothing that no counter holds.
  assert.deepEqual(hotNotes(SECTION, "fetchers", 2), [
    "the true count of a key lies in [count - error, count]",
    "1 of these 2 are certainly among the 2 hottest",
  ]);
  const lossy = { ...SECTION, report: { ...SECTION.report, lost: 300 } };
  assert.deepEqual(hotNotes(lossy, "fetchers", 2), [
    "the true count of a key lies in [count - error, count + 300]",
    "0 of these 2 are certainly among the 2 hottest",
    "the server did not tell of 300 lookups (75 %): the counts are a sample",
  ]);
});

test("of no keys at all there is nothing to be said, but for what was lost", () => {
  const none = { ...SECTION, report: { ...SECTION.report, keys: [], total: 0, goodTotal: 0, errorMax: 0 } };
  assert.deepEqual(hotNotes(none, "fetchers", 2), []);
  assert.equal(hotTable(none, "fetchers", 2).note, undefined);
  assert.match(
    hotNotes({ ...none, report: { ...none.report, lost: 3 } }, "fetchers", 2).join(),
    /^the server did not tell of 3/,
  );
});

test("JSON has the bytes of a key that is no UTF-8", () => {
  const json = hotJson(SECTION, "fetchers", 2) as unknown as { keys: Record<string, unknown>[] };
  assert.equal(json.keys[1]?.["key_base64"], Buffer.from("\x1b[2J\xff", "latin1").toString("base64"));
  assert.deepEqual(json.keys[0], {
    key: "user:1",
    count: 60,
    error: 0,
    hits: 45,
    misses: 15,
    rate: 30,
    share: 0.6,
    size_bytes: 300,
  });
});
