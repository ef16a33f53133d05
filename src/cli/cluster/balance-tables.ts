/** What `memtool cluster balance` prints: what each node has, what the rule gives it, and what the differences come from. */
import { formatCount, formatRatio } from "../../base/format-units.ts";
import { isUneven, type RuleBalance, sharesOf } from "../../cluster/inspection/balance.ts";
import type { ChiSquare } from "../../cluster/inspection/chi-square.ts";
import { startedLate } from "../../cluster/inspection/lost-keys.ts";
import type { JsonValue } from "../output/json.ts";
import type { Remark, ResultColumn, ResultRow, ResultTable } from "../output/result-table.ts";
import { hashRemark } from "./hash-remark.ts";

/** What a node says of itself; counters are since its start. */
export interface NodeLoad {
  readonly items: number;
  readonly bytes: number;
  readonly gets: number;
  readonly sets: number;
  readonly uptimeS: number;
  readonly evictions: number;
}

/** Everything that is reported. */
export interface BalanceReport {
  readonly names: readonly string[];
  readonly weights: readonly number[];
  /** Undefined for a node that does not answer, and for all where none was asked. */
  readonly loads: readonly (NodeLoad | undefined)[];
  readonly rule:
    | {
        readonly client: string;
        readonly balance: RuleBalance;
        /** In words: `2,000 keys of 3 nodes`. */
        readonly keys: string;
        /** Keys of each node that it should not have; undefined where the keys are not from the nodes. */
        readonly misplaced: readonly number[] | undefined;
        /** Where the nodes' keys say nothing of the hash: why, and by which it is judged. */
        readonly instead: { readonly reason: string; readonly keys: string } | undefined;
      }
    | undefined;
}

type Row = Readonly<Record<string, number | string | undefined>>;

const COLUMNS: readonly ResultColumn[] = [
  { name: "node", label: "node", kind: "text" },
  { name: "items", label: "items", kind: "count" },
  { name: "items_ratio", label: "share", kind: "ratio" },
  { name: "bytes", label: "memory", kind: "bytes" },
  { name: "bytes_ratio", label: "memory", kind: "ratio" },
  { name: "gets", label: "gets", kind: "count" },
  { name: "sets", label: "sets", kind: "count" },
  { name: "requests_ratio", label: "requests", kind: "ratio" },
  { name: "wanted_ratio", label: "wanted", kind: "ratio" },
  { name: "hashes_ratio", label: "hashes", kind: "ratio" },
  { name: "keys", label: "keys", kind: "count" },
  { name: "keys_ratio", label: "keys", kind: "ratio" },
  { name: "z", label: "z", kind: "text" },
  { name: "misplaced", label: "misplaced", kind: "count" },
];

/** What people see: shares side by side. */
const PEOPLE = [
  "node",
  "items",
  "items_ratio",
  "bytes_ratio",
  "requests_ratio",
  "wanted_ratio",
  "hashes_ratio",
  "keys_ratio",
];

function rowsOf({ names, weights, loads, rule }: BalanceReport): Row[] {
  const known = (pick: (load: NodeLoad) => number) =>
    knownShares(loads.map((load) => (load === undefined ? 0 : pick(load))));
  const hasLoads = loads.some((load) => load !== undefined);
  const itemShares = known(({ items }) => items);
  const byteShares = known(({ bytes }) => bytes);
  const requestShares = known(({ gets, sets }) => gets + sets);
  const wanted = sharesOf(weights);
  const keyShares = rule === undefined ? [] : knownShares(rule.balance.keys);
  const spread = rule === undefined || rule.instead !== undefined ? undefined : spreadOf(rule.balance);
  return names.map((node, index) => {
    const load = loads[index];
    const has = hasLoads && load !== undefined;
    return {
      node,
      items: load?.items,
      items_ratio: has ? itemShares[index] : undefined,
      bytes: load?.bytes,
      bytes_ratio: has ? byteShares[index] : undefined,
      gets: load?.gets,
      sets: load?.sets,
      requests_ratio: has ? requestShares[index] : undefined,
      wanted_ratio: wanted[index],
      hashes_ratio: rule?.balance.layoutShares[index],
      keys: rule?.balance.keys[index],
      keys_ratio: keyShares[index],
      z: spread === undefined ? undefined : Number((spread.zScores[index] ?? 0).toFixed(2)),
      misplaced: rule?.misplaced?.[index],
    };
  });
}

/** Parts of nothing are not known. */
function knownShares(counts: readonly number[]): readonly (number | undefined)[] {
  return counts.some((count) => count > 0) ? sharesOf(counts) : [];
}

function spreadOf({ hash }: RuleBalance): ChiSquare | undefined {
  return "spread" in hash ? hash.spread : undefined;
}

/** A row a node. @param isForPeople with fewer columns, and what they mean below */
export function balanceTable(report: BalanceReport, isForPeople: boolean): ResultTable {
  const rows = rowsOf(report);
  const columns = COLUMNS.filter(
    ({ name }) => !isForPeople || (PEOPLE.includes(name) && rows.some((row) => row[name] !== undefined)),
  );
  return {
    columns,
    rows: rows.map((row): ResultRow => columns.map(({ name }) => row[name])),
    remarks: isForPeople ? balanceRemarks(report) : undefined,
  };
}

