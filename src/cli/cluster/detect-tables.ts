/** What `memtool cluster detect` prints: the rules that explain most keys, and what that means. */
import { formatCount, formatCounted, formatRatio } from "../../base/format-units.ts";
import type { RuleEvidence } from "../../cluster/inspection/rule-evidence.ts";
import type { RuleGroup, ScoredRule } from "../../cluster/inspection/rule-scores.ts";
import type { RuleVerdict } from "../../cluster/inspection/rule-verdict.ts";
import type { JsonValue } from "../output/json.ts";
import type { ResultTable } from "../output/result-table.ts";

/** Everything that is reported. */
export interface DetectReport {
  readonly groups: readonly RuleGroup[];
  readonly keyCount: number;
  readonly nodeCount: number;
  /** Nodes of which keys were seen. */
  readonly seenNodeCount: number;
  readonly evidence: Pick<RuleEvidence, "chanceRatio" | "keysEnough" | "alternatives">;
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
export function verdictText(report: DetectReport): string {
  const { groups, keyCount, evidence, verdict } = report;
  const [best, second] = groups;
  const client = best?.rules[0]?.client ?? "";
  const share = formatRatio((best?.matched ?? 0) / keyCount);
  const chance = `a wrong rule gets about ${formatRatio(evidence.chanceRatio)}${fewNodesText(report)}`;
  switch (verdict) {
    case "found": {
      const others = (best?.rules.length ?? 0) - 1;
      const same =
        others > 0 ? ` ${others} more ${others === 1 ? "rule places" : "rules place"} all these keys alike.` : "";
      const close = closeText(second, best, keyCount);
      const strays =
        (best?.matched ?? 0) < keyCount ? ` memtool cluster misplaced --client ${client} shows the others.` : "";
      return `${client}: ${share} of ${formatCounted(keyCount, "key")} ${keyCount === 1 ? "is" : "are"} where it puts them (${chance}).${same}${close}${strays}`;
    }
    case "too-few":
      return `Too few keys: ${formatCounted(keyCount, "key")} may be where ${client} puts them by luck, so many rules were tried. ${formatCount(evidence.keysEnough ?? 0)} keys would be enough.`;
    case "undecided":
      return undecidedText(report, share);
    case "likely":
      return `Perhaps ${client}: ${share} of ${formatCounted(keyCount, "key")} (${chance}); the others came by another rule, another list of servers, or while a node was away.`;
    case "none":
      return `No rule explains the keys: the best is ${client} with ${share} of ${formatCount(keyCount)} (${chance}). Are these all servers, in the client's order, with its weights and names?`;
  }
}

function fewNodesText({ nodeCount, seenNodeCount }: DetectReport): string {
  return seenNodeCount < nodeCount ? ` of keys that are on ${seenNodeCount} of ${nodeCount} nodes only` : "";
}

/** Alternatives that are named. */
const NAMED_MAX = 4;

function undecidedText(report: DetectReport, share: string): string {
  const { groups, keyCount, evidence, arrangements } = report;
  const tied =
    evidence.alternatives.length > 1
      ? evidence.alternatives
      : groups.slice(0, 2).flatMap(({ rules }) => rules.slice(0, 1));
  const keys = `${share} of ${formatCounted(keyCount, "key")}`;
  if (evidence.keysEnough === undefined || tied.length < 2) {
    const client = tied[0]?.client ?? "";
    return `Undecided: ${keys} ${keyCount === 1 ? "is" : "are"} where ${client} puts them, but it puts nearly all keys there. Keys of more nodes would tell.`;
  }
  const named = tied
    .slice(0, NAMED_MAX)
    .map((rule) => `${rule.client} (servers ${arrangementText(rule, arrangements)})`);
  const more = tied.length > NAMED_MAX ? ` and ${tied.length - NAMED_MAX} more` : "";
  return `Undecided: ${keys} ${keyCount === 1 ? "is" : "are"} where ${named.join(", ")}${more} put them, which place other keys apart: more keys, or keys of all nodes, would tell.`;
}

/** A rule that is nearly as good cannot be ruled out. */
function closeText(second: RuleGroup | undefined, best: RuleGroup | undefined, keyCount: number): string {
  if (second === undefined || best === undefined || second.matched < best.matched - keyCount / 50) {
    return "";
  }
  return ` But ${second.rules[0]?.client ?? ""} explains ${formatCount(second.matched)}: more keys would tell them apart.`;
}

/** `{ "verdict", "text", "sampled", "chance_ratio", "keys_enough", "alternatives": [ { client, servers } ], "groups": [ { matched, matched_ratio, rules: [ { client, servers } ] } ] }` */
export function detectJson(report: DetectReport, rankMax: number): JsonValue {
  const { groups, keyCount, evidence, arrangements, verdict } = report;
  return {
    verdict,
    text: verdictText(report),
    sampled: keyCount,
    chance_ratio: evidence.chanceRatio,
    keys_enough: evidence.keysEnough ?? null,
    alternatives: evidence.alternatives.map((rule) => ({
      client: rule.client,
      servers: arrangementText(rule, arrangements),
    })),
    groups: groups.slice(0, rankMax).map(({ rules, matched }) => ({
      matched,
      matched_ratio: matched / keyCount,
      rules: rules.map((rule) => ({ client: rule.client, servers: arrangementText(rule, arrangements) })),
    })),
  };
}
