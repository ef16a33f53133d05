/** What the shell's own commands found, as the fields of one JSON object: a `kind`, and under that name a list. Pure. */
import { MemtoolError } from "../base/errors.ts";
import { type Json, numberOf, textFields, valueFields } from "./format-json.ts";
import type { Answered, NodeState } from "./inspect.ts";
import type { PeekedItem } from "./peek.ts";
import type { SlabRow } from "./slab-table.ts";

/** Fields beside `command` and `ok`. */
export type InspectJson = { readonly kind: string } & { readonly [name: string]: Json };

/** `peek`: an entry for each node that has the item, so none for a miss. What a server does not tell is left out. */
export function peekJson(key: string, answers: readonly Answered<PeekedItem | undefined>[]): InspectJson {
  const items = answers.flatMap((answer) =>
    answer.kind === "found" && answer.found !== undefined
      ? [{ node: answer.session.address, key, ...itemFields(answer.found) }]
      : [],
  );
  return { kind: "peeked", peeked: items };
}

function itemFields(item: PeekedItem): { readonly [name: string]: Json } {
  const known: Readonly<Record<string, Json | undefined>> = {
    bytes: item.value.length,
    ttlSeconds: item.ttlSeconds,
    flags: item.flags,
    cas: item.cas === undefined ? undefined : numberOf(BigInt(item.cas)),
    lastAccessSeconds: item.lastAccessSeconds,
    wasHit: item.wasHit,
    isStale: item.isStale,
    slabClass: item.slabClass,
    memoryBytes: item.memoryBytes,
    leftTrace: item.leftTrace,
  };
  const told = Object.entries(known).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return { ...Object.fromEntries(told), ...valueFields(item.value) };
}

/** `slabs`: an entry for each class of each node. */
export function slabJson(answers: readonly Answered<readonly SlabRow[]>[]): InspectJson {
  const rows = answers.flatMap((answer) =>
    answer.kind === "found" ? answer.found.map((row) => ({ node: answer.session.address, ...row })) : [],
  );
  return { kind: "slabs", slabs: rows };
}

/** `nodes`. */
export function nodeJson(states: readonly NodeState[]): InspectJson {
  const nodes = states.map(({ session, number, isChosen, answer }) => ({
    number,
    node: session.address,
    isChosen,
    ...(answer instanceof MemtoolError
      ? { answers: false, error: { code: answer.code, message: answer.message } }
      : {
          answers: true,
          elapsedMs: answer.elapsedMs,
          ...(answer.version === undefined ? {} : { version: answer.version }),
        }),
  }));
  return { kind: "nodes", nodes };
}

/** `keys`: objects, because a key that is no UTF-8 is given as `keyBase64`. */
export function keysJson(keys: readonly Uint8Array[]): InspectJson {
  return { kind: "keys", keys: keys.map((key) => textFields("key", key)) };
}
