/** What peek, slabs and nodes found, as lines: for people, or plain for a pipe. Pure. */
import { MemtoolError } from "../base/errors.ts";
import { escapeControls, escapeText } from "../base/escape.ts";
import { formatDurationMs } from "../base/format-units.ts";
import { formatPeek, formatPeekPlain } from "./format-peek.ts";
import type { Answered, NodeState } from "./inspect.ts";
import { type OutcomeStyle, outcomeLines, underAddress } from "./outcome-lines.ts";
import type { Request } from "./parse-line.ts";
import type { PeekedItem } from "./peek.ts";
import { type Line, segment } from "./segments.ts";
import type { ExplainFlags } from "./show-value.ts";
import { formatSlabsPlain, formatSlabTable, type SlabRow } from "./slab-table.ts";

/** How results are shown, and what flags mean. */
export interface InspectStyle extends OutcomeStyle {
  readonly explainFlags: ExplainFlags;
}

const UNKNOWN: Request = { kind: "request", spec: undefined, words: [], line: new Uint8Array(0) };

/** One node's lines as they are, several under their addresses. */
function onNodes<Found>(
  answers: readonly Answered<Found>[],
  style: OutcomeStyle,
  linesOf: (found: Found) => Line[],
): Line[] {
  const [only] = answers;
  const lines = (answer: Answered<Found>): Line[] =>
    answer.kind === "found" ? linesOf(answer.found) : outcomeLines(answer.outcome, UNKNOWN, style);
  if (answers.length === 1 && only !== undefined) {
    return lines(only);
  }
  const width = Math.max(0, ...answers.map(({ session }) => session.address.length));
  return answers.flatMap((answer) => underAddress(answer.session.address, lines(answer), style, width));
}

/** `peek KEY`. */
export function peekLines(answers: readonly Answered<PeekedItem | undefined>[], style: InspectStyle): Line[] {
  return onNodes(answers, style, (item) => {
    if (item === undefined) {
      return style.isScreen ? [[segment("warning", "(miss)")]] : [];
    }
    return style.isScreen
      ? formatPeek(item, style.showValue(item.value, item.flags, style.width), style.explainFlags)
      : formatPeekPlain(item, escapeText(item.value));
  });
}

/** `slabs`. */
export function slabLines(answers: readonly Answered<readonly SlabRow[]>[], style: OutcomeStyle): Line[] {
  return onNodes(answers, style, (rows) =>
    style.isScreen ? formatSlabTable(rows, style.width) : formatSlabsPlain(rows),
  );
}

/** `nodes`: every server with its number, whether it answers, how fast, and its version; the chosen ones are marked. */
export function nodeLines(states: readonly NodeState[]): Line[] {
  const width = Math.max(0, ...states.map(({ session }) => session.address.length));
  return states.map(({ session, number, isChosen, answer }) => {
    const name = segment("key", `${isChosen ? "*" : " "} ${number}  ${session.address.padEnd(width + 2)}`);
    if (answer instanceof MemtoolError) {
      return [name, segment("warning", "no answer"), segment("note", `  ${escapeControls(answer.message)}`)];
    }
    const version = answer.version === undefined ? "answers" : escapeText(answer.version);
    return [name, segment("value", version), segment("note", `  in ${formatDurationMs(answer.elapsedMs)}`)];
  });
}
