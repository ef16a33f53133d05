/** Holds what flags say against the bytes. */
import type { Content, Finding } from "./content.ts";
import type { FlagReading, ValueForm } from "./flags.ts";
import { contentStep, identify, plainContent, readableText } from "./identify.ts";
import type { DecodeLimits } from "./limits.ts";
import type { Attempt } from "./malformed.ts";
import { type PackedForm, readPacked } from "./packed-number.ts";
import { readSerialized, type SerializedFormat } from "./serialized.ts";
import { booleanNode, type TreeNode } from "./tree.ts";
import { type Unpacked, unpack } from "./unpack.ts";

/**
 * How much it means that the bytes are what the flags say: `proven` for compression and marked formats, `likely` for numbers,
 * `possible` where any bytes would do.
 */
export type Certainty = "proven" | "likely" | "possible";

/** A reading and what the bytes say to it. */
export type Judgement = { readonly reading: FlagReading } & (
  | { readonly fits: true; readonly certainty: Certainty; readonly finding: Finding }
  | { readonly fits: false; readonly problem: string }
);

/** Tries whether the bytes are what a client says by its flags. */
export function judgeReading(reading: FlagReading, bytes: Uint8Array, limits: DecodeLimits): Judgement {
  if (reading.packings.length === 0) {
    return judgeForms(reading, bytes, limits, undefined);
  }
  const problems: string[] = [];
  for (const packing of reading.packings) {
    const result = unpack(packing, bytes, limits.unpackedBytesMax);
    if ("value" in result) {
      return judgeForms(reading, result.value.bytes, limits, result.value);
    }
    problems.push(result.problem);
  }
  return { reading, fits: false, problem: problems[0] ?? "" };
}

function judgeForms(
  reading: FlagReading,
  bytes: Uint8Array,
  limits: DecodeLimits,
  unpacked: Unpacked | undefined,
): Judgement {
  const problems: string[] = [];
  for (const form of reading.forms) {
    const result = readForm(form, bytes, limits);
    if ("value" in result) {
      const { steps, ...finding } = result.value;
      const certainty = unpacked === undefined ? certaintyOf(form, finding.content) : "proven";
      const allSteps = unpacked === undefined ? steps : [unpacked.step, ...steps];
      return { reading, fits: true, certainty, finding: { ...finding, steps: allSteps } };
    }
    problems.push(result.problem);
  }
  return { reading, fits: false, problem: problems[0] ?? "" };
}

function certaintyOf(form: ValueForm, content: Content): Certainty {
  switch (form) {
    case "bytes":
    case "text":
      return "possible";
    case "JSON":
    case "MessagePack":
      // Any digits are a number of JSON, and many a byte is one of MessagePack.
      return content.kind === "tree" && isContainer(content.root) ? "proven" : "likely";
    default:
      return isSerialized(form) ? "proven" : "likely";
  }
}

function isContainer({ kind }: TreeNode): boolean {
  return kind === "list" || kind === "map" || kind === "object";
}

function isSerialized(form: ValueForm): form is SerializedFormat {
  return !(form === "bytes" || form === "text" || isScalar(form) || isPacked(form));
}

function isScalar(form: ValueForm): form is "integer" | "float" | "boolean" {
  return form === "integer" || form === "float" || form === "boolean";
}

function isPacked(form: ValueForm): form is PackedForm {
  return form.startsWith("spy ") || form.startsWith("net ");
}

function readForm(form: ValueForm, bytes: Uint8Array, limits: DecodeLimits): Attempt<Finding> {
  if (form === "bytes" || form === "text") {
    return readString(form, bytes, limits);
  }
  return asFinding(
    isScalar(form)
      ? readScalar(form, bytes)
      : isPacked(form)
        ? asTree(form, bytes)
        : readSerialized(form, bytes, limits),
  );
}

function asFinding(result: Attempt<Content>): Attempt<Finding> {
  if ("problem" in result) {
    return result;
  }
  const step = contentStep(result.value);
  return { value: { content: result.value, steps: step === undefined ? [] : [step], warnings: [] } };
}

/** A string may hold anything, JSON for one; digits in it stay text. */
function readString(form: "bytes" | "text", bytes: Uint8Array, limits: DecodeLimits): Attempt<Finding> {
  const finding = identify(bytes, limits);
  const text = readableText(bytes);
  if (form === "text" && text === undefined && finding.content.kind !== "text") {
    return { problem: "text: it is not UTF-8" };
  }
  return finding.content.kind === "number"
    ? { value: { ...finding, content: { kind: "text", text: finding.content.text } } }
    : { value: finding };
}

const SCALARS = {
  integer: /^-?\d+$/,
  float: /^(?:-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|-?(?:inf|nan|infinity))$/i,
  boolean: /^[01]?$/,
} as const;

/** Scalars in decimal; false is empty where PHP writes it. */
function readScalar(form: "integer" | "float" | "boolean", bytes: Uint8Array): Attempt<Content> {
  const content = plainContent(bytes);
  const text = content.kind === "text" || content.kind === "number" ? content.text : undefined;
  if (text === undefined || !SCALARS[form].test(text)) {
    return { problem: `${form}: the bytes are none in decimal digits` };
  }
  return form === "boolean"
    ? { value: { kind: "tree", format: "boolean", root: booleanNode(text === "1"), cut: undefined } }
    : { value: { kind: "number", text } };
}

function asTree(form: PackedForm, bytes: Uint8Array): Attempt<Content> {
  const result = readPacked(form, bytes);
  if ("problem" in result) {
    return { problem: `${form.slice(4)}: ${result.problem}` };
  }
  const root = result.value;
  return {
    value:
      root.kind === "number"
        ? { kind: "number", text: root.text }
        : { kind: "tree", format: form.slice(4), root, cut: undefined },
  };
}
