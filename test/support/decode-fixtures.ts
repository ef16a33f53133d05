/** What languages and libraries really wrote, for the tests of decode: test/fixtures/decode, where the programs that made it lie too. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { DECODE_LIMITS, type DecodeLimits } from "../../src/decode/limits.ts";
import type { Attempt } from "../../src/decode/malformed.ts";
import type { ReadTree } from "../../src/decode/read-tree.ts";
import { renderTree } from "../../src/decode/render-tree.ts";
import type { TreeNode } from "../../src/decode/tree.ts";

const FOLDER = fileURLToPath(new URL("../../../test/fixtures/decode/", import.meta.url));

/** The collections of fixtures. */
export const LANGUAGES = ["python", "php", "ruby", "java"] as const;

/** All payloads of a language by name. */
export function payloadsOf(language: (typeof LANGUAGES)[number]): Map<string, Uint8Array> {
  const texts = JSON.parse(readFileSync(`${FOLDER}${language}.json`, "utf8")) as Record<string, string>;
  return new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text, "base64")]));
}

/** A tree on one line, the way people see it. */
export function oneLine(root: TreeNode): string {
  const { lines } = renderTree(root, Number.MAX_SAFE_INTEGER, 1);
  return lines.map((line) => line.map(({ text }) => text).join("")).join("\n");
}

/** Reads with a format's reader; the tree on one line, or the problem. */
export function readShown(
  read: (bytes: Uint8Array, limits: DecodeLimits) => Attempt<ReadTree>,
  bytes: Uint8Array | string,
  limits: Partial<DecodeLimits> = {},
): string {
  const input = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
  const result = read(input, { ...DECODE_LIMITS, ...limits });
  return "problem" in result ? result.problem : oneLine(result.value.root);
}

let packedTexts: Record<string, string> | undefined;

function packedText(name: string): string {
  packedTexts ??= JSON.parse(readFileSync(`${FOLDER}packed.json`, "utf8")) as Record<string, string>;
  const text = packedTexts[name];
  if (text === undefined) throw new Error(`there is no fixture "${name}"`);
  return text;
}

/** Bytes packed by a real program. */
export function packed(name: string): Buffer {
  return Buffer.from(packedText(name), "base64");
}

/** The MD5 of what is in them. */
export function packedMd5(name: string): string {
  return packedText(`md5 of ${name}`);
}
