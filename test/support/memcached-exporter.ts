/**
 * memcached_exporter's metrics as its code has them (0.16.0): the table test/fixtures/prometheus/memcached-exporter.tsv, and what
 * it promises for a server that says certain things.
 */
import { readFileSync } from "node:fs";
import { groupNumbered } from "../../src/stats/numbered-stats.ts";
import type { StatMap } from "../../src/stats/stat-map.ts";

/** A line of the table. */
interface MetricLine {
  readonly name: string;
  readonly type: string;
  /** Sorted and separated by commas. */
  readonly labels: string;
  readonly condition: string;
  /** Where it comes from; any of them is enough. */
  readonly statistics: readonly { readonly view: string; readonly stat: string }[];
}

/** Everything a server said, by what was asked: "" for `stats`. */
export type Views = ReadonlyMap<string, StatMap>;

const TABLE = new URL("../../../test/fixtures/prometheus/memcached-exporter.tsv", import.meta.url);

/** The table. */
export function exporterMetrics(): readonly MetricLine[] {
  const [, ...lines] = readFileSync(TABLE, "utf8").trimEnd().split("\n");
  return lines.map((line) => {
    const [name = "", type = "", labels = "", condition = "", statistics = ""] = line.split("\t");
    return {
      name,
      type,
      labels: labels === "-" ? "" : labels.split(",").sort().join(),
      condition,
      statistics: (statistics === "-" ? "" : statistics)
        .split(" ")
        .filter((word) => word !== "")
        .map((word) => ({ view: word.split(":")[0] ?? "", stat: word.split(":")[1] ?? "" })),
    };
  });
}

/** The names a view has, those of classes without their numbers. */
function namesOf(stats: StatMap | undefined): Set<string> {
  const { groups, others } = groupNumbered(stats ?? new Map());
  return new Set([...others.keys(), ...groups.flatMap(({ values }) => [...values.keys()])]);
}

/** What memcached_exporter makes of these views, as `type name labels`, sorted. */
export function expectedMetrics(views: Views): string[] {
  const names = new Map(
    ["", "items", "slabs", "settings"].map((view) => [view === "" ? "stats" : view, namesOf(views.get(view))]),
  );
  const has = (view: string, stat: string): boolean => names.get(view)?.has(stat) === true;
  const conditions: Readonly<Record<string, boolean>> = {
    "-": true,
    crawler: views.get("settings")?.get("lru_crawler") === "yes",
    extstore: has("stats", "extstore_limit_maxbytes"),
    proxy: has("stats", "proxy_backend_total"),
  };
  const expected = new Map<string, string>();
  for (const { name, type, labels, condition, statistics } of exporterMetrics()) {
    const isThere = statistics.length === 0 || statistics.some(({ view, stat }) => has(view, stat));
    if (conditions[condition] === true && isThere && !expected.has(name)) {
      expected.set(name, `${type} ${name} ${labels}`);
    }
  }
  return [...expected.values()].sort();
}
