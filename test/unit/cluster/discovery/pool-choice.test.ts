/** Which pool of a file. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { choosePool } from "../../../../src/cluster/discovery/pool-choice.ts";

it("takes the named one, the only one, or the one the file marks", () => {
  assert.equal(choosePool(["a", "b"], { path: "f", poolName: "b" }), "b");
  assert.equal(choosePool(["a"], { path: "f", poolName: undefined }), "a");
  assert.equal(choosePool(["a", "b"], { path: "f", poolName: undefined }, "b"), "b");
});

it("names the pools there are", () => {
  const several = { code: "USAGE", message: "f has several pools: a, b", hint: 'add --pool-name "a"' };
  assert.throws(() => choosePool(["a", "b"], { path: "f", poolName: undefined }), several);
  assert.throws(() => choosePool(["a"], { path: "f", poolName: "x" }), {
    message: 'f has no pool "x": its pools are a',
  });
  assert.throws(() => choosePool([], { path: "f", poolName: undefined }), { code: "USAGE", message: "f has no pools" });
  assert.throws(() => choosePool([], { path: "f", poolName: "x" }), { message: 'f has no pool "x": it has no pools' });
});
