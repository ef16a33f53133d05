/** The differential property: no sequence of random commands tells two servers apart. Time-boxed and seeded. */

import fc from "fast-check";
import { findDifference, type Language } from "./differential.ts";
import type { MemcachedVersion } from "./known-differences.ts";
import type { Target } from "./server-process.ts";

const SEED_DEFAULT = 20_260_726;
const COMMANDS_MAX = 40;
const SHOWN_CHARACTERS = 400;

/** What a run of {@link compareServers} covered. */
export interface Comparison {
  readonly sequences: number;
  readonly commands: number;
  /** Compared commands, by kind. */
  readonly kinds: ReadonlyMap<string, number>;
  /** Commands left out, by the name of the known difference. */
  readonly leftOut: ReadonlyMap<string, number>;
  readonly seed: number;
}

/** What a run covered, in a sentence. */
export function describeComparison({ commands, sequences, kinds, leftOut, seed }: Comparison): string {
  const list = (counts: ReadonlyMap<string, number>) =>
    [...counts]
      .sort((left, right) => right[1] - left[1])
      .map(([name, count]) => `${name} ${count}`)
      .join(", ");
  return (
    `${commands} commands in ${sequences} sequences compared, seed ${seed}: ${list(kinds)}; ` +
    `left out as known differences: ${list(leftOut)}`
  );
}

/**
 * Compares two servers for `seconds`, leaving out what a `version` of memcached answers otherwise. Throws with the shrunk sequence, both replies and the seed if they differ.
 * MEMTOOL_SEED repeats a run.
 */
export async function compareServers<Command>(
  language: Language<Command>,
  targets: readonly [Target, Target],
  seconds: number,
  version: MemcachedVersion,
): Promise<Comparison> {
  const leftOut = new Map<string, number>();
  const kinds = new Map<string, number>();
  const seed = Number(process.env["MEMTOOL_SEED"] ?? SEED_DEFAULT);
  let sequences = 0;
  let commandCount = 0;
  const property = fc.asyncProperty(
    fc.array(language.anyCommand, { minLength: 1, maxLength: COMMANDS_MAX, size: "max" }),
    fc.constantFrom(1, 5, COMMANDS_MAX),
    fc.oneof(fc.constant(0), fc.nat()),
    async (generated, batchLength, cutSeed) => {
      const commands = generated.filter((command) => {
        const name = language.knownDifferenceOf(command, version);
        if (name !== undefined) countOne(leftOut, name);
        return name === undefined;
      });
      for (const command of commands) countOne(kinds, language.kindOf(command));
      sequences++;
      commandCount += commands.length;
      const difference = await findDifference(language, commands, batchLength, cutSeed, targets);
      if (difference !== undefined) throw new Error(explain(language, commands, difference));
    },
  );
  const outcome = await fc.check(property, {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: seconds * 1000,
  });
  if (outcome.failed) {
    const reason =
      outcome.errorInstance instanceof Error ? outcome.errorInstance.message : String(outcome.errorInstance);
    throw new Error(`${reason}shrunk ${outcome.numShrinks} times; repeat with MEMTOOL_SEED=${outcome.seed}`);
  }
  return { sequences, commands: commandCount, kinds, leftOut, seed };
}

function countOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function explain<Command>(
  language: Language<Command>,
  commands: readonly Command[],
  difference: { readonly replies: readonly [string, string] },
): string {
  const [left, right] = difference.replies;
  let at = 0;
  while (at < left.length && left[at] === right[at]) at++;
  const from = Math.max(0, at - 80);
  const show = (text: string) => JSON.stringify(text.slice(from, from + SHOWN_CHARACTERS));
  const lines = commands.map((command) => `  ${language.describe(command)}`).join("\n");
  return `two servers differ at character ${at} of their replies\nfirst:  ${show(left)}\nsecond: ${show(right)}\nafter\n${lines}\n`;
}
