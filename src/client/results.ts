/** What the typed client makes of replies: a result, or the error that says what the server refused. */

import { MemtoolError } from "../base/errors.ts";
import type { MetaReply, Reply, StatEntry, ValueEntry, WireKey } from "../protocol/reply.ts";

/** An item as it was read. `cas` is there only where the command asks for it (gets, gats). */
export interface Item {
  readonly value: Buffer;
  readonly flags: number;
  readonly cas: bigint | undefined;
}

/** What became of a storage command. */
export type StoreResult = "STORED" | "NOT_STORED" | "EXISTS" | "NOT_FOUND";

/** The lines that answer storage commands. */
export const STORE_RESULTS: readonly StoreResult[] = ["STORED", "NOT_STORED", "EXISTS", "NOT_FOUND"];

function unexpected(reply: Reply): MemtoolError {
  return new MemtoolError("BUG", `a reply of kind ${reply.kind} passed the parser where it cannot be`);
}

/** The text of a one-line reply. */
export function lineOf(reply: Reply): string {
  if (reply.kind !== "line") {
    throw unexpected(reply);
  }
  return reply.text;
}

/** The result of a storage command. */
export function storeResultOf(reply: Reply): StoreResult {
  return lineOf(reply) as StoreResult;
}

/** The items of a retrieval. */
export function entriesOf(reply: Reply): readonly ValueEntry[] {
  if (reply.kind !== "values") {
    throw unexpected(reply);
  }
  return reply.entries;
}

/** The one item of a retrieval with one key; undefined for a miss. */
export function itemOf(reply: Reply): Item | undefined {
  return entriesOf(reply)[0];
}

/** The new number of incr and decr; undefined for a missing key. */
export function numberOf(reply: Reply): bigint | undefined {
  return reply.kind === "number" ? reply.value : undefined;
}

/** The statistics. Sub-commands that answer one word (`reset`) give none. */
export function statsOf(reply: Reply): StatEntry[] {
  return reply.kind === "stats" ? [...reply.entries] : [];
}

/** The version text. */
export function versionOf(reply: Reply): string {
  if (reply.kind !== "version") {
    throw unexpected(reply);
  }
  return reply.version;
}

/** The meta reply; undefined where a quiet command answered nothing. */
export function metaOf(reply: Reply): MetaReply | undefined {
  if (reply.kind === "none") {
    return undefined;
  }
  if (reply.kind !== "meta") {
    throw unexpected(reply);
  }
  return reply;
}

/** Collects the items of several multigets, by the keys as they were given. */
export function collectItems(parts: readonly (readonly ValueEntry[])[]): Map<WireKey, Item> {
  const items = new Map<WireKey, Item>();
  for (const entries of parts) {
    for (const entry of entries) {
      items.set(entry.key, entry);
    }
  }
  return items;
}
