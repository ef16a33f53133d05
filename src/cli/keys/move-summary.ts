/** What dump, restore and copy say at the end: a sentence for people, or an object for scripts; and what exit code it amounts to. */
import type { MemtoolError } from "../../base/errors.ts";
import { formatBytes, formatCount } from "../../base/format-units.ts";
import type { SourceCounts } from "../../keys/move/item-source.ts";
import type { RestoreCounts } from "../../keys/move/restorer.ts";
import type { Context } from "../context.ts";
import { EXIT, exitCodeOf, worstOf } from "../exit-codes.ts";
import { describeFailure, failureText } from "../failure.ts";

/** `12 items, 3 gone meanwhile`: parts without anything are left out, but for the first. */
function sentence(first: string, parts: readonly (readonly [number, string])[]): string {
  const others = parts.filter(([count]) => count > 0).map(([count, words]) => `${formatCount(count)} ${words}`);
  return [first, ...others].join(", ");
}

/** What became of the keys a scan chose. @param done what was done with the items: `dumped` */
export function sourceSentence(counts: SourceCounts, done: string): string {
  return sentence(`${formatCount(counts.taken)} items ${done} of ${formatCount(counts.chosen)} keys`, [
    [counts.known, "there already from an earlier run"],
    [counts.gone, "gone meanwhile"],
    [counts.expired, "expired meanwhile"],
    [counts.unreadable, "cannot be read (a key of more than 186 bytes with spaces or control characters)"],
    [counts.hidden, "others are not shown by the server"],
  ]);
}

/** What became of items that were to be stored. */
export function restoreSentence(counts: RestoreCounts): string {
  return sentence(`${formatCount(counts.stored)} items stored (${formatBytes(counts.storedBytes)})`, [
    [counts.notStored, "there already"],
    [counts.expired, "expired"],
    [counts.tooLarge, "too large"],
    [counts.failed, "failed"],
  ]);
}

/** The counts for scripts. */
export function sourceJson(counts: SourceCounts): Record<string, number> {
  const { chosen, taken, known, gone, expired, unreadable, hidden } = counts;
  return { keys: chosen, items: taken, known, gone, expired, unreadable, hidden };
}

/** The counts for scripts. */
export function restoreJson(counts: RestoreCounts): Record<string, number> {
  const { stored, storedBytes, notStored, expired, tooLarge, failed } = counts;
  return { stored, stored_bytes: storedBytes, not_stored: notStored, expired, too_large: tooLarge, failed };
}

/**
 * Says which servers failed, and gives the exit code: the failures', else 1 if something was not done.
 * @throws MemtoolError the failure, if there is but one server
 */
export function concludeMove(
  failures: readonly MemtoolError[],
  serverCount: number,
  isIncomplete: boolean,
  commandName: string,
  context: Context,
): number {
  const [first] = failures;
  if (first !== undefined && serverCount === 1) {
    throw first;
  }
  for (const error of failures) {
    context.stderr.write(failureText(describeFailure(error), commandName));
  }
  if (failures.length > 0) {
    return worstOf(failures.map(({ code }) => exitCodeOf(code)));
  }
  return isIncomplete ? EXIT.checkFailed : EXIT.ok;
}
