/** The history file: where it is, its modes, sharing, growth, and trouble that does not disturb. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { HistoryFile, historyPath } from "../../../../src/cli/repl/history-file.ts";

const folder = mkdtempSync(join(tmpdir(), "history-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("where it is kept", () => {
  assert.equal(historyPath({ MEMTOOL_HISTORY: "/x/y", HOME: "/h" }), "/x/y");
  assert.equal(historyPath({ MEMTOOL_HISTORY: "", HOME: "/h" }), undefined);
  assert.equal(historyPath({ XDG_STATE_HOME: "/s", HOME: "/h" }), "/s/memtool/history");
  assert.equal(historyPath({ XDG_STATE_HOME: "relative", HOME: "/h" }), "/h/.local/state/memtool/history");
  assert.equal(historyPath({}), undefined);
});

describe("the file", () => {
  test("is 0600 in a 0700 directory, and comes back", () => {
    const file = join(folder, "new", "memtool", "history");
    const history = new HistoryFile(file);
    history.load();
    history.add("get a");
    history.add("get b");
    history.add("get b");
    history.add("set password 0 0 x");
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, "new", "memtool")).mode & 0o777, 0o700);
    assert.equal(readFileSync(file, "utf8"), "get a\nget b\n");
    const again = new HistoryFile(file);
    again.load();
    assert.deepEqual(again.entries, ["get a", "get b"]);
    assert.equal(again.takeTrouble(), undefined);
  });

  test("two shells lose nothing of each other, also across a rewrite", () => {
    const file = join(folder, "shared");
    const one = new HistoryFile(file, 3);
    const two = new HistoryFile(file, 3);
    one.load();
    two.load();
    for (let index = 0; index < 5; index++) {
      one.add(`get one${index}`);
      two.add(`get two${index}`);
    }
    const third = new HistoryFile(file, 3);
    third.load();
    assert.deepEqual(third.entries, ["get two3", "get one4", "get two4"]);
    assert.equal(readFileSync(file, "utf8"), "get two3\nget one4\nget two4\n");
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  test("a stale lock is broken, a fresh one does not stop a line", () => {
    const file = join(folder, "locked");
    const lock = `${file}.lock`;
    writeFileSync(file, "");
    mkdirSync(lock);
    const history = new HistoryFile(file);
    history.add("get fresh");
    assert.equal(readFileSync(file, "utf8"), "get fresh\n");
    utimesSync(lock, 1, 1);
    history.add("get stale");
    assert.equal(readFileSync(file, "utf8"), "get fresh\nget stale\n");
    assert.throws(() => statSync(lock));
  });

  test("trouble is told once and the lines stay in memory", () => {
    const file = join(folder, "new", "memtool", "history", "not-a-directory");
    const history = new HistoryFile(file);
    history.add("get a");
    assert.deepEqual(history.entries, ["get a"]);
    assert.match(history.takeTrouble() ?? "", /cannot write the history file/);
    assert.equal(history.takeTrouble(), undefined);
  });

  test("without a path it lives in memory", () => {
    const history = new HistoryFile(undefined);
    history.load();
    history.add("get a");
    assert.deepEqual(history.entries, ["get a"]);
  });
});
