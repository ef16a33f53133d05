/** What came of a request as lines: for people with its notes, or plain; for one node or for several. */
import { MemtoolError } from "../base/errors.ts";
import { escapeControls } from "../base/escape.ts";
import { formatDurationMs } from "../base/format-units.ts";
import type { Reply } from "../protocol/reply.ts";
import { formatPlain, formatReply } from "./format.ts";
import type { Request } from "./parse-line.ts";
import type { NodeOutcome } from "./run-routed.ts";
import { fullText, type Line, plainText, segment } from "./segments.ts";
import type { Outcome } from "./session.ts";
import type { ShowValue } from "./show-value.ts";

/** How outcomes are shown. */
export interface OutcomeStyle {
  readonly width: number;
  /** For people; else as in a pipe. */
  readonly isScreen: boolean;
  readonly showValue: ShowValue;
  /** A note of how long the reply took is wanted, however fast it was. */
  readonly hasTime: boolean;
}

/** Slower replies are worth a note anyway. */
const SLOW_MS = 1000;

/** An error with its hint on a line of its own. */
export function errorLines(error: unknown): Line[] {
  if (!(error instanceof MemtoolError)) {
    throw error;
  }
  const hint = error.hint === undefined ? [] : [[segment("note", escapeControls(error.hint))]];
  return [[segment("error", escapeControls(error.message))], ...hint];
}

/** A line that cannot be understood, with what would help behind it. */
export function refusalLines({ message, hint }: { readonly message: string; readonly hint?: string }): Line[] {
  const note = hint === undefined ? [] : [segment("note", `  ${escapeControls(hint)}`)];
  return [[segment("error", escapeControls(message)), ...note]];
}

/** Who answered. `isNews`: the person could not know which of the nodes it would be. */
export interface Answerer {
  readonly names: readonly string[];
  readonly isNews: boolean;
}

const UNNAMED: Answerer = { names: [], isNews: false };

/** One outcome. */
export function outcomeLines(
  outcome: Outcome,
  request: Request,
  style: OutcomeStyle,
  { names, isNews }: Answerer = UNNAMED,
): Line[] {
  if (outcome.kind === "failed") {
    return errorLines(outcome.error);
  }
  const { reply, elapsedMs, reconnected } = outcome;
  if (!style.isScreen) {
    return formatPlain(reply, request);
  }
  const again: Line[] =
    reconnected && names.length > 0 ? [[segment("note", `reconnected to ${names.join(", ")}`)]] : [];
  const notes = [
    ...(style.hasTime || elapsedMs >= SLOW_MS ? [formatDurationMs(elapsedMs)] : []),
    ...(isNews ? [names.join(", ")] : []),
  ];
  const lines = formatReply(reply, request, style.width, style.showValue);
  return [...again, ...withNote(lines, notes.join(", "))];
}

/** A short reply has its note behind it, a longer one below. */
function withNote(lines: readonly Line[], note: string): Line[] {
  const [only] = lines;
  if (note === "") {
    return [...lines];
  }
  return lines.length === 1 && only !== undefined
    ? [[...only, segment("note", `  (${note})`)]]
    : [...lines, [segment("note", `(${note})`)]];
}

/** Every node's outcome under its address; one that fits is put behind it. In a pipe every line starts with address and tab. */
export function manyOutcomeLines(outcomes: readonly NodeOutcome[], request: Request, style: OutcomeStyle): Line[] {
  const width = Math.max(0, ...outcomes.map(({ session }) => session.address.length));
  return outcomes.flatMap(({ session, outcome }) => {
    const lines = outcomeLines(outcome, request, style);
    return underAddress(session.address, lines, style, width);
  });
}

/** Lines of one node of several. */
export function underAddress(
  address: string,
  lines: readonly Line[],
  { isScreen, width: columns }: Pick<OutcomeStyle, "isScreen" | "width">,
  addressWidth: number,
): Line[] {
  if (!isScreen) {
    return lines.map((line) => [segment("plain", `${address}\t${plainText(line)}`)]);
  }
  const [only] = lines;
  if (lines.length === 1 && only !== undefined && addressWidth + 2 + fullText(only).length <= columns) {
    return [[segment("heading", address.padEnd(addressWidth + 2)), ...only]];
  }
  return [[segment("heading", address)], ...lines];
}

/** The bytes of the one value in a reply: what goes to a file exactly as it is. Undefined for any other reply. */
export function onlyValue(reply: Reply, request: Request): Uint8Array | undefined {
  if (reply.kind === "values" && reply.entries.length === 1 && request.words.length <= 3) {
    return reply.entries[0]?.value;
  }
  return reply.kind === "meta" && reply.flags.length === 0 ? reply.value : undefined;
}
