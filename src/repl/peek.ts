/**
 * `peek KEY`: everything a server knows of an item, and its value, without leaving a trace. Two questions: `mg` with `u` (no LRU bump, no
 * access time, no mark that it was fetched) and `me`, which never touches anything. A server without meta commands is
 * asked by `gets`, which does count as an access; that is said.
 */
import { isBinaryKey } from "../protocol/key.ts";
import { KEY_LENGTH_MAX } from "../protocol/limits.ts";
import type { MetaReply } from "../protocol/reply.ts";
import type { Request } from "./parse-line.ts";
import type { Outcome, Session } from "./session.ts";

/** What was found. Numbers are undefined where the server does not tell. */
export interface PeekedItem {
  readonly value: Buffer;
  readonly flags: number;
  readonly cas: string | undefined;
  /** Seconds left; -1 for ever. */
  readonly ttlSeconds: number | undefined;
  readonly lastAccessSeconds: number | undefined;
  readonly wasHit: boolean | undefined;
  /** Marked stale by a meta delete. */
  readonly isStale: boolean;
  readonly slabClass: number | undefined;
  /** Bytes of memory, key and header included. */
  readonly memoryBytes: number | undefined;
  /** The server knows no meta commands: looking counted as an access. */
  readonly leftTrace: boolean;
}

/** The item; undefined when there is none; or what went wrong. */
export type Peeked =
  | { readonly kind: "item"; readonly item: PeekedItem }
  | { readonly kind: "miss" }
  | { readonly kind: "failed"; readonly outcome: Outcome };

/** Why this cannot be a key; undefined when it can. Meta commands take any bytes in base64, up to 186 of them. */
export function peekFault(key: Uint8Array): string | undefined {
  return key.length === 0 || wireKey(key).word.length > KEY_LENGTH_MAX ? "a key has 1 to 250 bytes" : undefined;
}

/** Looks at one item. */
export async function peek(session: Session, key: Uint8Array): Promise<Peeked> {
  const { word, flags } = wireKey(key);
  const outcome = await session.run(plainRequest(`mg ${word} s t c f l h u v${flags}`));
  if (outcome.kind === "failed") {
    return { kind: "failed", outcome };
  }
  const { reply } = outcome;
  if (reply.kind === "error" && reply.error === "ERROR" && flags === "") {
    return peekClassic(session, word);
  }
  if (reply.kind !== "meta") {
    return { kind: "failed", outcome };
  }
  if (reply.code !== "VA" || reply.value === undefined) {
    return { kind: "miss" };
  }
  // memcached 1.6 takes `b` for `me` only when another flag follows it.
  const debug = await session.run(plainRequest(`me ${word}${flags === "" ? "" : " b q"}`));
  return { kind: "item", item: itemOf(reply, reply.value, debug) };
}

/** A key as a word of a line: as it is, or in base64 when it holds what a line cannot. */
function wireKey(key: Uint8Array): { word: string; flags: string } {
  return isBinaryKey(key)
    ? { word: Buffer.from(key).toString("base64"), flags: " b" }
    : { word: Buffer.from(key).toString("latin1"), flags: "" };
}

/** @param line one character a byte */
function plainRequest(line: string): Request {
  return { kind: "request", spec: undefined, words: line.split(" "), line: Buffer.from(line, "latin1") };
}

function itemOf(reply: MetaReply, value: Buffer, debug: Outcome): PeekedItem {
  const found = new Map(reply.flags.map((flag) => [flag[0], flag.slice(1)]));
  const words = debug.kind === "reply" && debug.reply.kind === "meta" ? debug.reply.flags : [];
  const known = new Map(words.map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]));
  const hit = found.get("h");
  return {
    value,
    flags: Number(found.get("f") ?? 0),
    cas: found.get("c"),
    ttlSeconds: numberOf(found.get("t")),
    lastAccessSeconds: numberOf(found.get("l")),
    wasHit: hit === undefined ? undefined : hit === "1",
    isStale: found.has("X"),
    slabClass: numberOf(known.get("cls")),
    memoryBytes: numberOf(known.get("size")),
    leftTrace: false,
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

async function peekClassic(session: Session, word: string): Promise<Peeked> {
  const outcome = await session.run(plainRequest(`gets ${word}`));
  if (outcome.kind === "failed" || outcome.reply.kind !== "values") {
    return { kind: "failed", outcome };
  }
  const [entry] = outcome.reply.entries;
  if (entry === undefined) {
    return { kind: "miss" };
  }
  const unknown = { ttlSeconds: undefined, lastAccessSeconds: undefined, wasHit: undefined };
  const { value, flags, cas } = entry;
  return {
    kind: "item",
    item: {
      ...unknown,
      value,
      flags,
      cas: cas === undefined ? undefined : String(cas),
      isStale: false,
      slabClass: undefined,
      memoryBytes: undefined,
      leftTrace: true,
    },
  };
}
