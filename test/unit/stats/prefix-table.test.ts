/** Counting by prefix: what a prefix is, all threads together, the bound, and starting over. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPrefixMemory, PREFIXES_MAX, PrefixTable } from "../../../src/stats/prefix-table.ts";

const COLON = ":".charCodeAt(0);

function get(table: PrefixTable, key: string, isHit = false): void {
  const bytes = Buffer.from(`>${key}<`, "latin1");
  table.countGet(bytes, 1, key.length, isHit);
}

function dump(table: PrefixTable): string {
  return table.lines(0, Number.MAX_SAFE_INTEGER).join("");
}

test("counts of all threads, by what stands before the first delimiter, in the order prefixes came", () => {
  const memory = createPrefixMemory(true);
  const one = new PrefixTable(memory, 0, COLON);
  const other = new PrefixTable(memory, 1, COLON);
  get(one, "user:1:name", true);
  get(other, "user:2");
  get(other, "pa\xffge:1", true);
  get(one, "no-delimiter");
  get(one, ":empty");
  const key = Buffer.from("user:9");
  other.countSet(key, 0, key.length);
  one.countDelete(key, 0, key.length);
  one.countDelete(key, 0, key.length);
  assert.equal(
    dump(one),
    "PREFIX user get 2 hit 1 set 1 del 2\r\nPREFIX pa\xffge get 1 hit 1 set 0 del 0\r\n" +
      "PREFIX  get 1 hit 0 set 0 del 0\r\n",
  );
});

test("on and off for all threads; starting over", () => {
  const memory = createPrefixMemory(false);
  const one = new PrefixTable(memory, 0, "/".charCodeAt(0));
  const other = new PrefixTable(memory, 1, "/".charCodeAt(0));
  assert.ok(!one.isOn);
  one.isOn = true;
  assert.ok(other.isOn);
  get(one, "a:b/c");
  assert.equal(dump(other), "PREFIX a:b get 1 hit 0 set 0 del 0\r\n");
  other.reset();
  assert.ok(one.isOn);
  assert.equal(dump(one), "");
  get(other, "a:b/c");
  assert.equal(dump(other), "PREFIX a:b get 1 hit 0 set 0 del 0\r\n");
});

test("prefixes beyond the bound are not counted, those that are known still are", () => {
  const table = new PrefixTable(createPrefixMemory(true), 0, COLON);
  for (let index = 0; index < PREFIXES_MAX + 100; index++) {
    get(table, `${index}:x`);
  }
  get(table, "0:y");
  const lines = dump(table).split("\r\n");
  assert.equal(lines.length, PREFIXES_MAX + 1);
  assert.equal(lines[0], "PREFIX 0 get 2 hit 0 set 0 del 0");
  assert.equal(lines[PREFIXES_MAX - 1], `PREFIX ${PREFIXES_MAX - 1} get 1 hit 0 set 0 del 0`);
  assert.equal(lines[PREFIXES_MAX], "");
});

test("the longest key has room", () => {
  const table = new PrefixTable(createPrefixMemory(true), 0, COLON);
  const prefix = "k".repeat(249);
  get(table, `${prefix}:`);
  get(table, "next:");
  assert.equal(dump(table), `PREFIX ${prefix} get 1 hit 0 set 0 del 0\r\nPREFIX next get 1 hit 0 set 0 del 0\r\n`);
});

test("a part begins where it was asked for, and ends with the line that fills it", () => {
  const table = new PrefixTable(createPrefixMemory(true), 0, COLON);
  for (const name of ["a", "b", "c", "d"]) get(table, `${name}:`);
  const line = (name: string) => `PREFIX ${name} get 1 hit 0 set 0 del 0\r\n`;
  const lineBytes = line("a").length;
  assert.deepEqual(table.lines(1, lineBytes + 1), [line("b"), line("c")]);
  assert.deepEqual(table.lines(3, lineBytes), [line("d")]);
  assert.deepEqual(table.lines(4, lineBytes), []);
  table.reset();
  assert.deepEqual(table.lines(3, lineBytes), [], "there were more a moment ago");
});
