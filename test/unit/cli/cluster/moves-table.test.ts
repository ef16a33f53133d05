/** cli/cluster/moves-table.ts: rows, totals, examples. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  exampleFacts,
  exampleRemarks,
  movesColumns,
  movesFacts,
  movesRows,
  movesTotal,
  narrowMoves,
  ratio,
} from "../../../../src/cli/cluster/moves-table.ts";
import { MovedKeys } from "../../../../src/cluster/ring/moved-keys.ts";

const NAMES = ["a:1", "b:1"];
const VIEW = { hasBytes: true, before: "then", after: "now", incoming: "comes", outgoing: "goes" };

function moves(): MovedKeys {
  const made = new MovedKeys(2, 5);
  made.add(Buffer.from("k\n"), 0, 1, 30);
  made.add(Buffer.from("l"), 0, 0, 10);
  return made;
}

test("with bytes each amount has two columns, narrow it has one", () => {
  assert.equal(movesColumns(VIEW).length, 9);
  assert.deepEqual(movesRows(moves(), NAMES, VIEW), [
    ["a:1", 2, 40, 1, 10, 0, 0, 1, 30],
    ["b:1", 0, 0, 1, 30, 1, 30, 0, 0],
  ]);
  assert.deepEqual(movesTotal(moves(), VIEW), ["total", 2, 40, 2, 40, 1, 30, 1, 30]);
  const narrow = narrowMoves(moves(), NAMES, VIEW, "note");
  assert.deepEqual(
    narrow.columns.map(({ label }) => label),
    ["node", "then", "now", "comes", "goes"],
  );
  assert.deepEqual(narrow.rows.at(-1), ["total", 2, 2, 1, 1]);
});

test("how much moves, and examples that a terminal can be shown", () => {
  assert.deepEqual(movesFacts(moves(), VIEW), { keys: 1, keys_ratio: 0.5, bytes: 30, bytes_ratio: 0.75 });
  assert.deepEqual(movesFacts(moves(), { ...VIEW, hasBytes: false })["bytes"], null);
  assert.deepEqual(exampleRemarks(moves(), NAMES), [{ label: "as", tone: "dim", text: "k\\n: a:1 -> b:1" }]);
  assert.deepEqual(exampleFacts(moves(), NAMES), [{ key: "k\\n", before: "a:1", after: "b:1" }]);
  assert.equal(ratio(1, 0), 0);
});
