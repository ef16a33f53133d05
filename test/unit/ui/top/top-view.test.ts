/** The screen of `top` for terminals of any size: what it shows, that nothing is too wide, and nothing hostile gets through. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { MonitorModel } from "../../../../src/monitor/model.ts";
import { rowWidth } from "../../../../src/ui/screen/row-fit.ts";
import type { TopData } from "../../../../src/ui/top/top-data.ts";
import { initialTop, PAGES, TOTAL, type TopState } from "../../../../src/ui/top/top-state.ts";
import { keyFacts, viewTop } from "../../../../src/ui/top/top-view.ts";
import { ROUND_START_MS, testAnswer, testRound } from "../../../support/rounds.ts";
import { liveData, textOf, threeServers } from "../../../support/top-data.ts";

const DATA = liveData(threeServers());
const START = initialTop(["b:11211", "a:11211", "c:11211"], 1000);
const SIZE = { columns: 80, rows: 24 };

function screen(state: Partial<TopState> = {}, data: TopData = DATA, size = SIZE): string[] {
  return textOf(viewTop({ ...START, ...state }, data, size));
}

describe("the overview", () => {
  test("a row a server, the total first, a dead one with its reason", () => {
    const lines = screen();
    assert.equal(lines.length, 24);
    assert.match(lines[0] ?? "", /^memtool top {2}2 of 3 up .* every 1 s {2}\d\d:\d\d:\d\d$/);
    assert.match(lines[2] ?? "", /^> total 2\/3 up +90% +3k +100 +200us ████░░░░ {2}50% +4$/);
    assert.match(lines[3] ?? "", /^ {2}b:11211 +90% +2k +50 /);
    assert.match(lines[5] ?? "", /^ {2}c:11211 +down for 10 s: connection refused$/);
    assert.match(lines[6] ?? "", /^── total ─+$/);
    assert.match(lines[7] ?? "", /^Requests {2}3\.1k\/s {2}sets 100\/s +Hit ratio {2}90%/);
    assert.match(lines.at(-1) ?? "", /q quit$/);
  });
  test("is sorted and filtered, and the total stays", () => {
    const table = { ...START.tables.servers, sort: "server" };
    const sorted = screen({ tables: { ...START.tables, servers: table } });
    assert.deepEqual(
      sorted.slice(1, 6).map((line) => line.slice(2, 10).trim()),
      ["server▲", "total 2/", "a:11211", "b:11211", "c:11211"],
    );
    const filtered = screen({ tables: { ...START.tables, servers: { ...table, filter: "A:1" } } });
    assert.deepEqual(
      filtered.slice(2, 5).map((line) => line.slice(2, 9).trim()),
      ["total 2", "a:11211", "──── to"].map((text, index) => (index === 2 ? filtered[4]?.slice(2, 9).trim() : text)),
    );
    assert.match(filtered.at(-1) ?? "", /filter: A:1/);
  });
  test("a large terminal has every column and every chart", () => {
    const lines = screen({}, DATA, { columns: 200, rows: 60 }).join("\n");
    for (const part of [
      /version +up hit now/,
      /cpu$/m,
      /10\/1024/,
      /Network {2}out/,
      /CPU {2}40%/,
      /Items {2}24\.7k/,
    ]) {
      assert.match(lines, part);
    }
  });
  test("many servers: the chosen one is in sight, and so are charts", () => {
    const names = Array.from({ length: 60 }, (_, index) => `cache${index}:11211`);
    const model = new MonitorModel(names);
    for (const second of [0, 1, 2]) {
      model.add(testRound(second, ...names.map((address) => testAnswer({ address, second }))));
    }
    const lines = textOf(viewTop({ ...initialTop(names, 1000), server: "cache40:11211" }, liveData(model), SIZE));
    assert.ok(lines.some((line) => line.startsWith("> cache40:11211")));
    assert.ok(lines.some((line) => line.startsWith("── cache40:11211 ──")));
  });
  test("names of a recording, which may come from anywhere, are escaped wherever they stand", () => {
    const names = ["\x1b[31mred:11211", "b:11211"];
    const model = new MonitorModel(names);
    model.add(testRound(0, ...names.map((address) => testAnswer({ address, second: 0 }))));
    for (const page of PAGES) {
      const state = { ...initialTop(names, 1000), page, server: names[0] ?? "" };
      assert.doesNotMatch(textOf(viewTop(state, liveData(model), SIZE)).join(""), /\p{Cc}/u);
    }
  });
  test("before the first round", () => {
    assert.match(screen({}, liveData(new MonitorModel(["a:11211"])))[0] ?? "", /waiting for the first round$/);
  });
});

describe("a server", () => {
  test("its facts, rates, what moves most, advice", () => {
    const data = { ...DATA, adviceOf: () => ["evicts items that nobody ever fetched"] };
    const lines = screen({ page: "server", server: "b:11211" }, data);
    assert.match(lines[1] ?? "", /^version 1\.6\.45 {2}up 1m50s {2}threads 4 {2}memory 32M of 64M \(50 %\)/);
    assert.ok(lines.some((line) => /gets\/s +2k$/.test(line)));
    assert.ok(lines.some((line) => line === "• evicts items that nobody ever fetched"));
    const large = screen({ page: "server", server: "b:11211" }, DATA, { columns: 120, rows: 40 }).join("\n");
    assert.match(large, /Moving most\n/);
    assert.match(large, /bytes_written +4\.1k\/s/);
  });
  test("no heading of advice where there is no room for any", () => {
    const data = { ...DATA, adviceOf: () => ["evicts items that nobody ever fetched"] };
    const lines = screen({ page: "server", server: "b:11211" }, data, { columns: 40, rows: 10 });
    assert.ok(!lines.some((line) => line.startsWith("Advice")));
  });
  test("one that is down says why and since when", () => {
    assert.match(screen({ page: "server", server: "c:11211" })[1] ?? "", /^down for 10 s: connection refused$/);
    assert.match(screen({ page: "slabs", server: "c:11211" })[1] ?? "", /down from the beginning/);
  });
  test("the total has no version, but everything else", () => {
    assert.match(screen({ page: "server", server: TOTAL })[1] ?? "", /^servers up 2 {2}memory 64M of 128M/);
  });
});

describe("tables of a server", () => {
  const server = "b:11211";
  test("slab classes", () => {
    const lines = screen({ page: "slabs", server });
    assert.match(lines[0] ?? "", /b:11211: slab classes/);
    assert.match(lines[2] ?? "", /▲class +chunk +pages +memory +items +used +waste +hits\/s +evict\/s +evict age$/);
    assert.match(lines[3] ?? "", /^> +1 +96B +1 +96K|^> +1 +96B +1 +93\.8K +- +50%/);
    assert.match(lines[4] ?? "", /^ +9 +600B +3 .* 100% +50% .* 42s$/);
  });
  test("a slab class, everything there is of it", () => {
    const { tables } = initialTop([], 1000);
    const chosen = (id: string) => ({
      page: "class" as const,
      server,
      tables: { ...tables, slabs: { ...tables.slabs, chosen: id } },
    });
    const lines = screen(chosen("9"));
    assert.match(lines[0] ?? "", /b:11211: slab class 9/);
    assert.match(lines[2] ?? "", /^ +statistic +per second +value$/);
    assert.match(lines[3] ?? "", /^> chunk_size +- +600$/);
    assert.ok(lines.some((line) => /^ +evicted +0\/s +5$/.test(line)));
    assert.match(screen(chosen("4"))[1] ?? "", /nothing in this class/);
  });
  test("connections, with how many are in each state", () => {
    const lines = screen({ page: "conns", server });
    assert.match(lines[1] ?? "", /connections 2 {2}read 1 {2}new_cmd 1/);
    assert.match(lines[3] ?? "", /^> +28 tcp:10\.0\.0\.8:4001 +new_cmd +11m40s$/);
  });
  test("settings, escaped", () => {
    const lines = screen({ page: "settings", server });
    assert.ok(lines.some((line) => /^> evil +\\e\[31mred$/.test(line)));
  });
  test("counters that move", () => {
    assert.match(screen({ page: "counters", server })[3] ?? "", /^> bytes_written +4\.1k\/s +40,960$/);
  });
  test("hottest keys, with what was lost", () => {
    const key = { key: "user:1", count: 500, overcount: 3, perSecond: 50, share: 0.25, hitRatio: 0.9 };
    const hot = { seconds: 10, seen: 2000, lost: 7, keys: [key], failures: ["a:11211: not allowed"] };
    const lines = screen({ page: "hot", server: TOTAL }, { ...DATA, hot });
    assert.match(lines[1] ?? "", /^watching fetches for 10s: 2k seen, 7 lost, so counts are of a sample {2}1 row$/);
    assert.equal(lines[2], "a:11211: not allowed");
    assert.match(lines[4] ?? "", /^> user:1 +500 +3 +50\/s +25% +90%$/);
    assert.match(screen({ page: "hot" })[1] ?? "", /beginning to watch/);
  });
});

describe("time", () => {
  test("a moment of the past is shown as it was, and says so", () => {
    const lines = screen({ momentMs: ROUND_START_MS + 4000 });
    assert.match(lines[0] ?? "", /PAST \d\d:\d\d:04, 6 s ago$/);
    assert.match(lines[5] ?? "", /down for 4 s/);
    assert.match(screen({ momentMs: ROUND_START_MS + 10_000, isPaused: true })[0] ?? "", /PAUSED \d\d:\d\d:10$/);
  });
  test("a replay has its day, its speed and its end", () => {
    const data: TopData = { ...DATA, source: { kind: "replay", isOver: true } };
    assert.match(screen({ speed: 10 }, data)[0] ?? "", /replay 10x, at its end {2}202\d-\d\d-\d\d \d\d:\d\d:10$/);
  });
});

test("help, the filter being typed, a notice", () => {
  assert.ok(screen({ isHelp: true }).some((line) => /^\[ \] .*|PgUp PgDn +half a chart/.test(line)));
  assert.match(screen({ typing: "abc" }).at(-1) ?? "", /^\/abc {3}Enter keeps/);
  assert.equal(screen({ notice: "look here" }).at(-1), "look here");
});

test("a terminal that is too small says so", () => {
  assert.deepEqual(screen({}, DATA, { columns: 39, rows: 24 }), ["too small: 39x24 of 40x8"]);
  assert.deepEqual(screen({}, DATA, { columns: 10, rows: 2 }), ["too smal…"]);
});

test("any page on any size: as many rows as there are, none to the last column, no control characters, no NaN", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 40, max: 220 }),
      fc.integer({ min: 8, max: 70 }),
      fc.constantFrom(...PAGES),
      fc.constantFrom(TOTAL, "a:11211", "b:11211", "c:11211"),
      fc.boolean(),
      (columns, rows, page, server, isHelp) => {
        const drawn = viewTop({ ...START, page, server, isHelp }, DATA, { columns, rows });
        assert.equal(drawn.length, rows);
        for (const row of drawn) {
          assert.ok(rowWidth(row) < columns, `${rowWidth(row)} of ${columns}`);
          assert.doesNotMatch(row.map(({ text }) => text).join(""), /[\p{Cc}]|NaN|undefined|Infinity/u);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("what a key means depends on what is seen", () => {
  const facts = keyFacts(START, DATA, SIZE);
  assert.deepEqual(facts.ids, [TOTAL, "b:11211", "a:11211", "c:11211"]);
  assert.deepEqual(facts.servers, ["b:11211", "a:11211", "c:11211"]);
  assert.ok(facts.columns.includes("gets") && !facts.columns.includes("cpu"));
  assert.equal(facts.lastMs, ROUND_START_MS + 10_000);
  assert.equal(keyFacts({ ...START, page: "server" }, DATA, SIZE).ids.length, 0);
});
