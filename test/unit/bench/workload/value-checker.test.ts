/** value-checker: right values in any pieces are right, and every way of being wrong has its own verdict. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ValueBlock } from "../../../../src/bench/workload/value-block.ts";
import { ValueChecker, VERDICT, type Verdict } from "../../../../src/bench/workload/value-checker.ts";
import { STAMP_BYTES } from "../../../../src/bench/workload/value-stamp.ts";
import { ValueWriter } from "../../../../src/bench/workload/value-writer.ts";

const BYTES_MAX = 3000;
const RUN = 42;
const BLOCK = new ValueBlock(BYTES_MAX, 0.3);

function written(key: number, version: number, length: number, run = RUN, block = BLOCK): Buffer {
  const bytes = Buffer.alloc(length);
  new ValueWriter(block, run).write(bytes, 0, key, version, length);
  return bytes;
}

/** Feeds `bytes` in pieces that end at `cuts`, each in a buffer with other bytes around it. */
function feedAll(checker: ValueChecker, bytes: Buffer, cuts: readonly number[]): void {
  let from = 0;
  for (const to of [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    const around = Buffer.concat([Buffer.from("<<"), bytes.subarray(from, to), Buffer.from(">>>")]);
    checker.feed(around, 2, 2 + to - from);
    from = to;
  }
}

function verdictOn(bytes: Buffer, key: number, cuts: readonly number[] = []): Verdict {
  const checker = new ValueChecker(BLOCK, RUN);
  checker.start(key, bytes.length);
  feedAll(checker, bytes, cuts);
  return checker.finish();
}

const key = fc.nat(2 ** 31 - 2);
const version = fc.nat(2 ** 24 - 1);
const run = fc.nat(2 ** 32 - 1);
const cutList = fc.array(fc.oneof(fc.nat(30), fc.nat(BYTES_MAX)), { maxLength: 8 });
const lengths = fc.oneof(fc.integer({ min: STAMP_BYTES, max: 100 }), fc.integer({ min: STAMP_BYTES, max: BYTES_MAX }));

test("right values, one after the other, in any pieces: version and run are told", () => {
  const checker = new ValueChecker(BLOCK, RUN);
  fc.assert(
    fc.property(key, version, run, lengths, cutList, (number, issue, otherRun, length, cuts) => {
      checker.start(number, length);
      feedAll(checker, written(number, issue, length, otherRun), cuts);
      assert.equal(checker.finish(), VERDICT.right);
      assert.deepEqual([checker.key, checker.version, checker.run], [number, issue, otherRun]);
    }),
  );
});

test("any single changed byte of the body is found, wherever the pieces end", () => {
  fc.assert(
    fc.property(key, lengths, fc.nat(), fc.integer({ min: 1, max: 255 }), cutList, (number, length, at, flip, cuts) => {
      fc.pre(length > STAMP_BYTES);
      const bytes = written(number, 9, length);
      const place = STAMP_BYTES + (at % (length - STAMP_BYTES));
      bytes[place] = (bytes[place] as number) ^ flip;
      assert.equal(verdictOn(bytes, number, cuts), VERDICT.differs);
    }),
  );
});

test("a changed byte of the stamp is found: no digit, another key, another version", () => {
  const changed = (at: number, byte: string) => {
    const bytes = written(7, 9, 200);
    bytes.write(byte, at, "latin1");
    return verdictOn(bytes, 7, [10]);
  };
  assert.deepEqual(
    [0, 8, 16, 23].map((at) => changed(at, "G")),
    new Array(4).fill(VERDICT.unstamped),
  );
  assert.equal(changed(7, "6"), VERDICT.wrongKey);
  assert.equal(changed(15, "8"), VERDICT.differs);
});

test("the value of another key is wrong, and the key is told", () => {
  const checker = new ValueChecker(BLOCK, RUN);
  checker.start(7, 100);
  feedAll(checker, written(8, 3, 100), []);
  assert.equal(checker.finish(), VERDICT.wrongKey);
  assert.equal(checker.key, 8);
});

test("a value that lost its end, or has one too many, differs; one that never came whole is short", () => {
  const bytes = written(7, 9, 200);
  assert.equal(verdictOn(bytes.subarray(0, 150), 7), VERDICT.differs);
  assert.equal(verdictOn(Buffer.concat([bytes, Buffer.from("x")]), 7), VERDICT.differs);
  assert.equal(verdictOn(bytes.subarray(0, 23), 7), VERDICT.short);
  assert.equal(verdictOn(Buffer.alloc(0), 7), VERDICT.short);
  for (const arrived of [0, 10, STAMP_BYTES, 199]) {
    const checker = new ValueChecker(BLOCK, RUN);
    checker.start(7, 200);
    checker.feed(bytes, 0, arrived);
    assert.equal(checker.finish(), VERDICT.short);
  }
});

test("bytes that nobody stamped", () => {
  assert.equal(verdictOn(Buffer.alloc(500, "x"), 7), VERDICT.unstamped);
  assert.equal(verdictOn(BLOCK.bytes.subarray(0, 500), 7, [5, 23, 24, 25]), VERDICT.unstamped);
});

test("another run's bytes can't be judged by this run's options, this run's can", () => {
  const otherBlock = new ValueBlock(BYTES_MAX, 0.9);
  assert.equal(verdictOn(written(7, 9, 500, RUN + 1, otherBlock), 7), VERDICT.otherRun);
  assert.equal(verdictOn(written(7, 9, 500, RUN, otherBlock), 7), VERDICT.differs);
});

test("a stamped value longer than any of this run's is not compared beyond the block", () => {
  const longer = new ValueBlock(200_000, 0.3);
  assert.equal(verdictOn(written(7, 9, 200_000, RUN + 1, longer), 7, [100, 70_000]), VERDICT.otherRun);
  assert.equal(verdictOn(written(7, 9, 200_000, RUN, longer), 7, [100, 70_000]), VERDICT.differs);
});
