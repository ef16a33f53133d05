/** decode/judge-reading.ts: flags against bytes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync, gzipSync } from "node:zlib";
import type { FlagReading } from "../../../src/decode/flags.ts";
import { judgeReading } from "../../../src/decode/judge-reading.ts";
import { DECODE_LIMITS } from "../../../src/decode/limits.ts";

function judge(forms: FlagReading["forms"], bytes: Uint8Array | string, packings: FlagReading["packings"] = []) {
  const reading: FlagReading = { client: "c", meaning: "m", forms, packings };
  const judgement = judgeReading(reading, typeof bytes === "string" ? Buffer.from(bytes) : bytes, DECODE_LIMITS);
  return judgement.fits
    ? `${judgement.certainty} ${judgement.finding.content.kind}${judgement.finding.steps.map((step) => `, ${step}`).join("")}`
    : judgement.problem;
}

test("formats are proven, numbers likely, strings possible", () => {
  assert.equal(judge(["JSON"], "[1]"), "proven tree, JSON");
  assert.equal(judge(["integer"], "-5"), "likely number");
  assert.equal(judge(["float"], "1.5e-7"), "likely number");
  assert.equal(judge(["float"], "-INF"), "likely number");
  assert.equal(judge(["boolean"], ""), "likely tree, boolean");
  assert.equal(judge(["spy integer"], "*"), "likely number");
  assert.equal(judge(["spy boolean"], "1"), "likely tree, boolean");
  assert.equal(judge(["bytes"], "abc"), "possible text");
  assert.equal(judge(["text"], "abc"), "possible text");
});

test("digits of a string stay text, and JSON in a string is shown as JSON", () => {
  assert.equal(judge(["bytes"], "123"), "possible text");
  assert.equal(judge(["text"], '{"a":1}'), "possible tree, JSON");
});

test("compression proves itself, whatever is in it", () => {
  assert.equal(judge(["text"], deflateSync("abc"), ["zlib"]), "proven text, zlib: 11 bytes unpacked to 3");
  assert.equal(judge(["JSON"], gzipSync("[1]"), ["zlib", "gzip"]), "proven tree, gzip: 23 bytes unpacked to 3, JSON");
});

test("what does not fit says why", () => {
  assert.equal(judge(["integer"], "1.5"), "integer: the bytes are none in decimal digits");
  assert.equal(judge(["boolean"], "2"), "boolean: the bytes are none in decimal digits");
  assert.equal(judge(["text"], Buffer.from([0xff, 0xfe])), "text: it is not UTF-8");
  assert.equal(judge(["spy integer"], "12345"), "integer: a number is too long at byte 0");
  assert.equal(judge(["Ruby Marshal", "JSON"], "x"), "Ruby Marshal: no version 4.8 of Marshal stands at byte 0");
  assert.match(judge(["bytes"], "plain", ["zlib"]), /^zlib: incorrect header check/);
});
