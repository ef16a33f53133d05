/**
 * Config files in YAML: one flat mapping of keys to scalars or lists of scalars.
 *
 *     memory-limit: 1024M
 *     listen: [127.0.0.1, "[::1]"]
 *     disable-cas: true
 *
 * Plain scalars count as they are written, not as YAML understands them: the mask 0750 is not the number 750.
 */
import type { Node, ParsedNode } from "yaml";
import { MemtoolError } from "../../../base/errors.ts";
import { escapeText } from "../../../base/escape.ts";
import { isDeeperThan } from "../../../cluster/discovery/yaml-depth.ts";
import type { ConfigEntry } from "./config-keys.ts";
import { linePlace, quoted } from "./given-setting.ts";

const FORM_HINT =
  "a YAML config is one mapping: `long-option-name: value`, where a value is a scalar or a list of scalars";

/** Levels that are looked at; a config has two. */
const DEPTH_MAX = 8;

type Yaml = typeof import("yaml");

interface Source {
  readonly yaml: Yaml;
  readonly path: string;
  readonly lineAt: (offset: number | undefined) => number;
}

/**
 * The entries of a text, in order; a list is an entry for each of its items.
 * @param path for messages
 * @throws MemtoolError USAGE for what is not YAML, or not a flat mapping
 */
export async function parseYamlMapping(text: string, path: string): Promise<ConfigEntry[]> {
  const yaml = await import("yaml");
  const lines = new yaml.LineCounter();
  const source: Source = { yaml, path, lineAt: (offset = 0) => lines.linePos(offset).line || 1 };
  const document = parse(text, lines, source);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    throw refuse(source, problem.pos[0], `no YAML: ${escapeText(problem.message.split("\n")[0] ?? "")}`);
  }
  const { contents } = document;
  if (contents === null) {
    return [];
  }
  if (!yaml.isMap(contents)) {
    throw refuse(source, contents.range?.[0], "this is no mapping of keys to values");
  }
  return contents.items.flatMap(({ key, value }) => entriesOf(source, key, value));
}

/** Repeated keys are told by the reader of the entries, with both lines. */
function parse(
  text: string,
  lineCounter: InstanceType<Yaml["LineCounter"]>,
  source: Source,
): ReturnType<Yaml["parseDocument"]> {
  const { yaml, path } = source;
  if (isDeeperThan(DEPTH_MAX, yaml, text)) {
    throw new MemtoolError("USAGE", `${escapeText(path)}: lists and mappings stand in each other here`, {
      hint: FORM_HINT,
    });
  }
  return yaml.parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false });
}

function refuse({ path, lineAt }: Source, offset: number | undefined, message: string): MemtoolError {
  return new MemtoolError("USAGE", `${linePlace(path, lineAt(offset))}: ${message}`, { hint: FORM_HINT });
}

function entriesOf(source: Source, keyNode: unknown, valueNode: unknown): ConfigEntry[] {
  const { yaml, lineAt } = source;
  const offset = yaml.isNode(keyNode) ? keyNode.range?.[0] : undefined;
  if (!yaml.isScalar(keyNode) || typeof keyNode.value !== "string") {
    throw refuse(source, offset, "this key is no word");
  }
  const key = keyNode.value;
  const line = lineAt(offset);
  if (!yaml.isSeq(valueNode)) {
    return [{ key, value: scalarText(source, key, valueNode, offset), line }];
  }
  if (valueNode.items.length === 0) {
    throw refuse(source, offset, `the list of ${quoted(key)} is empty`);
  }
  return valueNode.items.map((item) => ({
    key,
    value: scalarText(source, key, item, offset),
    line: yaml.isNode(item) ? lineAt(item.range?.[0]) : line,
    isListed: true,
  }));
}

/** A key without a value has an empty text, which no option takes. */
function scalarText(source: Source, key: string, node: unknown, keyOffset: number | undefined): string {
  const { yaml } = source;
  if (node === null) {
    return "";
  }
  if (!yaml.isScalar(node)) {
    const offset = yaml.isNode(node) ? (node as Node & Partial<ParsedNode>).range?.[0] : keyOffset;
    throw refuse(source, offset, `the value of ${quoted(key)} is neither a scalar nor a list of scalars`);
  }
  return node.type === "PLAIN" ? (node.source ?? "") : String(node.value);
}
