/** key-numbers: a number belongs to its key, follows the law over the keys, and is independent of the key's other numbers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { KeyNumbers, type NumberLaw } from "../../../../src/bench/workload/key-numbers.ts";
import { parseValueSizes } from "../../../../src/bench/workload/value-sizes.ts";
import { assertFits } from "../../../support/goodness-of-fit.ts";

const KEYS = 200_000;

function numbers(text: string, seed = 4): KeyNumbers {
  return new KeyNumbers(parseValueSizes(text), seed, "valueBytes");
}

function listOf(law: NumberLaw, seed: number, quantity: "valueBytes" | "ttlSeconds" = "valueBytes"): number[] {
  const of = new KeyNumbers(law, seed, quantity);
  return Array.from({ length: 100 }, (_, key) => of.of(key));
}

test("a key keeps its number; another seed, even one that differs above 32 bits, and another quantity give another", () => {
  const law = parseValueSizes("10-1000");
  assert.deepEqual(listOf(law, 1), listOf(law, 1));
  assert.notDeepEqual(listOf(law, 2), listOf(law, 1));
  assert.notDeepEqual(listOf(law, 1 + 2 ** 40), listOf(law, 1));
  assert.notDeepEqual(listOf(law, 1, "ttlSeconds"), listOf(law, 1));
});

test("one number", () => {
  const constant = numbers("100");
  assert.deepEqual([constant.of(0), constant.of(2 ** 31 - 2), constant.min, constant.max], [100, 100, 100, 100]);
});

test("a range is drawn evenly, ends included", () => {
  const sizes = numbers("10-19");
  const counts = new Array<number>(10).fill(0);
  for (let key = 0; key < KEYS; key++) {
    const index = sizes.of(key) - 10;
    assert.ok(index >= 0 && index < 10);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  assertFits(counts, new Array(10).fill(0.1), "range");
});

test("a list is drawn by its shares, its ranges evenly", () => {
  const sizes = numbers("64:0.2,1k:0.7,2000-2003:0.1");
  const bins = new Map([
    [64, 0.2],
    [1024, 0.7],
    [2000, 0.025],
    [2001, 0.025],
    [2002, 0.025],
    [2003, 0.025],
  ]);
  const counts = new Map([...bins.keys()].map((size) => [size, 0]));
  for (let key = 0; key < KEYS; key++) {
    const size = sizes.of(key);
    const count = counts.get(size);
    assert.ok(count !== undefined, `${size}`);
    counts.set(size, count + 1);
  }
  assertFits([...counts.values()], [...bins.values()], "list");
  assert.deepEqual([sizes.min, sizes.max], [64, 2003]);
});

test("a generalised Pareto distribution, cut down to whole numbers", () => {
  const [location, scale, shape] = [15, 214.476, 0.348238];
  const sizes = numbers(`pareto:${location},${scale},${shape},2000`);
  const below = (x: number) => 1 - (1 + (shape * (x - location)) / scale) ** (-1 / shape);
  const edges = Array.from({ length: 199 }, (_, index) => 15 + index * 10);
  const counts = edges.map(() => 0);
  for (let key = 0; key < 5 * KEYS; key++) {
    const bin = Math.min(edges.length - 1, Math.floor((sizes.of(key) - 15) / 10));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const shares = edges.map((edge, index) => (index === edges.length - 1 ? 1 : below(edge + 10)) - below(edge));
  assertFits(counts, shares, "pareto");
  assert.deepEqual([sizes.min, sizes.max], [15, 2000]);
});

test("neighbouring keys and the two halves of a key's draw are independent", () => {
  const sizes = numbers("0-3:0.5,10-13:0.5");
  const counts = new Array<number>(64).fill(0);
  const code = (size: number) => (size < 10 ? size : size - 6);
  for (let key = 0; key < KEYS; key += 2) {
    const pair = code(sizes.of(key)) * 8 + code(sizes.of(key + 1));
    counts[pair] = (counts[pair] ?? 0) + 1;
  }
  assertFits(counts, new Array(64).fill(1 / 64), "pairs");
});
