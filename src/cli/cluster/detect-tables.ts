/** What `memtool cluster detect` prints: the rules that explain most keys, and what that means. */
import { formatCount, formatRatio } from "../../base/format-units.ts";
import type { RuleGroup, RuleVerdict, ScoredRule } from "../../cluster/inspection/rule-scores.ts";
import type { JsonValue } from "../output/json.ts";
import type { ResultTable } from "../output/result-table.ts";

/** Everything that is reported. */
export interface DetectReport {
  readonly groups: readonly RuleGroup[];
  readonly keyCount: number;
  readonly nodeCount: number;
  /** Labels of all arrangements that were tried. */
  readonly arrangements: readonly string[];
  readonly verdict: RuleVerdict;
}

/** What people read of the order and spelling of the servers. */
export function arrangementText({ arrangements }: ScoredRule, all: readonly string[]): string {
  if (all.length === 1) {
    return "as given";
  }
  if (arrangements.length === all.length) {
    return "any";
  }
  return arrangements.map((label) => (label === "" ? "as given" : label)).join("; ");
}

/** A row a rule; those of one group have the same rank. @param rankMax groups that are shown @param isForPeople who read the sample's size below */
export function detectTable(report: DetectReport, rankMax: number, isForPeople = false): ResultTable {
  const { groups, keyCount, arrangements } = report;
  return {
    columns: [
      { name: "rank", label: "#", kind: "count" },
      { name: "client", label: "client", kind: "text" },
      { name: "servers", label: "servers", kind: "text" },
      { name: "matched", label: "keys", kind: "count" },
      ...(isForPeople ? [] : [{ name: "sampled", label: "of", kind: "count" } as const]),
      { name: "matched_ratio", label: "share", kind: "ratio" },
    ],
    rows: groups
      .slice(0, rankMax)
      .flatMap(({ rules, matched }, index) =>
        rules.map((rule) => [
          index + 1,
          rule.client,
          arrangementText(rule, arrangements),
          matched,
          ...(isForPeople ? [] : [keyCount]),
          matched / keyCount,
        ]),
      ),
    note: verdictText(report),
  };
}

/** The verdict in a sentence or two. */
export function verdictText({ groups, keyCount, nodeCount, verdict }: DetectReport): string {
  const [best, second] = groups;
  const client = best?.rules[0]?.client ?? "";
  const share = formatRatio((best?.matched ?? 0) / keyCount);
  const chance = `a wrong rule gets about ${formatRatio(1 / nodeCount)}`;
  switch (verdict) {
    case "found": {
      const others = (best?.rules.length ?? 0) - 1;
      const same =
        others > 0 ? ` ${others} more ${others === 1 ? "rule places" : "rules place"} all these keys alike.` : "";
      const close = closeText(second, best, keyCount);
      const strays =
        (best?.matched ?? 0) < keyCount ? ` memtool cluster misplaced --client ${client} shows the others.` : "";
      return `${client}: ${share} of ${formatCount(keyCount)} keys are where it puts them (${chance}).${same}${close}${strays}`;
    }
    case "likely":
      return `Perhaps ${client}: ${share} of ${formatCount(keyCount)} keys (${chance}); the others came by another rule, another list of servers, or while a node was away.`;
    case "none":
      return `No rule explains the keys: the best is ${client} with ${share} of ${formatCount(keyCount)} (${chance}). Are these all servers, in the client's order, with its weights and names?`;
  }
}

/** A rule that is nearly as good cannot be ruled out. */
function closeText(second: RuleGroup | undefined, best: RuleGroup | undefined, keyCount: number): string {
  if (second === undefined || best === undefined || second.matched < best.matched - keyCount / 50) {
    return "";
  }
  return ` But ${second.rules[0]?.client ?? ""} explains ${formatCount(second.matched)}: more keys would tell them apart.`;
}

/** `{ "verdict", "text", "sampled", "chance_ratio", "groups": [ { matched, matched_ratio, rules: [ { client, servers } ] } ] }` */
export function detectJson(report: DetectReport, rankMax: number): JsonValue {
  const { groups, keyCount, nodeCount, arrangements, verdict } = report;
  return {
    verdict,
    text: verdictText(report),
    sampled: keyCount,
    chance_ratio: 1 / nodeCount,
    groups: groups.slice(0, rankMax).map(({ rules, matched }) => ({
      matched,
      matched_ratio: matched / keyCount,
      rules: rules.map((rule) => ({ client: rule.client, servers: arrangementText(rule, arrangements) })),
    })),
  };
}
