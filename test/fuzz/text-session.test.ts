/**
 * Whole text sessions fed whatever comes: commands right and wrong, with changed bytes, pieces of lines, in reads of any
 * length. Nothing throws, no reply depends on how the bytes were cut, and the store is whole afterwards. Seeded;
 * MEMTOOL_FUZZ_SECONDS makes a longer run.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checkInvariants } from "../../src/store/invariants.ts";
import { anyCommand, bytesOf } from "../support/command-generator.ts";
import { assertFuzzed } from "../support/fuzz.ts";
import { ReplyNormalizer } from "../support/reply-normalizer.ts";
import { commandLine, jumble } from "../support/request-lines.ts";
import { SessionHarness } from "../support/session-harness.ts";

/** A longer line may end the connection or not, by how it arrives. */
const LINE_BYTES_MAX = 2000;

const commands = fc
  .array(
    anyCommand.map((command) => bytesOf(command, "2").toString("latin1")),
    { minLength: 1, maxLength: 20, size: "max" },
  )
  .map((texts) => texts.join(""));

/** The same with a few bytes changed, put in or taken out. */
const mutated = fc
  .tuple(
    commands,
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.nat({ max: 2 })), { minLength: 1, maxLength: 6 }),
  )
  .map(([text, changes]) => {
    let bytes = text;
    for (const [place, byte, kind] of changes) {
      const at = place % bytes.length;
      const inserted = kind === 2 ? "" : String.fromCharCode(byte);
      bytes = bytes.slice(0, at) + inserted + bytes.slice(at + (kind === 0 ? 0 : 1));
    }
    return bytes;
  });

const lines = fc.array(fc.oneof(commandLine, jumble), { minLength: 1, maxLength: 10 }).map((texts) => texts.join(""));
/** Whether replies that are still pending refuse a watch or a dump depends on how the bytes come. */
const dependsOnCuts = (input: string) =>
  /watch|dump/.test(input) || input.split("\n").some((line) => line.length > LINE_BYTES_MAX);
const anyInput = fc.oneof(commands, mutated, lines).filter((input) => !dependsOnCuts(input));
const pieceLengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 20_000 })), {
  minLength: 1,
  maxLength: 8,
});

/** What a fresh server replies to `input`, which arrives in pieces of these lengths, over and over. */
function converse(input: string, lengths: readonly number[]): { readonly text: string; readonly isOver: boolean } {
  const harness = new SessionHarness(undefined, { protocol: "ascii" });
  for (let at = 0, turn = 0; at < input.length; turn++) {
    const next = at + (lengths[turn % lengths.length] as number);
    harness.feed(input.slice(at, next));
    at = next;
  }
  const { session, engine, socket } = harness;
  session.onClose();
  assert.deepEqual(checkInvariants(engine.store).problems, []);
  const text = new ReplyNormalizer().normalize(Buffer.from(socket.text, "latin1"));
  return { text, isOver: socket.ended };
}

test("whatever comes, the replies are the same however the bytes were cut, and the store stays whole", (context) => {
  assertFuzzed(
    context,
    fc.property(anyInput, pieceLengths, (input, lengths) => {
      assert.deepEqual(converse(input, lengths), converse(input, [input.length]));
    }),
    250,
  );
});
