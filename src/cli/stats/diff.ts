/** `--diff`: what changed between two files, or from the first to the last reading of one. */
import { MemtoolError } from "../../base/errors.ts";
import { escapeControls } from "../../base/escape.ts";
import { changesBetween } from "../../monitor/changes.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import type { NamedChanges } from "./changes-view.ts";
import type { StatsPlan } from "./options.ts";
import { readText } from "./recording-file.ts";
import { isoTime, isRoundFormat } from "./report.ts";
import { changesContent, contentText } from "./round-content.ts";
import { type Snapshot, snapshotsOf } from "./saved-document.ts";

/** What is compared with what. */
export interface Comparison {
  readonly servers: readonly NamedChanges[];
  /** Servers that only one of the two knows. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
}

/** Compares two moments. Where each has a single server these are compared, whatever their addresses. */
export function compareSnapshots(before: Snapshot, after: Snapshot): Comparison {
  const seconds = (after.atUnixMs - before.atUnixMs) / 1000;
  const [[oneBefore] = [], [oneAfter] = []] = [[...before.servers.keys()], [...after.servers.keys()]];
  const isPair = before.servers.size === 1 && after.servers.size === 1 && oneBefore !== oneAfter;
  const pairs = isPair
    ? [[oneBefore ?? "", oneAfter ?? ""] as const]
    : [...after.servers.keys()].filter((address) => before.servers.has(address)).map((same) => [same, same] as const);
  const none = new Map();
  const servers = pairs.map(([from, to]) => ({
    address: from === to ? from : `${from} -> ${to}`,
    changes: changesBetween(before.servers.get(from) ?? none, after.servers.get(to) ?? none, seconds),
    seconds,
  }));
  return {
    servers,
    onlyBefore: isPair ? [] : [...before.servers.keys()].filter((address) => !after.servers.has(address)),
    onlyAfter: isPair ? [] : [...after.servers.keys()].filter((address) => !before.servers.has(address)),
  };
}

/** Reads the files, compares and prints. @throws MemtoolError USAGE for files that cannot be compared */
export async function runDiff({ words, format, view }: StatsPlan, context: Context): Promise<number> {
  const [before, after] = momentsOf(words);
  const { servers, onlyBefore, onlyAfter } = compareSnapshots(before, after);
  const shown = servers.map((server) => ({ ...server, changes: limitedTo(view.subcommand, server.changes) }));
  for (const [names, file] of [
    [onlyBefore, words[0]],
    [onlyAfter, words[1]],
  ] as const) {
    if (names.length > 0) {
      context.stderr.write(`memtool stats: only in ${file ?? words[0]}: ${escapeControls(names.join(", "))}\n`);
    }
  }
  context.stdout.write(await diffText(shown, before, after, { format, words, onlyBefore, onlyAfter }, context));
  return EXIT.ok;
}

/** A view limits what is compared to its own statistics; the summary to none. */
function limitedTo(subcommand: string, changes: NamedChanges["changes"]): NamedChanges["changes"] {
  return subcommand === ""
    ? changes
    : { ...changes, changes: changes.changes.filter((change) => change.subcommand === subcommand) };
}

interface DiffFacts {
  readonly format: StatsPlan["format"];
  readonly words: readonly string[];
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
}

async function diffText(
  servers: readonly NamedChanges[],
  before: Snapshot,
  after: Snapshot,
  { format, words, onlyBefore, onlyAfter }: DiffFacts,
  context: Context,
): Promise<string> {
  if (isRoundFormat(format)) {
    throw new MemtoolError("BUG", `--diff does not print ${format}`);
  }
  const from = { file: words[0], time: isoTime(before.atUnixMs) };
  const to = { file: words[1] ?? words[0], time: isoTime(after.atUnixMs) };
  const content = changesContent(servers, { from, to, only_before: onlyBefore, only_after: onlyAfter });
  return await contentText(content, format, context);
}

/** The two moments that are compared. */
function momentsOf(paths: readonly string[]): readonly [Snapshot, Snapshot] {
  const [one, two, three] = paths;
  if (one === undefined || three !== undefined) {
    throw new MemtoolError("USAGE", `--diff compares two files, and got ${paths.length}`, {
      hint: "memtool stats --diff before.json after.json; one recording: its first and last reading",
    });
  }
  const older = snapshotsOf(one, readText(one));
  const newer = two === undefined ? older : snapshotsOf(two, readText(two));
  const before = two === undefined ? older[0] : older.at(-1);
  const after = newer.at(-1);
  if (before === undefined || after === undefined || before === after) {
    throw new MemtoolError("USAGE", `there is a single reading in ${one}`, {
      hint: "name the file to compare it with",
    });
  }
  if (after.atUnixMs < before.atUnixMs) {
    throw new MemtoolError("USAGE", `${two ?? one} is older than ${one}`, { hint: "name the older file first" });
  }
  return [before, after];
}
