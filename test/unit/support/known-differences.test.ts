/** The filter of the differential test: names that the transcripts explain, and no more commands than needed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { anyCommand } from "../../support/command-generator.ts";
import type { GeneratedCommand } from "../../support/command-parts.ts";
import { knownDifferenceOf } from "../../support/known-differences.ts";
import { readDifferences } from "../../support/transcript-suite.ts";

function line(text: string, data?: string): GeneratedCommand {
  return { words: text.split(" "), data: data === undefined ? undefined : Buffer.from(data), lineEnd: "\r\n" };
}

test("each filtered kind, and the same without its reason", () => {
  for (const [name, filtered, kept] of [
    ["data-not-skipped", line("set a x 0 1", "x\r\n"), line("set a 0 0 1", "x\r\n")],
    ["data-not-skipped", line(`ms ${"k".repeat(251)} 1`, "x\r\n"), line(`ms ${"k".repeat(250)} 1`, "x\r\n")],
    ["data-not-skipped", line("set a -1 0 1", "x\r\n"), line("set a +1 0 1", "x\r\n")],
    ["bad-count-noreply", line("set a 0 0 x noreply", "x\r\n"), line("set a 0 0 1 noreply", "x\r\n")],
    ["short-line", { ...line("mn"), lineEnd: "\n" }, line("mn")],
    ["short-line", line("a"), { ...line("a"), tail: " " }],
    ["flush-revival", line("flush_all 100"), line("flush_all -1")],
    ["far-exptime", line("set a 0 99999999999 1", "x\r\n"), line("set a 0 0 1", "x\r\n")],
    ["strict-numbers", line("touch a 99999999999"), line("touch a 9")],
    ["strict-numbers", line("incr a +1"), line("incr a 1")],
    ["delete-time", line("delete a 5"), line("delete a 0 noreply")],
    ["bare-mode", line("mg a M"), line("mg a MS")],
    ["no-explicit-cas", line("ms a 1 E5", "x\r\n"), line("ms a 1 O5", "x\r\n")],
    ["no-md-x", line("md a x"), line("md a I")],
    ["mg-cas", line("mg a C{cas}"), line("mg a C0")],
    ["ms-size", line("ms a 1 s", "x\r\n"), line("ms a 1 c", "x\r\n")],
    ["append-vivify", line("ms a 1 N0 MA", "x\r\n"), line("ms a 1 N0 MS", "x\r\n")],
    ["append-binary-key", line("ms YQ== 1 b MA", "x\r\n"), line("ms YQ== 1 b", "x\r\n")],
    ["append-binary-key", line("append a 0 0 1", "x\r\n"), line("append b 0 0 1", "x\r\n")],
    ["md-flag-errors", line("md a Tx"), line("md a T5")],
    ["md-flag-errors", line("md Zm9 b"), line("md Zm9v b")],
    ["ma-long-key", line(`ma ${"k".repeat(251)}`), line(`mg ${"k".repeat(251)}`)],
    ["late-opaque", line(`mg a O${"o".repeat(32)}`), line(`mg a O${"o".repeat(31)}`)],
    ["md-flag-errors", line("md a I q I"), line("md a I q")],
    ["quiet-vivify", line("ma a N0 q"), line("ma a N0")],
    ["vivify-binary-key", line("mg YQ== b N0"), line("mg b N0")],
    ["ma-ttl-lost", line("ma n T30"), line("mg n T30")],
    ["incr-sign-search", line("set n 0 0 19", "9223372036854775808\r\n"), line("set n 0 0 2", "12\r\n")],
    ["incr-sign-search", line("append n 0 0 2", "12\r\n"), line("append n 0 0 2", "xy\r\n")],
    ["incr-sign-search", line("set n 0 0 20", "9".repeat(20)), line("set n 0 0 600000", "0123456789".repeat(60_000))],
    ["incr-sign-search", line("incr n 18446744073709551615"), line("incr n 7")],
    ["incr-sign-search", line("ma n D18446744073709551615"), line("ma n D5 O18446744073709551615")],
  ] as const) {
    assert.equal(knownDifferenceOf(filtered, "1.6.18"), name);
    assert.equal(knownDifferenceOf(kept, "1.6.18"), undefined);
  }
});

test("1.6.45 has differences of its own, and few of the older ones", () => {
  for (const [name, command] of [
    ["late-opaque", line(`mg a O${"o".repeat(32)}`)],
    ["vivify-binary-key", line("mg YQ== b N0")],
    ["long-key-line", line(`get a ${"k".repeat(251)}`)],
    ["delete-words", line("delete a b c d e")],
    ["cas-left-behind", line("ms a 1 E5", "x!!")],
    [undefined, line("ms a 1 E5", "x\r\n")],
    [undefined, line("md a x")],
    [undefined, line("set a x 0 1", "x\r\n")],
    [undefined, line("ma n D18446744073709551615")],
  ] as const) {
    assert.equal(knownDifferenceOf(command, "1.6.45"), name);
  }
});

test("most random commands are compared, and every name that filters one is explained", () => {
  const names = readDifferences();
  const commands = fc.sample(anyCommand, { numRuns: 2_000, seed: 1 });
  const filtered = commands.map((command) => knownDifferenceOf(command, "1.6.18")).filter((name) => name !== undefined);
  assert.ok(filtered.length < commands.length / 3, `${filtered.length} of ${commands.length} are left out`);
  assert.deepEqual(
    [...new Set(filtered)].filter((name) => !names.has(name)),
    [],
  );
});
