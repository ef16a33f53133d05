/** cli/cluster/hash-remark.ts: one sentence for each verdict. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hashRemark } from "../../../../src/cli/cluster/hash-remark.ts";
import { judgeHash } from "../../../../src/cluster/inspection/hash-verdict.ts";

const said = (shares: readonly number[], keys: readonly number[]) => {
  const words = { hashName: "crc", keys: "these keys", names: ["a:1", "b:1"] };
  const { label, text } = hashRemark(judgeHash(shares, keys), words);
  return `${label} ${text}`;
};

test("each verdict has its words", () => {
  assert.match(
    said([0.5, 0.5], [50, 50]),
    /^ok The hash crc spreads these keys as evenly as chance does \(chi-square 0\.0 with 1 degree of/,
  );
  assert.match(
    said([0.346, 0.654], [36_000, 64_000]),
    /^ok .* off by more than 4 % .*not by chance .*p < 0\.0001\)\.$/,
  );
  assert.match(
    said([0.5, 0.5], [900, 100]),
    /^look .* weak for these keys: a:1 owns 50 % of all hashes and gets 90 % of the keys/,
  );
  assert.match(said([0.5, 0.5], [1, 0]), /^note There are too few keys to judge the hash by: it takes 10\.$/);
  assert.match(said([1, 0], [1, 0]), /^note One node/);
});
