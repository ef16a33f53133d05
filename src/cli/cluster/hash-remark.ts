/** What `cluster ring` and `cluster balance` say of a hash. */
import { formatCount, formatRatio } from "../../base/format-units.ts";
import type { HashVerdict } from "../../cluster/inspection/hash-verdict.ts";
import type { Remark } from "../output/result-table.ts";

/** Where the sentence takes its words from. */
export interface HashWords {
  /** The hash as the client calls it. */
  readonly hashName: string;
  /** In words: `2,000 keys of 3 nodes`. */
  readonly keys: string;
  readonly names: readonly string[];
}

/** The sentence. */
export function hashRemark(verdict: HashVerdict, { hashName, keys, names }: HashWords): Remark {
  switch (verdict.kind) {
    case "one-node":
      return {
        label: "note",
        tone: "dim",
        text: "One node owns all hashes: there is nothing that a hash could spread.",
      };
    case "too-few":
      return {
        label: "note",
        tone: "dim",
        text: `There are too few keys to judge the hash by: it takes ${formatCount(verdict.keysNeeded)}.`,
      };
    case "even":
      return {
        label: "ok",
        tone: "good",
        text: `The hash ${hashName} spreads ${keys} as evenly as chance does (${testText(verdict)}).`,
      };
    case "slight": {
      const most = formatRatio(verdict.worst.deviation);
      return {
        label: "ok",
        tone: "good",
        text: `The hash ${hashName} spreads ${keys} well enough: no node's part is off by more than ${most} of what it owns of the hashes. That is little, though not by chance (${testText(verdict)}).`,
      };
    }
    case "weak": {
      const { node, owns, has } = verdict.worst;
      return {
        label: "look",
        tone: "bad",
        text: `The hash ${hashName} is weak for ${keys}: ${names[node] ?? ""} owns ${formatRatio(owns)} of all hashes and gets ${formatRatio(has)} of the keys (${testText(verdict)}). Another hash of the client spreads them better.`,
      };
    }
  }
}

function testText({ spread }: Extract<HashVerdict, { kind: "even" | "slight" | "weak" }>): string {
  const { statistic, degreesOfFreedom, pValue } = spread;
  const degrees = `${degreesOfFreedom} degree${degreesOfFreedom === 1 ? "" : "s"} of freedom`;
  return `chi-square ${statistic.toFixed(1)} with ${degrees}, p ${pValue < 0.0001 ? "< 0.0001" : `= ${pValue.toFixed(4)}`}`;
}
