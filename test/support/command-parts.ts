/** What random commands are put together from: keys, numbers, values, and the command itself. */

import fc from "fast-check";

/** Stands in a command line for the current cas of the command's key, which each server is asked for. */
export const CAS_OF_KEY = "{cas}";

/** One command: its words, its data block if it has one, and how its line is spelled. */
export interface GeneratedCommand {
  readonly words: readonly string[];
  readonly data: Buffer | undefined;
  readonly lineEnd: "\r\n" | "\n";
  /** What stands between the words; one space if absent. */
  readonly gap?: string;
  /** What stands behind the last word. */
  readonly tail?: string;
  /** It ends the connection, or may. */
  readonly mayEnd?: boolean;
}

/** Keys that commands share, so that they meet. */
export const KEYS = ["a", "b", "c", "n", "key:with:prefix", "k".repeat(250)] as const;
/** One byte longer than a key may be. */
export const LONG_KEY = "k".repeat(251);

/** One of {@link KEYS}, now and then {@link LONG_KEY}. */
export const key = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...KEYS) },
  { weight: 1, arbitrary: fc.constant(LONG_KEY) },
);
/** noreply, or nothing. */
export const noreply = fc.constantFrom<string[]>([], [], [], ["noreply"]);
/** A cas: the right one, or not. */
export const cas = fc.constantFrom(CAS_OF_KEY, CAS_OF_KEY, "0", "1", "18446744073709551615");
const lineEnd = fc.constantFrom<"\r\n" | "\n">("\r\n", "\r\n", "\r\n", "\n");

const smallValue = fc.oneof(
  // Numbers of 2^63 and more are left out of comparisons (incr-sign-search).
  fc.bigInt({ min: 0n, max: 2n ** 62n - 1n }).map((number) => Buffer.from(String(number))),
  fc.nat(120).map((number) => Buffer.from(String(number))),
  fc
    .constantFrom("", "x", "12x", "-1", "+5", " 7", "5 6", "get a\r\nset b 0 0 1\r\n", "18446744073709551616")
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.concat([Buffer.from("b"), bytes])),
  fc.nat(3000).map((length) => Buffer.alloc(length, "v")),
);
/** Around half a page, where values begin to take several chunks, and around the largest item. */
const largeValue = fc
  .oneof(
    fc.integer({ min: 500_000, max: 1_050_000 }),
    fc.integer({ min: 524_200, max: 524_300 }),
    fc.integer({ min: 1_048_200, max: 1_048_600 }),
  )
  .map((length) => Buffer.alloc(length, "0123456789"));

/** A value, now and then a large one. */
export const value = fc.oneof({ weight: 60, arbitrary: smallValue }, { weight: 1, arbitrary: largeValue });

/** A command of these words. */
export function command(words: readonly string[], data?: Buffer): GeneratedCommand {
  return { words, data, lineEnd: "\r\n" };
}

/** The block after a storage command: right most of the time, otherwise with a wrong end of the right length. */
export function block(bytes: Buffer, isRight: boolean): Buffer {
  return Buffer.concat([bytes, Buffer.from(isRight ? "\r\n" : "!!")]);
}

/** Whether a block is right. */
export const isRightBlock = fc.integer({ min: 0, max: 15 }).map((number) => number > 0);

/** What follows a storage line whose length is wrong, and is read as commands. */
export const strayData = fc
  .constantFrom("get a\r\n", "12345\r\n", "mg a s\r\nbogus\r\n")
  .map((text) => Buffer.from(text));

/** The same commands, some of them with other line ends and more spaces. */
export function spelled(commands: fc.Arbitrary<GeneratedCommand>): fc.Arbitrary<GeneratedCommand> {
  const spaces = fc.constantFrom({}, {}, {}, {}, {}, {}, {}, { gap: "  " }, { tail: " " }, { gap: "   ", tail: "  " });
  return fc.tuple(commands, lineEnd, spaces).map(([one, end, extra]) => ({ ...one, lineEnd: end, ...extra }));
}
