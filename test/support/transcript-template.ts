/**
 * The text of one line of a transcript, with its escapes and its `{...}` parts, as something that can be sent or matched.
 *
 *   \r \n \t \\ \xNN     bytes
 *   {x*250}              the text x, 250 times (it may hold escapes)
 *   {for 1..9|get k#\r\n} the text once for every number, # being the number
 *   {random:1000}        1000 bytes, always the same ones, of every value; {random:1000:7} others
 *   {cas:A}              a number that gets the name A where it is first received, and is that number from then on
 *   {cas:B>A}            the same, and it must be larger than A
 *   {cas:A+1} {cas:A-1}  (to be sent) a number near A
 *   {number} {number:3..5} any decimal number, or one in the range
 *   {text}               anything up to the end of the line
 *   {lines}              any number of whole lines, as few as possible
 *   {request ...} {reply ...}  a packet of the binary protocol, see transcript-packet.ts
 */

import { parsePacketPart } from "./transcript-packet.ts";

/** One part of a line. */
export type Segment =
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "cas"; readonly name: string; readonly above: string | undefined; readonly offset: bigint }
  | { readonly kind: "number"; readonly min: bigint; readonly max: bigint }
  | { readonly kind: "anyBytes"; readonly length: number }
  | { readonly kind: "text" }
  | { readonly kind: "lines" };

/** The cas numbers a transcript has given names to. */
export type Variables = Map<string, bigint>;

/** What comparing received bytes with the expected ones says. */
export type MatchResult =
  | { readonly status: "match"; readonly length: number; readonly variables: Variables }
  | { readonly status: "more" }
  | { readonly status: "mismatch"; readonly at: number; readonly expected: string };

const LF = 0x0a;
const CR = 0x0d;
const ESCAPES: Readonly<Record<string, string>> = { r: "\r", n: "\n", t: "\t", "\\": "\\" };

/** Parses one line. Throws on a text that means nothing, since that is a mistake in the transcript. */
export function parseTemplate(text: string): Segment[] {
  const segments: Segment[] = [];
  const pattern = /\{([^{}]*)\}/g;
  let position = 0;
  for (const found of text.matchAll(pattern)) {
    pushBytes(segments, text.slice(position, found.index));
    segments.push(...parsePart(found[1] ?? ""));
    position = found.index + found[0].length;
  }
  pushBytes(segments, text.slice(position));
  return segments;
}

/** Decodes the escapes of a text; every other character is one byte of UTF-8. */
export function decodeEscapes(text: string): Buffer {
  const parts: Buffer[] = [];
  for (const part of text.match(/\\x[0-9a-fA-F]{2}|\\.|[^\\]+|\\$/g) ?? []) {
    if (!part.startsWith("\\")) parts.push(Buffer.from(part, "utf8"));
    else if (part.startsWith("\\x") && part.length === 4) parts.push(Buffer.from(part.slice(2), "hex"));
    else {
      const decoded = ESCAPES[part.slice(1)];
      if (decoded === undefined) throw new Error(`unknown escape ${part} in: ${text}`);
      parts.push(Buffer.from(decoded, "latin1"));
    }
  }
  return Buffer.concat(parts);
}

/** The bytes to send for a line. Throws on a part that can only be received, or a cas that has no value yet. */
export function encodeTemplate(segments: readonly Segment[], variables: Variables): Buffer {
  return Buffer.concat(
    segments.map((segment) => {
      if (segment.kind === "bytes") return segment.bytes;
      if (segment.kind !== "cas") throw new Error(`{${segment.kind}} cannot be sent`);
      const value = variables.get(segment.name);
      if (value === undefined) throw new Error(`{cas:${segment.name}} is sent before it was received`);
      return Buffer.from(String(value + segment.offset), "latin1");
    }),
  );
}

/** Compares what was received so far with the expected segments; trailing bytes are the caller's business. */
export function matchTemplate(segments: readonly Segment[], received: Buffer, variables: Variables): MatchResult {
  return matchFrom(segments, 0, received, 0, new Map(variables));
}

function pushBytes(segments: Segment[], text: string): void {
  if (text !== "") segments.push({ kind: "bytes", bytes: decodeEscapes(text) });
}

function parsePart(part: string): readonly Segment[] {
  if (part.startsWith("request ") || part.startsWith("reply ")) return parsePacketPart(part, decodeEscapes);
  return [parseOtherPart(part)];
}

function parseOtherPart(part: string): Segment {
  if (part === "text" || part === "lines") return { kind: part };
  if (part === "number") return { kind: "number", min: 0n, max: 2n ** 64n };
  const range = /^number:(\d+)\.\.(\d+)$/.exec(part);
  if (range) return { kind: "number", min: BigInt(range[1] ?? ""), max: BigInt(range[2] ?? "") };
  const cas = /^cas:(\w+)(?:>(\w+)|([+-]\d+))?$/.exec(part);
  if (cas) return { kind: "cas", name: cas[1] ?? "", above: cas[2], offset: BigInt(cas[3] ?? 0) };
  return { kind: "bytes", bytes: parseBytesPart(part) };
}

