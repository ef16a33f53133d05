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
import type { GeneratedCommand } from "../support/command-parts.ts";
import type { EngineHarness } from "../support/engine-harness.ts";
import { assertFuzzed } from "../support/fuzz.ts";
import { mutated } from "../support/mutated.ts";
import { ReplyNormalizer } from "../support/reply-normalizer.ts";
import { commandLine, jumble } from "../support/request-lines.ts";
import { SessionHarness, sessionEngine } from "../support/session-harness.ts";

/** A longer line may end the connection or not, by how it arrives. */
const LINE_BYTES_MAX = 2000;

/** All replies to an input are kept: no large values that many keys ask for. */
const REPLY_BYTES_MAX = 8 * 1024 * 1024;

/** At most what `commands` can be answered with: the largest value for every word. */
function replyBytesMax(commands: readonly GeneratedCommand[]): number {
  const largest = Math.max(...commands.map(({ data }) => data?.length ?? 0));
  return largest * commands.reduce((sum, { words }) => sum + words.length, 0);
}

const commands = fc
  .array(anyCommand, { minLength: 1, maxLength: 20, size: "max" })
  .filter((some) => replyBytesMax(some) <= REPLY_BYTES_MAX)
  .map((some) => some.map((command) => bytesOf(command, "2").toString("latin1")).join(""));

const lines = fc.array(fc.oneof(commandLine, jumble), { minLength: 1, maxLength: 10 }).map((texts) => texts.join(""));
/** Whether replies that are still pending refuse a watch or a dump depends on how the bytes come. */
const dependsOnCuts = (input: string) =>
  /watch|dump/.test(input) || input.split("\n").some((line) => line.length > LINE_BYTES_MAX);
const anyInput = fc.oneof(commands, mutated(commands), lines).filter((input) => !dependsOnCuts(input));
const pieceLengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 20_000 })), {
  minLength: 1,
  maxLength: 8,
});

/** What an empty server replies to `input`, which arrives in pieces of these lengths, over and over. */
function converse(
  engine: EngineHarness,
  input: string,
  lengths: readonly number[],
): { readonly text: string; readonly isOver: boolean } {
  engine.run("flush_all\r\nstats reset\r\n");
  const harness = new SessionHarness(undefined, { protocol: "ascii" }, undefined, engine);
  for (let at = 0, turn = 0; at < input.length; turn++) {
    const next = at + (lengths[turn % lengths.length] as number);
    harness.feed(input.slice(at, next));
    at = next;
  }
  const { session, socket } = harness;
  session.onClose();
  assert.deepEqual(checkInvariants(engine.store).problems, []);
  const text = new ReplyNormalizer().normalize(Buffer.from(socket.text, "latin1"));
  return { text, isOver: socket.ended };
}

test("whatever comes, the replies are the same however the bytes were cut, and the store stays whole", (context) => {
  const [one, other] = [sessionEngine(), sessionEngine()];
  assertFuzzed(
    context,
    fc.property(anyInput, pieceLengths, (input, lengths) => {
      assert.deepEqual(converse(one, input, lengths), converse(other, input, [input.length]));
    }),
    250,
  );
});
