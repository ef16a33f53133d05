/** `purge PATTERN`: the keys that match are counted, shown by example and, when the person agrees, deleted. */

import { MemtoolError } from "../base/errors.ts";
import { escapeControls } from "../base/escape.ts";
import { formatCount } from "../base/format-units.ts";
import { isBinaryKey } from "../protocol/key.ts";
import { listKeys } from "./key-list.ts";
import { errorLines } from "./outcome-lines.ts";
import type { Request } from "./parse-line.ts";
import { type Line, segment } from "./segments.ts";
import type { Session } from "./session.ts";
import type { ShellContext } from "./shell-context.ts";
import { quoteWord } from "./words.ts";

/** More are refused here: `memtool keys delete` does not hold them in memory, and can be slowed down. */
const KEYS_MAX = 100_000;
/** Keys shown before the question. */
const EXAMPLES = 5;
/** Requests under way at a time. */
const WINDOW = 256;

interface Found {
  readonly session: Session;
  readonly key: Uint8Array;
}

/** Runs the command. @throws MemtoolError USAGE without a pattern, or when too many keys match */
export async function runPurge(args: readonly string[], context: ShellContext): Promise<void> {
  const [pattern, ...more] = args;
  if (pattern === undefined || more.length > 0) {
    throw new MemtoolError("USAGE", "purge needs one pattern", { hint: "purge session:*" });
  }
  await context.state.stoppable("looking for keys; Ctrl-C stops", async (signal) => {
    const found = await find(pattern, context, signal);
    if (signal.aborted || found === undefined) {
      return;
    }
    const count = `${formatCount(found.length)} key${found.length === 1 ? "" : "s"}`;
    if (found.length === 0) {
      context.ports.print([[segment("note", "(no key matches)")]]);
      return;
    }
    const examples = found.slice(0, EXAMPLES).map(({ key }): Line => [segment("key", `  ${quoteWord(key)}`)]);
    const rest = found.length > EXAMPLES ? [[segment("note", "  ...")]] : [];
    context.ports.print([...examples, ...rest]);
    if (!(await context.confirm(`this deletes ${count}`))) {
      context.ports.print([[segment("note", "(nothing deleted)")]]);
      return;
    }
    context.ports.busy("deleting; Ctrl-C stops");
    await deleteAll(found, context, signal);
  });
}

async function find(
  pattern: string,
  { nodes, ports }: ShellContext,
  signal: AbortSignal,
): Promise<Found[] | undefined> {
  const found: Found[] = [];
  const listing = await listKeys(
    nodes.chosen,
    { pattern, limit: KEYS_MAX + 1 },
    {
      walkKeys: (address, onNotice) => ports.walkKeys(address, onNotice),
      onNotice: (notice) => ports.print([[segment("warning", escapeControls(notice))]]),
      onKeys: (keys, session) => void found.push(...keys.map((key) => ({ session, key }))),
      signal,
    },
  );
  if (found.length > KEYS_MAX) {
    throw new MemtoolError("USAGE", `more than ${formatCount(KEYS_MAX)} keys match`, {
      hint: "a narrower pattern, or memtool keys delete --match",
    });
  }
  if (listing.errors.length > 0) {
    ports.print(listing.errors.flatMap(errorLines));
    return undefined;
  }
  return found;
}

async function deleteAll(found: readonly Found[], { ports }: ShellContext, signal: AbortSignal): Promise<void> {
  let deleted = 0;
  let gone = 0;
  let failed = 0;
  for (let at = 0; at < found.length && !signal.aborted; at += WINDOW) {
    const outcomes = await Promise.all(
      found.slice(at, at + WINDOW).map(({ session, key }) => session.run(deleteRequest(key))),
    );
    for (const outcome of outcomes) {
      const word = outcome.kind === "reply" ? wordOf(outcome.reply) : "";
      deleted += Number(word === "DELETED" || word === "HD");
      gone += Number(word === "NOT_FOUND" || word === "NF");
      failed += Number(!/^(DELETED|HD|NOT_FOUND|NF)$/.test(word));
    }
  }
  const parts = [
    `${formatCount(deleted)} deleted`,
    ...(gone === 0 ? [] : [`${formatCount(gone)} were gone already`]),
    ...(signal.aborted ? ["stopped"] : []),
  ];
  ports.print([
    ...(failed === 0 ? [] : [[segment("error", `${formatCount(failed)} could not be deleted`)]]),
    [segment("note", `(${parts.join(", ")})`)],
  ]);
}

function wordOf(reply: { readonly kind: string; readonly text?: string; readonly code?: string }): string {
  return reply.kind === "line" ? (reply.text ?? "") : reply.kind === "meta" ? (reply.code ?? "") : "";
}

/** `delete`, or for bytes that a line cannot hold `md` with the key in base64. */
function deleteRequest(key: Uint8Array): Request {
  const isBinary = isBinaryKey(key);
  const line = isBinary
    ? Buffer.from(`md ${Buffer.from(key).toString("base64")} b`)
    : Buffer.concat([Buffer.from("delete "), key]);
  return { kind: "request", spec: undefined, words: [isBinary ? "md" : "delete"], line };
}
