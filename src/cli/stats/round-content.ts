/** What a round is shown as, before its format is chosen: through a view, or what changed since the round before. */
import { changesBetween } from "../../monitor/changes.ts";
import type { Round } from "../../monitor/reading.ts";
import type { Context } from "../context.ts";
import { type JsonValue, jsonDocument } from "../output/json.ts";
import type { OutputFormat } from "../output/result-format.ts";
import type { ResultTable } from "../output/result-table.ts";
import { resultText } from "../output/result-text.ts";
import { changesDocument } from "./changes-document.ts";
import { changesRows, changesTables, type NamedChanges } from "./changes-view.ts";
import { readingsOf, type StatsView } from "./reading.ts";
import { isoTime, statsDocument, tablesText } from "./report.ts";

/** What a round is shown as. */
export interface RoundContent {
  /** For programs: rows, without their time. */
  rows(): ResultTable;
  /** For people. */
  tables(): ResultTable[];
  /** For programs that read documents. */
  document(): JsonValue;
}

/** A round through a view. */
export function viewContent(view: StatsView, round: Round, earlier: Round | undefined): RoundContent {
  const readings = readingsOf(round, earlier, view.subcommand);
  return {
    rows: () => view.rows(readings, true),
    tables: () => view.people(readings),
    document: () => statsDocument(view, readings, round.atUnixMs),
  };
}

/** What changed. @param more what the document says of the two moments */
export function changesContent(
  servers: readonly NamedChanges[],
  more: Readonly<Record<string, JsonValue>>,
): RoundContent {
  return {
    rows: () => changesRows(servers),
    tables: () => changesTables(servers),
    document: () => changesDocument(servers, more),
  };
}

/** What changed at every server that answered both times. */
export function changesOfRounds(earlier: Round, round: Round): NamedChanges[] {
  return round.servers.flatMap((now, index) => {
    const before = earlier.servers[index];
    if (!now.up || before?.up !== true) {
      return [];
    }
    const seconds = (now.atMs - before.atMs) / 1000;
    return [{ address: now.address, changes: changesBetween(before.views, now.views, seconds), seconds }];
  });
}

/** What changed between two rounds. */
export function roundChanges(earlier: Round, round: Round): RoundContent {
  return changesContent(changesOfRounds(earlier, round), { time: isoTime(round.atUnixMs) });
}

/** A content on its own, whole. */
export async function contentText(
  content: RoundContent,
  format: OutputFormat,
  context: Pick<Context, "color" | "width">,
): Promise<string> {
  switch (format) {
    case "json":
      return jsonDocument(content.document());
    case "table":
    case "markdown":
      return await tablesText(format, content.tables(), context);
    case "tsv":
    case "csv":
    case "jsonl":
      return await resultText(format, content.rows(), context);
  }
}
