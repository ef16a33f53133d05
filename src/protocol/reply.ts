/** What a server can answer, and what a request may expect: the data that the reply parsers and their users share. */

/** A key as its user gave it: a string is sent as UTF-8, bytes as they are. */
export type WireKey = string | Uint8Array;

/** One item of a retrieval. `key` is the very object that was asked for; `cas` only where the request asked for it. */
export interface ValueEntry {
  readonly key: WireKey;
  readonly flags: number;
  readonly cas: bigint | undefined;
  readonly value: Buffer;
}

/** One line `STAT name value`, in the order the server sent it. */
export interface StatEntry {
  readonly name: string;
  readonly value: string;
}

/** The first word of an error reply. */
export type ErrorWord = "ERROR" | "CLIENT_ERROR" | "SERVER_ERROR";

/** An answer that says no: `text` is what follows the first word, perhaps nothing. */
export interface ErrorReply {
  readonly kind: "error";
  readonly error: ErrorWord;
  readonly text: string;
}

/** An answer to a meta command: `HD`, `VA`, `EN`, `NF`, `NS`, `EX`, `MN` or `ME`, its flag words, and the value of VA. */
export interface MetaReply {
  readonly kind: "meta";
  readonly code: string;
  readonly flags: readonly string[];
  readonly value: Buffer | undefined;
}

/**
 * Any complete answer. Texts are decoded as UTF-8, or as latin1 where they are not UTF-8; they come from the server
 * and must be escaped before a terminal sees them.
 */
export type Reply =
  /** One line that is none of the others: STORED, DELETED, OK, RESET, BUSY ... */
  | { readonly kind: "line"; readonly text: string }
  /** The new number of incr and decr. */
  | { readonly kind: "number"; readonly value: bigint }
  | { readonly kind: "values"; readonly entries: readonly ValueEntry[] }
  | { readonly kind: "stats"; readonly entries: readonly StatEntry[] }
  | { readonly kind: "version"; readonly version: string }
  | MetaReply
  /** A listing that ends by a line of its own: metadump, mgdump, stats cachedump, stats detail dump. */
  | { readonly kind: "lines"; readonly lines: readonly string[] }
  | ErrorReply
  /** Nothing, as asked: noreply and quiet commands. */
  | { readonly kind: "none" }
  /** The server closed the connection, as asked: quit and shutdown. */
  | { readonly kind: "closed" };

/** What a request of the classic protocol waits for. */
export type TextExpectation =
  /** One line; with `accepts` one of these. */
  | { readonly shape: "line"; readonly accepts?: readonly string[] }
  /** A decimal number or NOT_FOUND. */
  | { readonly shape: "number" }
  /** `VALUE` blocks for some of `keys`, then `END`. */
  | { readonly shape: "values"; readonly keys: readonly WireKey[] }
  /** `STAT` lines then `END`; or `RESET`, `OK`, and the lines of the sub-commands that list other things. */
  | { readonly shape: "stats" }
  | { readonly shape: "version" }
  /** Lines up to `END` or `EN`; or one line that refuses. `onLine` takes the lines as they come instead of the reply. */
  | { readonly shape: "dump"; readonly onLine?: (line: string) => void }
  /** At most one line, then `VERSION`: the fence that is sent behind a noreply command. */
  | { readonly shape: "noreply" }
  /** The end of the connection, or one line that refuses. */
  | { readonly shape: "close" };

/** What a meta command waits for; with `opaque` (a word `O...`) the reply must carry this word. */
export interface MetaExpectation {
  /** `meta`: one reply. `quietMeta`: at most one, then `MN`, the fence that is sent behind a quiet command. */
  readonly shape: "meta" | "quietMeta";
  readonly opaque: string | undefined;
}

/**
 * What a request waits for. A reply is always parsed knowing this; anything else is a protocol error, so that a late
 * reply is never taken for the next request's.
 */
export type Expectation = TextExpectation | MetaExpectation;

/** How much a reply may be before it is refused; memory is only taken as bytes arrive. */
export interface ReplyLimits {
  /** Longest line, in bytes without its end. */
  readonly lineBytesMax: number;
  /** Largest value of one item, in bytes. */
  readonly valueBytesMax: number;
  /** Largest listing (stats, dumps) that is collected, in bytes of its lines. */
  readonly listBytesMax: number;
}

/** Limits for a client of any real server: memcached itself takes items up to 1 GiB (`-I`). */
export const DEFAULT_REPLY_LIMITS: ReplyLimits = {
  lineBytesMax: 16 * 1024,
  valueBytesMax: 1024 * 1024 * 1024,
  listBytesMax: 128 * 1024 * 1024,
};

/** The constant answer to a quiet request. */
export const NO_REPLY: Reply = { kind: "none" };
