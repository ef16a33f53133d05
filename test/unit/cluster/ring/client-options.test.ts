/** cluster/ring/client-options.ts: options of every kind, read, written and valued. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  describeOptions,
  formatClientOptions,
  optionValues,
  parseClientOptions,
} from "../../../../src/cluster/ring/client-options.ts";

const TABLE = {
  hash: { kind: "choice", choices: ["md5", "crc"], default: "crc", describe: "" },
  other: { kind: "choice", choices: ["crc", "none"], default: "none", describe: "" },
  sorted: { kind: "flag", describe: "" },
  points: { kind: "count", default: 150, max: 1000, describe: "" },
  prefix: { kind: "text", describe: "" },
} as const;

const parse = (...words: string[]) => parseClientOptions("some", TABLE, words);

test("flags, choices, counts and texts, in the table's order and without defaults", () => {
  assert.deepEqual(parse(), {});
  assert.deepEqual(parse("prefix=a=b", "points=20", "sorted", "md5"), {
    hash: "md5",
    sorted: "1",
    points: "20",
    prefix: "a=b",
  });
  assert.deepEqual(parse("hash=crc", "sorted=no", "points=150", "prefix=", "none"), {});
  assert.deepEqual(parse("hash=MD5", "sorted=TRUE", "prefix=%2c%25%41"), { hash: "md5", sorted: "1", prefix: ",%%41" });
});

test("a value alone needs one owner", () => {
  assert.deepEqual(parse("md5"), { hash: "md5" });
  assert.throws(() => parse("crc"), { code: "USAGE" });
  assert.deepEqual(parse("other=crc"), { other: "crc" });
  assert.equal(formatClientOptions(TABLE, parse("other=crc", "md5")), "md5,other=crc");
});

test("what is written can be read again", () => {
  const given = parse("md5", "sorted", "points=7", "prefix=50%25,x%2C".replace(",", "%2C"));
  assert.deepEqual(parse(...formatClientOptions(TABLE, given).split(",")), given);
});

test("the values have their types, defaults included", () => {
  assert.deepEqual(optionValues(TABLE, {}), { hash: "crc", other: "none", sorted: false, points: 150, prefix: "" });
  assert.deepEqual(optionValues(TABLE, parse("sorted", "points=3", "md5")), {
    hash: "md5",
    other: "none",
    sorted: true,
    points: 3,
    prefix: "",
  });
});

test("anything else is refused with what could be written", () => {
  for (const word of ["", "nothing", "nothing=1", "sorted=maybe", "hash=sha", "points=0", "points=1001", "points=x"]) {
    assert.throws(() => parse(word), { code: "USAGE" }, word);
  }
  assert.throws(() => parse("sorted", "sorted=0"), { hint: /twice/ });
  assert.equal(
    describeOptions("some", TABLE),
    "the options of some are hash=md5|crc, other=crc|none, sorted, points=N, prefix=TEXT",
  );
  assert.equal(describeOptions("plain", {}), "plain takes no options");
});
