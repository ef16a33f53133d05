/** keys/key-filter.ts: each criterion at its edge, all of them together, and what is not told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { KeyEntry } from "../../../src/keys/key-entry.ts";
import {
  choosesNames,
  choosesState,
  compileFilter,
  type KeyCriteria,
  needsMetadump,
} from "../../../src/keys/key-filter.ts";
import { keyEntry } from "../../support/key-entries.ts";

const NOW_S = 10_000;

function isWanted(criteria: KeyCriteria, key: string, fields: Partial<KeyEntry> = {}): boolean {
  return compileFilter(criteria)(keyEntry(key, fields), NOW_S);
}

test("names: any of the patterns, the prefix, and the expression", () => {
  assert.ok(isWanted({}, "anything"));
  assert.ok(isWanted({ match: ["a*", "b*"] }, "b1"));
  assert.ok(!isWanted({ match: ["a*", "b*"] }, "c1"));
  assert.ok(isWanted({ prefix: "us*" }, "us*er"));
  assert.ok(!isWanted({ prefix: "us*" }, "user"));
  assert.ok(!isWanted({ prefix: "longer" }, "long"));
  assert.ok(isWanted({ regex: "^u.\\d+$" }, "u\n12"));
  assert.ok(!isWanted({ regex: "^u.\\d+$", prefix: "x" }, "u:12"));
  assert.ok(isWanted({ regex: "^\\u00ff\\x00$" }, "\xff\x00"));
  assert.throws(() => compileFilter({ regex: "(" }), { code: "USAGE", hint: /without slashes/ });
});

test("times to live", () => {
  assert.ok(isWanted({ ttlBelowS: 60 }, "a", { exptime: NOW_S + 59 }));
  assert.ok(!isWanted({ ttlBelowS: 60 }, "a", { exptime: NOW_S + 60 }));
  assert.ok(!isWanted({ ttlBelowS: 60 }, "a", { exptime: -1 }));
  assert.ok(isWanted({ ttlAboveS: 60 }, "a", { exptime: NOW_S + 61 }));
  assert.ok(!isWanted({ ttlAboveS: 60 }, "a", { exptime: NOW_S + 60 }));
  assert.ok(isWanted({ ttlAboveS: 60 }, "a", { exptime: -1 }));
  assert.ok(isWanted({ noExpiry: true }, "a", { exptime: -1 }));
  assert.ok(!isWanted({ noExpiry: true }, "a", { exptime: NOW_S }));
});

test("sizes, idle times, never read", () => {
  assert.ok(!isWanted({ sizeAboveBytes: 69 }, "a", { sizeBytes: 69 }));
  assert.ok(isWanted({ sizeAboveBytes: 69 }, "a", { sizeBytes: 70 }));
  assert.ok(isWanted({ idleAboveS: 100 }, "a", { lastAccess: NOW_S - 101 }));
  assert.ok(!isWanted({ idleAboveS: 100 }, "a", { lastAccess: NOW_S - 100 }));
  assert.ok(isWanted({ neverFetched: true }, "a", { fetched: false }));
  assert.ok(!isWanted({ neverFetched: true }, "a", { fetched: true }));
});

test("what a server does not tell never holds", () => {
  assert.ok(!isWanted({ idleAboveS: 0 }, "a", { lastAccess: undefined }));
  assert.ok(!isWanted({ neverFetched: true }, "a", { fetched: undefined }));
  assert.ok(
    needsMetadump({ idleAboveS: 0 }) && needsMetadump({ neverFetched: true }) && !needsMetadump({ noExpiry: true }),
  );
});

test("tells what is chosen by", () => {
  assert.deepEqual([{}, { match: [] }, { noExpiry: true }].map(choosesNames), [false, false, false]);
  assert.deepEqual([{ match: ["*"] }, { prefix: "" }, { regex: "" }].map(choosesNames), [true, true, true]);
  assert.deepEqual([{ prefix: "a" }, { noExpiry: false }].map(choosesState), [false, false]);
  assert.deepEqual([{ ttlBelowS: 0 }, { sizeAboveBytes: 0 }, { neverFetched: true }].map(choosesState), [
    true,
    true,
    true,
  ]);
});
