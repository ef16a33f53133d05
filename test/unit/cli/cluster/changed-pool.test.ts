/** cli/cluster/changed-pool.ts: servers that come, go and get other weights. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAddress, parseAddress } from "../../../../src/base/address.ts";
import { changePool } from "../../../../src/cli/cluster/changed-pool.ts";

const NONE = { add: [], remove: [], weight: [] };
const POOL = ["a:1", "b:2*2", "c:3"].map(parseAddress);

const shown = (changes: Partial<typeof NONE | Record<"add" | "remove" | "weight", string[]>>) =>
  changePool(POOL, { ...NONE, ...changes }).map((address) => `${formatAddress(address)}*${address.weight ?? 1}`);

test("new servers stand at the end, the others keep their order", () => {
  assert.deepEqual(shown({ add: ["d:4*3 e:5"] }), ["a:1*1", "b:2*2", "c:3*1", "d:4*3", "e:5*1"]);
  assert.deepEqual(shown({ remove: ["b:2"], add: ["d:4"] }), ["a:1*1", "c:3*1", "d:4*1"]);
  assert.deepEqual(shown({ weight: ["b:2*5,a:1*.5"] }), ["a:1*0.5", "b:2*5", "c:3*1"]);
});

test("what cannot be meant is refused", () => {
  assert.throws(() => shown({}), { code: "USAGE", hint: /--add/ });
  assert.throws(() => shown({ remove: ["d:4"] }), { code: "USAGE", hint: "they are a:1, b:2, c:3" });
  assert.throws(() => shown({ weight: ["d:4*2"] }), { code: "USAGE" });
  assert.throws(() => shown({ weight: ["a:1"] }), { code: "USAGE", hint: /a:1\*2/ });
  assert.throws(() => shown({ add: ["a:1"] }), /a:1 is there already/);
  assert.throws(() => shown({ add: ["d:4", "d:4"] }), /d:4 is there already/);
  assert.throws(() => shown({ remove: ["a:1", "b:2", "c:3"] }), /no server would be left/);
});
