/** cluster/ring/moved-keys.ts: counts before and after. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MovedKeys } from "../../../../src/cluster/ring/moved-keys.ts";

test("each node's keys before, after, coming and going; the first moved keys as examples", () => {
  const moves = new MovedKeys(3, 1);
  const scratch = Buffer.from("one");
  moves.add(scratch, 0, 1, 10);
  scratch.write("two");
  moves.add(scratch, 0, 0, 5);
  moves.add(scratch, 1, 2, 1);
  assert.deepEqual(moves.total, { keys: 3, bytes: 16 });
  assert.deepEqual(moves.moved, { keys: 2, bytes: 11 });
  assert.deepEqual(moves.movesOf(0), {
    before: { keys: 2, bytes: 15 },
    after: { keys: 1, bytes: 5 },
    incoming: { keys: 0, bytes: 0 },
    outgoing: { keys: 1, bytes: 10 },
  });
  assert.deepEqual(moves.movesOf(1).incoming, { keys: 1, bytes: 10 });
  assert.deepEqual(
    moves.examples.map(({ key, from, to }) => [Buffer.from(key).toString(), from, to]),
    [["one", 0, 1]],
  );
});

test("no keys move nothing, and a node that is none is a bug", () => {
  const moves = new MovedKeys(2, 5);
  assert.deepEqual(moves.moved, { keys: 0, bytes: 0 });
  assert.throws(() => moves.add(Buffer.from("k"), 0, 2, 0), { code: "BUG" });
});
