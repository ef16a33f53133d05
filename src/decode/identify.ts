/** Finds out what bytes are that nothing is known of. */
import { utf8 } from "./byte-cursor.ts";
import type { Content, Finding } from "./content.ts";
import { type DecodeLimits, LAYERS_MAX } from "./limits.ts";
import { magicName } from "./magic.ts";
import { markedFormat, readSerialized, unmarkedContent } from "./serialized.ts";
import { sniffPacking, unpack } from "./unpack.ts";

/** Digits that people read as a number; longer ones are text. */
const NUMBER = /^-?\d{1,400}(?:\.\d{1,400})?(?:[eE][-+]?\d{1,4})?$/;
/** Text may hold tabs and line ends; of other controls only a few, say for colours. */
const CONTROLS = /(?![\t\n\r])\p{Cc}/gu;
const CONTROLS_PART_MAX = 0.1;

/**
 * What the bytes are: compression is taken off, serialized values are read, and what is none of these is text, a number or
 * binary data. Every input has an answer.
 */
export function identify(bytes: Uint8Array, limits: DecodeLimits, layers = LAYERS_MAX): Finding {
  const format = markedFormat(bytes);
  const marked = format && readSerialized(format, bytes, limits);
  if (marked !== undefined && "value" in marked) {
    return found(marked.value);
  }
  const warnings = marked === undefined ? [] : [`it begins like ${format}, but is not: ${marked.problem}`];
  const packing = sniffPacking(bytes);
  const unpacked = packing && layers > 0 ? unpack(packing, bytes, limits.unpackedBytesMax) : undefined;
  if (unpacked !== undefined && "value" in unpacked) {
    const inner = identify(unpacked.value.bytes, limits, layers - 1);
    return { ...inner, steps: [unpacked.value.step, ...inner.steps] };
  }
  // Text like "x^2" begins like zlib: nothing to warn of.
  const isText = utf8(bytes) !== undefined;
  if (unpacked !== undefined && !isText && packing !== "php zlib" && packing !== "php zstd") {
    warnings.push(`it seems packed, but is left as it is: ${unpacked.problem}`);
  }
  return found(unmarkedContent(bytes, limits) ?? plainContent(bytes), warnings);
}

function found(content: Content, warnings: readonly string[] = []): Finding {
  const step = contentStep(content);
  return { content, steps: step === undefined ? [] : [step], warnings };
}

/** The content in a word, for the list of steps; undefined where its sight says it. */
export function contentStep(content: Content): string | undefined {
  switch (content.kind) {
    case "tree":
      return content.cut === undefined ? content.format : `${content.format}, not all of it: ${content.cut}`;
    case "hex":
      return content.what;
    case "number":
    case "text":
      return undefined;
  }
}

/** Bytes that are not serialized: a number, text, or binary data. */
export function plainContent(bytes: Uint8Array): Content {
  const text = readableText(bytes);
  if (text !== undefined) {
    return NUMBER.test(text) ? { kind: "number", text } : { kind: "text", text };
  }
  return { kind: "hex", what: magicName(bytes) ?? "binary data", bytes };
}

/** The bytes as text for people; undefined if they are not UTF-8, or hold NUL or many controls. */
export function readableText(bytes: Uint8Array): string | undefined {
  const text = utf8(bytes);
  if (text === undefined || text.includes("\0")) {
    return undefined;
  }
  const controls = text.match(CONTROLS)?.length ?? 0;
  return controls <= text.length * CONTROLS_PART_MAX ? text : undefined;
}
