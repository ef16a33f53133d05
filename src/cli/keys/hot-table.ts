/** The hottest keys as rows: for a terminal, for scripts, and as JSON. */

import { formatCount, formatDurationMs, formatRate, formatRatio } from "../../base/format-units.ts";
import { decodeUri } from "../../base/uri.ts";
import type { WatchedEvent } from "../../client/watch-stream.ts";
import type { HotKeysReport } from "../../keys/hot/hot-keys.ts";
import { certainCount } from "../../keys/hot/merge-reports.ts";
import { keyJson } from "../../keys/key-text.ts";
import type { FrequentKey } from "../../keys/space-saving.ts";
import type { JsonValue } from "../output/json.ts";
import type { ResultColumn, ResultRow, ResultTable } from "../output/result-table.ts";

/** The words for an event: what there are many of, and how the good and the other ones are called. */
interface EventWords {
  readonly events: string;
  readonly good: string | undefined;
  readonly bad: string | undefined;
}

const WORDS: Readonly<Record<WatchedEvent, EventWords>> = {
  fetchers: { events: "lookups", good: "hits", bad: "misses" },
  mutations: { events: "stores", good: "stored", bad: "refused" },
  deletions: { events: "deletions", good: undefined, bad: undefined },
  evictions: { events: "evictions", good: "fetched", bad: "unfetched" },
};

/** The hottest keys of one server, or of all. */
export interface HotSection {
  /** The server's address, or `total`. */
  readonly name: string;
  readonly elapsedMs: number;
  /** With one key more than is shown, if there is one. */
  readonly report: HotKeysReport;
}

/** What is shown, and how many keys of each. */
export interface HotTable {
  readonly event: WatchedEvent;
  readonly sections: readonly HotSection[];
  readonly limit: number;
}

/** What is said of a key, in the order of {@link columnsOf}. */
function rowOf(one: FrequentKey, { report, elapsedMs }: HotSection, words: EventWords): ResultRow {
  const outcome = words.good === undefined ? [] : [one.goodCount, one.count - one.error - one.goodCount];
  return [
    decodeUri(one.key),
    one.count,
    one.error,
    ...outcome,
    elapsedMs > 0 ? one.count / (elapsedMs / 1000) : undefined,
    report.total > 0 ? one.count / report.total : undefined,
    one.sizeBytes,
  ];
}

function columnsOf({ good, bad }: EventWords): ResultColumn[] {
  return [
    column("key", "text"),
    column("count", "count"),
    column("error", "count"),
    ...(good === undefined || bad === undefined ? [] : [column(good, "count"), column(bad, "count")]),
    column("rate", "rate"),
    column("share", "ratio"),
    column("size", "bytes"),
  ];
}

function column(name: string, kind: ResultColumn["kind"]): ResultColumn {
  return { name, label: name, kind };
}

function shown(section: HotSection, limit: number): readonly FrequentKey[] {
  return section.report.keys.slice(0, limit);
}

/** One line a key, the server first. */
export function hotData({ event, sections, limit }: HotTable): ResultTable {
  const words = WORDS[event];
  return {
    columns: [column("server", "text"), ...columnsOf(words)],
    rows: sections.flatMap((section) =>
      shown(section, limit).map((one) => [section.name, ...rowOf(one, section, words)]),
    ),
  };
}

/** The table of a section for people. */
export function hotTable(section: HotSection, event: WatchedEvent, limit: number): ResultTable {
  const words = WORDS[event];
  return {
    title: hotTitle(section, event),
    columns: columnsOf(words),
    rows: shown(section, limit).map((one) => rowOf(one, section, words)),
    note: hotNotes(section, event, limit).join("\n") || undefined,
    emptyText: "none",
  };
}

/** How many events there were: `127.0.0.1:11211: 500,000 lookups in 10 s (50k/s), 93 % hits`. */
export function hotTitle({ name, elapsedMs, report }: HotSection, event: WatchedEvent): string {
  const { events, good } = WORDS[event];
  const rate = elapsedMs > 0 ? ` (${formatRate(report.total / (elapsedMs / 1000))})` : "";
  const part =
    good === undefined || report.total === 0 ? "" : `, ${formatRatio(report.goodTotal / report.total)} ${good}`;
  return `${name}: ${formatCount(report.total)} ${events} in ${formatDurationMs(elapsedMs)}${rate}${part}`;
}

/** What the counts are worth, in sentences. */
export function hotNotes(section: HotSection, event: WatchedEvent, limit: number): string[] {
  const { report } = section;
  const keys = shown(section, limit);
  const certain = certainOf(section, limit);
  const bound = report.lost === 0 ? "[count - error, count]" : `[count - error, count + ${formatCount(report.lost)}]`;
  const notes =
    keys.length === 0
      ? []
      : [
          `the true count of a key lies in ${bound}`,
          `${certain} of these ${keys.length} are certainly among the ${keys.length} hottest`,
        ];
  if (report.lost > 0) {
    const part = formatRatio(report.lost / (report.lost + report.total));
    notes.push(
      `the server did not tell of ${formatCount(report.lost)} ${WORDS[event].events} (${part}): the counts are a sample`,
    );
  }
  return notes;
}

/** What was lost could have been any key's. */
function certainOf({ report }: HotSection, limit: number): number {
  const next = Math.max(report.errorMax, report.keys[limit]?.count ?? 0) + report.lost;
  return report.keys.length <= limit && report.errorMax === 0 && report.lost === 0
    ? report.keys.length
    : certainCount(report.keys.slice(0, limit), next);
}

/** A section's part of the JSON document. */
export function hotJson(
  section: HotSection,
  event: WatchedEvent,
  limit: number,
): { readonly [name: string]: JsonValue } {
  const { report, elapsedMs } = section;
  const { good, bad } = WORDS[event];
  return {
    window_seconds: elapsedMs / 1000,
    events: report.total,
    lost: report.lost,
    error_max: report.errorMax,
    certain: certainOf(section, limit),
    ...(good === undefined ? {} : { [good]: report.goodTotal }),
    keys: shown(section, limit).map((one) => ({
      ...keyJson(decodeUri(one.key)),
      count: one.count,
      error: one.error,
      ...(good === undefined || bad === undefined
        ? {}
        : { [good]: one.goodCount, [bad]: one.count - one.error - one.goodCount }),
      rate: elapsedMs > 0 ? one.count / (elapsedMs / 1000) : null,
      share: report.total > 0 ? one.count / report.total : null,
      size_bytes: one.sizeBytes,
    })),
  };
}