/** What the numbers mean, and what is to blame. */
export function balanceRemarks(report: BalanceReport): Remark[] {
  return [...loadRemarks(report), ...ruleRemarks(report)];
}

function remark(tone: Remark["tone"], text: string): Remark {
  return { label: tone === "good" ? "ok" : tone === "dim" ? "note" : "look", tone, text };
}

function loadRemarks({ names, weights, loads, rule }: BalanceReport): Remark[] {
  const known = loads.flatMap((load, index) => (load === undefined ? [] : [{ load, weight: weights[index] ?? 1 }]));
  if (known.length < 2) {
    return [];
  }
  const remarks: Remark[] = [];
  const items = known.map(({ load }) => load.items);
  const wanted = sharesOf(known.map(({ weight }) => weight));
  if (items.every((count) => count === 0)) {
    remarks.push(remark("dim", "There are no items on the nodes."));
  } else if (rule === undefined) {
    remarks.push(
      isUneven(items, wanted)
        ? remark(
            "warn",
            `Items are spread from ${extremes(items, wanted)} of what each node is due: more than chance. --client says whether the rule is to blame.`,
          )
        : remark(
            "good",
            `Items are spread from ${extremes(items, wanted)} of what each node is due, which may be chance.`,
          ),
    );
  }
  const youngest = startedLate(loads);
  if (youngest !== undefined) {
    remarks.push(
      remark(
        "dim",
        `Requests are counted since each node's start, and ${names[youngest]} was started last: their shares cannot be compared.`,
      ),
    );
  } else {
    remarks.push(remark("dim", "Requests (gets and sets) are counted since each node's start."));
  }
  return remarks;
}

/** `from 81 % to 117 %`. */
function extremes(counts: readonly number[], shares: readonly number[]): string {
  const parts = sharesOf(counts).map((share, index) => share / (shares[index] ?? 1));
  return `${formatRatio(Math.min(...parts))} to ${formatRatio(Math.max(...parts))}`;
}

function ruleRemarks({ names, rule }: BalanceReport): Remark[] {
  if (rule === undefined) {
    return [];
  }
  const { client, balance, keys, misplaced, instead } = rule;
  const { layoutShares, wantedShares, ringDeviation } = balance;
  const remarks: Remark[] = [];
  const layout = layoutShares.map((share, index) => share / (wantedShares[index] ?? 1));
  const range = `${formatRatio(Math.min(...layout))} to ${formatRatio(Math.max(...layout))}`;
  if (ringDeviation !== undefined) {
    const isWide = Math.max(...layout.map((part) => Math.abs(part - 1))) > 3 * ringDeviation;
    remarks.push(
      remark(
        isWide ? "warn" : "dim",
        `The ring of ${client} gives nodes from ${range} of what they are due; rings with so many points differ by ±${formatRatio(ringDeviation)} (one standard deviation).`,
      ),
    );
  } else if (layout.some((part) => Math.abs(part - 1) > 0.01)) {
    remarks.push(remark("warn", `${client} gives nodes from ${range} of what their weights are due.`));
  }
  if (instead !== undefined) {
    remarks.push(remark("warn", `The keys on the nodes cannot judge the hash: ${instead.reason}.`));
  }
  remarks.push(hashRemark(balance.hash, { hashName: balance.hashName, keys: instead?.keys ?? keys, names }));
  const strays = misplaced?.reduce((sum, count) => sum + count, 0) ?? 0;
  if (strays > 0) {
    remarks.push(
      remark(
        "warn",
        `${formatCount(strays)} of ${keys} are not where ${client} puts them: memtool cluster misplaced --client ${client} shows them, memtool cluster detect another rule.`,
      ),
    );
  }
  return remarks;
}

/** `{ "client", "keys", "nodes": [ ... ], "spread": { chi_square, degrees_of_freedom, p }, "hash": { name, weak, verdict, keys, reason }, "remarks": [ text ] }` */
export function balanceJson(report: BalanceReport): JsonValue {
  const { rule } = report;
  const spread = rule === undefined ? undefined : spreadOf(rule.balance);
  return {
    client: rule?.client,
    keys: rule?.keys,
    nodes: rowsOf(report),
    ring_deviation_ratio: rule?.balance.ringDeviation,
    spread:
      spread === undefined
        ? undefined
        : { chi_square: spread.statistic, degrees_of_freedom: spread.degreesOfFreedom, p: spread.pValue },
    hash: rule === undefined ? undefined : hashJson(rule),
    remarks: balanceRemarks(report).map(({ text }) => text),
  };
}

/** @returns `weak` null where nothing can be said; `keys` those it was judged by, and `reason` why not by those of the nodes */
function hashJson({ balance, keys, instead }: NonNullable<BalanceReport["rule"]>): JsonValue {
  const { hashName, hash } = balance;
  return {
    name: hashName,
    weak: "spread" in hash ? hash.kind === "weak" : null,
    verdict: hash.kind,
    keys: instead?.keys ?? keys,
    reason: instead?.reason ?? null,
  };
}
