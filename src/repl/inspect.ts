/** The commands of the shell that look at servers by several requests: peek, slabs, nodes. For the prompt and for pipes. */
import { MemtoolError } from "../base/errors.ts";
import { escapeText } from "../base/escape.ts";
import { formatDurationMs } from "../base/format-units.ts";
import { formatPeek, formatPeekPlain } from "./format-peek.ts";
import type { Nodes } from "./nodes.ts";
import { errorLines, type OutcomeStyle, outcomeLines, underAddress } from "./outcome-lines.ts";
import type { Request } from "./parse-line.ts";
import { peek, peekFault } from "./peek.ts";
import { type Line, segment } from "./segments.ts";
import type { Session } from "./session.ts";
import type { ExplainFlags } from "./show-value.ts";
import { formatSlabsPlain, formatSlabTable, slabRows } from "./slab-table.ts";

/** How results are shown, and what flags mean. */
export interface InspectStyle extends OutcomeStyle {
  readonly explainFlags: ExplainFlags;
}

function textRequest(line: string): Request {
  return { kind: "request", spec: undefined, words: line.split(" "), line: Buffer.from(line) };
}

/** Asks every chosen node and puts the lines together. */
async function onNodes(
  sessions: readonly Session[],
  style: OutcomeStyle,
  ask: (session: Session) => Promise<Line[]>,
): Promise<Line[]> {
  const [only] = sessions;
  if (sessions.length === 1 && only !== undefined) {
    return ask(only);
  }
  const width = Math.max(0, ...sessions.map((session) => session.address.length));
  const answers = await Promise.all(sessions.map(ask));
  return sessions.flatMap((session, index) => underAddress(session.address, answers[index] ?? [], style, width));
}

/** `peek KEY`. @throws MemtoolError USAGE for what cannot be a key */
export async function peekLines(nodes: Nodes, args: readonly string[], style: InspectStyle): Promise<Line[]> {
  const [key = "", ...more] = args;
  const bytes = Buffer.from(key);
  const fault = more.length > 0 || args.length === 0 ? "peek takes one key" : peekFault(bytes);
  if (fault !== undefined) {
    throw new MemtoolError("USAGE", fault, { hint: "peek user:1000" });
  }
  const owner = nodes.ownerOf(bytes);
  const sessions = owner === undefined ? nodes.sessions : [owner];
  return onNodes(sessions, style, (session) => peekOne(session, bytes, style));
}

async function peekOne(session: Session, key: Uint8Array, style: InspectStyle): Promise<Line[]> {
  const peeked = await peek(session, key);
  switch (peeked.kind) {
    case "miss":
      return style.isScreen ? [[segment("warning", "(miss)")]] : [];
    case "failed":
      return outcomeLines(peeked.outcome, textRequest("peek"), style);
    case "item": {
      session.keys.add(Buffer.from(key).toString("utf8"));
      const { item } = peeked;
      return style.isScreen
        ? formatPeek(item, style.showValue(item.value, item.flags, style.width), style.explainFlags)
        : formatPeekPlain(item, escapeText(item.value));
    }
  }
}

/** `slabs`. */
export function slabLines(nodes: Nodes, style: OutcomeStyle): Promise<Line[]> {
  return onNodes(nodes.chosen, style, async (session) => {
    const [slabs, items] = await Promise.all([
      session.run(textRequest("stats slabs")),
      session.run(textRequest("stats items")),
    ]);
    if (slabs.kind !== "reply" || slabs.reply.kind !== "stats") {
      return outcomeLines(slabs, textRequest("stats slabs"), style);
    }
    const itemStats = items.kind === "reply" && items.reply.kind === "stats" ? items.reply.entries : [];
    const rows = slabRows(slabs.reply.entries, itemStats);
    return style.isScreen ? formatSlabTable(rows, style.width) : formatSlabsPlain(rows);
  });
}

/** `nodes`: every server with its number, whether it answers, how fast, and its version; the chosen ones are marked. */
export async function nodeLines(nodes: Nodes): Promise<Line[]> {
  const { sessions, chosen } = nodes;
  const width = Math.max(0, ...sessions.map((session) => session.address.length));
  const answers = await Promise.all(sessions.map((session) => session.run(textRequest("version"))));
  return sessions.map((session, index) => {
    const answer = answers[index];
    const mark = chosen.includes(session) ? "*" : " ";
    const name = segment("key", `${mark} ${index + 1}  ${session.address.padEnd(width + 2)}`);
    if (answer?.kind !== "reply") {
      return [name, segment("warning", "no answer"), ...(answer === undefined ? [] : failureNote(answer.error))];
    }
    const version = answer.reply.kind === "version" ? escapeText(answer.reply.version) : "answers";
    return [name, segment("value", version), segment("note", `  in ${formatDurationMs(answer.elapsedMs)}`)];
  });
}

function failureNote(error: MemtoolError): Line {
  return [segment("note", `  ${errorLines(error)[0]?.[0]?.text ?? ""}`)];
}
