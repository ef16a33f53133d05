/** Config files of pools as trees that know their lines. The reader is YAML's, of which JSON is a part. */
import type { Node, Range } from "yaml";
import { MemtoolError } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import { isDeeperThan } from "./yaml-depth.ts";

/** A value and where it stands, in lines from 1. */
export type ConfigTree =
  | { readonly kind: "text"; readonly line: number; readonly text: string }
  | { readonly kind: "list"; readonly line: number; readonly items: readonly ConfigTree[] }
  | { readonly kind: "map"; readonly line: number; readonly entries: ReadonlyMap<string, ConfigTree> };

/** Levels within each other that are read: routes of mcrouter nest, but not so deep. */
const DEPTH_MAX = 200;

type Yaml = typeof import("yaml");

/** The error of a line of a file. */
export function badLine(path: string, line: number, found: string, hint?: string): MemtoolError {
  return new MemtoolError("USAGE", `${escapeText(path)}:${line}: ${found}`, hint === undefined ? {} : { hint });
}

/**
 * Reads a text. Plain scalars stay as they are written: the hash tag `{}` and the name 007 are no objects or numbers here.
 * @param path for messages
 * @throws MemtoolError USAGE, with the line
 */
export async function parseConfigTree(text: string, path: string): Promise<ConfigTree> {
  const yaml = await import("yaml");
  const lines = new yaml.LineCounter();
  const lineAt = (offset: number | undefined): number => lines.linePos(offset ?? 0).line || 1;
  if (isDeeperThan(DEPTH_MAX, yaml, text)) {
    throw new MemtoolError("USAGE", `${escapeText(path)}: more than ${DEPTH_MAX} levels stand in each other here`);
  }
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const [found = ""] = problem.message.split("\n");
    throw badLine(path, lineAt(problem.pos[0]), `this cannot be read: ${escapeText(found)}`);
  }
  return treeOf(yaml, document.contents, lineAt, 1);
}

/** @param parentLine where a node without a place stands, such as the value of a key that has none */
function treeOf(
  yaml: Yaml,
  node: unknown,
  lineAt: (offset: number | undefined) => number,
  parentLine: number,
): ConfigTree {
  const range = yaml.isNode(node) ? (node as Node & { range?: Range | null }).range : undefined;
  const line = range === undefined || range === null ? parentLine : lineAt(range[0]);
  if (yaml.isMap(node)) {
    const entries = node.items.map(({ key, value }) => {
      const name = treeOf(yaml, key, lineAt, line);
      return [name.kind === "text" ? name.text : "", treeOf(yaml, value, lineAt, name.line)] as const;
    });
    return { kind: "map", line, entries: new Map(entries) };
  }
  if (yaml.isSeq(node)) {
    return { kind: "list", line, items: node.items.map((item) => treeOf(yaml, item, lineAt, line)) };
  }
  if (yaml.isScalar(node)) {
    return { kind: "text", line, text: node.type === "PLAIN" ? (node.source ?? "") : String(node.value ?? "") };
  }
  return { kind: "text", line, text: "" };
}

/** The value of a key; undefined where there is none. */
export function valueAt(tree: ConfigTree | undefined, key: string): ConfigTree | undefined {
  return tree?.kind === "map" ? tree.entries.get(key) : undefined;
}

/** The text of a key; undefined where there is none, or something else. */
export function textAt(tree: ConfigTree | undefined, key: string): string | undefined {
  const value = valueAt(tree, key);
  return value?.kind === "text" ? value.text : undefined;
}
