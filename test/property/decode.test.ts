/** Any bytes and any flags have an answer: in bounded time and memory, safe on a terminal, and fit for JSON. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { type Decoded, decodeValue } from "../../src/decode/decode.ts";
import { plainDecoded } from "../../src/decode/plain.ts";
import { renderDecoded } from "../../src/decode/render.ts";
import type { TreeNode } from "../../src/decode/tree.ts";
import { LANGUAGES, packed, payloadsOf } from "../support/decode-fixtures.ts";
import { assertFuzzed } from "../support/fuzz.ts";
import { mutated } from "../support/mutated.ts";

const LIMITS = { unpackedBytesMax: 100_000, nodesMax: 2000, depthMax: 30 };
const UNSAFE = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|[\u202a-\u202e\u2066-\u2069]/u;

/** Flags that clients use, and any others. */
const FLAGS = fc.oneof(
  fc.integer({ min: 0, max: 0xff }),
  fc.constantFrom(0x100, 0x200, 0x300, 0x400, 0x500, 0x600, 0x700, 0x800, 0xfa52, 0x103, 0x109, 0x110),
  fc.integer({ min: 0, max: 0xffffffff }),
);

function measure(node: TreeNode, depth = 0): { nodes: number; depth: number } {
  const children: TreeNode[] = [];
  if (node.kind === "list" || node.kind === "object") children.push(...node.items);
  if (node.kind === "map" || node.kind === "object") children.push(...node.entries.flat());
  if (node.kind === "object") children.push(...(node.args ?? []), ...node.fields.map(({ value }) => value));
  return children
    .map((child) => measure(child, depth + 1))
    .reduce((sum, part) => ({ nodes: sum.nodes + part.nodes, depth: Math.max(sum.depth, part.depth) }), {
      nodes: 1,
      depth,
    });
}

function checkDecoded(decoded: Decoded): void {
  for (const maxLines of [0, 7, 10_000]) {
    for (const width of [1, 40, 120]) {
      for (const line of renderDecoded(decoded, { width, maxLines })) {
        for (const { text } of line) assert.doesNotMatch(text, UNSAFE);
      }
    }
  }
  for (const sentence of [...decoded.steps, ...decoded.warnings]) assert.doesNotMatch(sentence, UNSAFE);
  JSON.parse(JSON.stringify(plainDecoded(decoded)));
  if (decoded.content.kind === "tree") {
    const { nodes, depth } = measure(decoded.content.root);
    assert.ok(nodes <= LIMITS.nodesMax * 2, `${nodes} nodes`);
    assert.ok(depth <= LIMITS.depthMax + 2, `${depth} deep`);
  }
}

function checkAll(context: TestContext, inputs: fc.Arbitrary<Uint8Array>, numRuns: number): void {
  const property = fc.property(inputs, FLAGS, (bytes, flags) => checkDecoded(decodeValue(bytes, flags, LIMITS)));
  assertFuzzed(context, property, numRuns);
}

function latin1(texts: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  return texts.map((text) => Buffer.from(text, "latin1"));
}

const PAYLOADS = LANGUAGES.flatMap((language) => [...payloadsOf(language).values()]);
const SHORT_PAYLOADS = PAYLOADS.filter(({ length }) => length < 2000).map((bytes) =>
  Buffer.from(bytes).toString("latin1"),
);
const FRAMES = ["zstd / short", "zstd / small", "zstd / of known size", "zstd / two frames", "fastlz / short"].map(
  (name) => packed(name).toString("latin1"),
);
const PACKED = SHORT_PAYLOADS.flatMap((text) => {
  const bytes = Buffer.from(text, "latin1");
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return [deflateSync(bytes), gzipSync(bytes), Buffer.concat([length, deflateSync(bytes)])];
}).map((bytes) => bytes.toString("latin1"));

/** Beginnings that lead into the readers, and bytes that mean something there. */
const HEADS = [
  "\x80\x04",
  "\x04\x08",
  "\xac\xed\0\x05",
  "\0\0\0\x02",
  "\x28\xb5\x2f\xfd",
  "\x1f\x8b\x08",
  "\x78\x9c",
  "\x10\0\0\0\x78\x9c",
  "{",
  "[",
  "a:",
  "O:",
  "(",
  "\x93",
  "\xdf",
  "\x04\x22\x4d\x18",
];

describe("any value is decoded", () => {
  it("random bytes", (context) => {
    checkAll(context, fc.uint8Array({ maxLength: 300 }), 2000);
  });

  it("random bytes behind the beginnings of formats", (context) => {
    const tail = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString("latin1"));
    checkAll(context, latin1(fc.tuple(fc.constantFrom(...HEADS), tail).map(([head, rest]) => head + rest)), 4000);
  });

  it("programs of pickle operations", (context) => {
    const operations = "N()]}tadeulsbRoi0125\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94\x81.";
    const operation = fc.oneof(
      fc.constantFrom(...operations),
      fc.constantFrom("(", "K\x01", "h\0", "h\x01", "q\0", "q\x01", "cos\nsystem\n", "Va\n", "\x8c\x01a", "C\x01a"),
    );
    const program = fc.array(operation, { maxLength: 60 }).map((parts) => `\x80\x04${parts.join("")}.`);
    checkAll(context, latin1(program), 4000);
  });

  it("real payloads, as they are and with changed bytes", (context) => {
    for (const bytes of PAYLOADS) checkDecoded(decodeValue(bytes, 0, LIMITS));
    checkAll(context, latin1(mutated(fc.constantFrom(...SHORT_PAYLOADS))), 6000);
  });

  it("packed payloads with changed bytes", (context) => {
    checkAll(context, latin1(mutated(fc.constantFrom(...PACKED))), 3000);
  });

  it("Zstandard and FastLZ with changed bytes", (context) => {
    const inputs = latin1(mutated(fc.constantFrom(...FRAMES)));
    const property = fc.property(inputs, fc.constantFrom(0, 80, 84, 144), (bytes, flags) =>
      checkDecoded(decodeValue(bytes, flags, LIMITS)),
    );
    assertFuzzed(context, property, 3000);
  });

  it("texts of any characters", (context) => {
    const text = fc.string({ unit: "binary", maxLength: 200 });
    checkAll(
      context,
      text.map((value) => Buffer.from(value)),
      2000,
    );
  });
});
