/** What `memtool cluster balance` prints: what each node has, what the rule gives it, and what the differences come from. */
import { formatCount, formatRatio } from "../../base/format-units.ts";
import { isUneven, type RuleBalance, sharesOf } from "../../cluster/inspection/balance.ts";
import type { JsonValue } from "../output/json.ts";
import type { Remark, ResultColumn, ResultRow, ResultTable } from "../output/result-table.ts";

/** What a node says of itself; counters are since its start. */
export interface NodeLoad {
  readonly items: number;
  readonly bytes: number;
  readonly gets: number;
  readonly sets: number;
  readonly uptimeS: number;
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
    sharesOf(loads.map((load) => (load === undefined ? 0 : pick(load))));
  const hasLoads = loads.some((load) => load !== undefined);
  const itemShares = known(({ items }) => items);
  const byteShares = known(({ bytes }) => bytes);
  const requestShares = known(({ gets, sets }) => gets + sets);
  const wanted = sharesOf(weights);
  const keyShares = rule === undefined ? [] : sharesOf(rule.balance.keys);
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
      z: rule?.balance.spread === undefined ? undefined : Number((rule.balance.spread.zScores[index] ?? 0).toFixed(2)),
      misplaced: rule?.misplaced?.[index],
    };
  });
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
  if (rule === undefined) {
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
  const uptimes = known.map(({ load }) => load.uptimeS);
  if (Math.max(...uptimes) > 2 * Math.min(...uptimes) + 60) {
    const youngest = names[loads.findIndex((load) => load?.uptimeS === Math.min(...uptimes))] ?? "";
    remarks.push(
      remark(
        "dim",
        `Requests are counted since each node's start, and ${youngest} was started last: their shares cannot be compared.`,
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
  const { client, balance, keys, misplaced } = rule;
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
  remarks.push(hashRemark(rule, names));
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

function hashRemark({ balance, keys }: NonNullable<BalanceReport["rule"]>, names: readonly string[]): Remark {
  const { spread, hashName, isHashWeak } = balance;
  if (spread === undefined) {
    return remark("dim", "There are no keys to judge the hash by.");
  }
  const { statistic, degreesOfFreedom, pValue, zScores } = spread;
  const test = `chi-square ${statistic.toFixed(1)} with ${degreesOfFreedom} degrees of freedom, p ${pValue < 0.0001 ? "< 0.0001" : `= ${pValue.toFixed(4)}`}`;
  if (!isHashWeak) {
    return remark("good", `The hash ${hashName} spreads ${keys} as it should (${test}).`);
  }
  const most = zScores.indexOf(Math.max(...zScores));
  return remark(
    "bad",
    `The hash ${hashName} is weak for ${keys}: ${names[most] ?? ""} gets most of those it should not (${test}). Another hash of the client spreads them better.`,
  );
}

/** `{ "client", "keys", "nodes": [ ... ], "spread": { chi_square, degrees_of_freedom, p }, "hash": { name, weak }, "remarks": [ text ] }` */
export function balanceJson(report: BalanceReport): JsonValue {
  const { rule } = report;
  const spread = rule?.balance.spread;
  return {
    client: rule?.client,
    keys: rule?.keys,
    nodes: rowsOf(report),
    ring_deviation_ratio: rule?.balance.ringDeviation,
    spread:
      spread === undefined
        ? undefined
        : { chi_square: spread.statistic, degrees_of_freedom: spread.degreesOfFreedom, p: spread.pValue },
    hash: rule === undefined ? undefined : { name: rule.balance.hashName, weak: rule.balance.isHashWeak },
    remarks: balanceRemarks(report).map(({ text }) => text),
  };
}