function parseBytesPart(part: string): Buffer {
  const random = /^random:(\d+)(?::(\d+))?$/.exec(part);
  if (random) return randomBytes(Number(random[1]), Number(random[2] ?? 1));
  const each = /^for (\d+)\.\.(\d+)\|(.*)$/.exec(part);
  if (each) {
    const count = Number(each[2]) - Number(each[1]) + 1;
    const texts = Array.from({ length: count }, (_, index) =>
      (each[3] ?? "").replaceAll("#", String(Number(each[1]) + index)),
    );
    return decodeEscapes(texts.join(""));
  }
  const repeat = /^(.+)\*(\d+)$/.exec(part);
  if (!repeat) throw new Error(`{${part}} means nothing`);
  const unit = decodeEscapes(repeat[1] ?? "");
  return Buffer.alloc(unit.length * Number(repeat[2]), unit);
}

/** Bytes of every value, CR and LF and NUL among them, from a 32-bit xorshift. */
function randomBytes(count: number, seed: number): Buffer {
  const bytes = Buffer.alloc(count);
  let state = seed * 2654435761 || 1;
  for (let index = 0; index < count; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[index] = state >>> 11;
  }
  return bytes;
}

function matchFrom(
  segments: readonly Segment[],
  index: number,
  received: Buffer,
  start: number,
  variables: Variables,
): MatchResult {
  let at = start;
  for (let next = index; next < segments.length; next++) {
    const segment = segments[next];
    if (segment === undefined) break;
    if (segment.kind === "lines") return matchLines(segments, next + 1, received, at, variables);
    const result = matchSegment(segment, received, at, variables);
    if (result.status !== "match") return result;
    at = result.length;
  }
  return { status: "match", length: at, variables };
}

function matchLines(
  segments: readonly Segment[],
  index: number,
  received: Buffer,
  start: number,
  variables: Variables,
): MatchResult {
  for (let at = start; ; ) {
    const result = matchFrom(segments, index, received, at, new Map(variables));
    if (result.status !== "mismatch") return result;
    const end = received.indexOf(LF, at);
    if (end < 0) return { status: "more" };
    at = end + 1;
  }
}

/** Matches one segment at `at`; the length of a match is the position after it. */
function matchSegment(segment: Segment, received: Buffer, at: number, variables: Variables): MatchResult {
  switch (segment.kind) {
    case "bytes":
      return matchBytes(segment.bytes, received, at, variables);
    case "anyBytes": {
      const end = at + segment.length;
      return end > received.length ? { status: "more" } : { status: "match", length: end, variables };
    }
    case "text": {
      let end = at;
      while (end < received.length && received[end] !== CR && received[end] !== LF) end++;
      return end === received.length ? { status: "more" } : { status: "match", length: end, variables };
    }
    case "number":
    case "cas":
      return matchNumber(segment, received, at, variables);
    case "lines":
      throw new Error("lines are matched by matchLines");
  }
}

function matchBytes(bytes: Buffer, received: Buffer, at: number, variables: Variables): MatchResult {
  const end = Math.min(received.length, at + bytes.length);
  if (received.compare(bytes, 0, end - at, at, end) !== 0) {
    let difference = 0;
    while (received[at + difference] === bytes[difference]) difference++;
    const expected = bytes.subarray(difference, difference + 60).toString("latin1");
    return { status: "mismatch", at: at + difference, expected };
  }
  return end < at + bytes.length ? { status: "more" } : { status: "match", length: end, variables };
}

function matchNumber(
  segment: Extract<Segment, { kind: "cas" | "number" }>,
  received: Buffer,
  at: number,
  variables: Variables,
): MatchResult {
  let end = at;
  while (end < received.length && isDigit(received[end])) end++;
  if (end === received.length) return { status: "more" };
  if (end === at) return { status: "mismatch", at, expected: "a number" };
  const value = BigInt(received.toString("latin1", at, end));
  const problem = segment.kind === "cas" ? bindCas(segment, value, variables) : outOfRange(segment, value);
  if (problem !== undefined) return { status: "mismatch", at, expected: problem };
  return { status: "match", length: end, variables };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function outOfRange(segment: Extract<Segment, { kind: "number" }>, value: bigint): string | undefined {
  return value < segment.min || value > segment.max ? `a number in ${segment.min}..${segment.max}` : undefined;
}

function bindCas(segment: Extract<Segment, { kind: "cas" }>, value: bigint, variables: Variables): string | undefined {
  const known = variables.get(segment.name);
  if (known !== undefined) {
    return known + segment.offset === value ? undefined : `cas ${segment.name}, which is ${known + segment.offset}`;
  }
  if (segment.above !== undefined) {
    const above = variables.get(segment.above);
    if (above === undefined || value <= above) return `a cas larger than ${segment.above}, which is ${above}`;
  }
  variables.set(segment.name, value);
  return undefined;
}
