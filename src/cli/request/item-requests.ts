/**
 * The requests for one item, in the protocol its key needs: the classic commands where they can carry the key, else the meta
 * commands, which take it in base64. Both give the same results.
 *
 *   get k            mg a2V5 b v f          set k 0 60 2      ms a2V5 2 b T60 F0
 *   delete k         md a2V5 b              touch k 60        mg a2V5 b T60
 */
import { MemtoolError } from "../../base/errors.ts";
import type { MemcachedClient } from "../../client/memcached-client.ts";
import type { Item, StoreResult } from "../../client/results.ts";
import { isBinaryKey } from "../../protocol/key.ts";
import type { MetaReply } from "../../protocol/reply.ts";
import type { StorageVerb } from "../../protocol/text/encode-request.ts";

/** What a storage command keeps beside the value. */
export interface StoreFields {
  readonly flags: number;
  readonly exptime: number;
  /** For `cas`: what the item's cas number has to be. */
  readonly cas: bigint;
}

/** What is asked for beside value and flags. */
export interface FetchFields {
  readonly cas: boolean;
  /** Gives the item a new exptime. */
  readonly exptime: number | undefined;
}

/** The modes of ms, which `cas` has none of. */
const MODES: Readonly<Record<StorageVerb, string>> = {
  set: "MS",
  add: "ME",
  replace: "MR",
  append: "MA",
  prepend: "MP",
  cas: "MS",
};

/** The words of the classic commands for the codes of ms. */
const STORE_WORDS: Readonly<Record<string, StoreResult>> = {
  HD: "STORED",
  NS: "NOT_STORED",
  EX: "EXISTS",
  NF: "NOT_FOUND",
};

/** Reads items from the server that owns all of `keys`; those it does not have are missing from the map. */
export async function fetchItems(
  client: MemcachedClient,
  keys: readonly string[],
  { cas, exptime }: FetchFields,
): Promise<Map<string, Item>> {
  const plain = keys.filter((key) => !isBinaryKey(key));
  const single = exptime === undefined ? keys.filter(isBinaryKey) : keys;
  const many = exptime === undefined && plain.length > 0 ? client.getMany(plain, { cas }) : new Map<string, Item>();
  const pairs = single.map(async (key) => [key, await fetchItem(client, key, { cas, exptime })] as const);
  const [found, ...others] = await Promise.all([many, ...pairs]);
  const items = new Map(found as Map<string, Item>);
  for (const [key, item] of others) {
    if (item !== undefined) {
      items.set(key, item);
    }
  }
  return items;
}

async function fetchItem(
  client: MemcachedClient,
  key: string,
  { cas, exptime }: FetchFields,
): Promise<Item | undefined> {
  if (!isBinaryKey(key) && exptime !== undefined) {
    return await (cas ? client.gats(key, exptime) : client.gat(key, exptime));
  }
  const flags = ["v", "f", ...(cas ? ["c"] : []), ...(exptime === undefined ? [] : [`T${exptime}`])];
  const { code, value, flags: words } = await meta(client, client.metaGet(key, flags));
  if (code === "EN" || value === undefined) {
    return undefined;
  }
  return { value, flags: Number(wordOf(words, "f") ?? 0), cas: cas ? BigInt(wordOf(words, "c") ?? 0) : undefined };
}

/** Stores a value. @returns the word of the classic command */
export async function storeItem(
  client: MemcachedClient,
  verb: StorageVerb,
  key: string,
  value: Uint8Array,
  fields: StoreFields,
): Promise<StoreResult> {
  if (isBinaryKey(key)) {
    const joins = verb === "append" || verb === "prepend";
    const kept = joins ? [] : [`T${fields.exptime}`, `F${fields.flags}`];
    const flags = [...kept, MODES[verb], ...(verb === "cas" ? [`C${fields.cas}`] : [])];
    const { code } = await meta(client, client.metaSet(key, value, flags));
    return STORE_WORDS[code] ?? unexpected(client, "ms", code);
  }
  switch (verb) {
    case "cas":
      return await client.cas(key, value, fields.cas, fields);
    case "append":
    case "prepend":
      return await client[verb](key, value);
    case "set":
    case "add":
    case "replace":
      return await client[verb](key, value, fields);
  }
}

/** Removes an item; false if there was none. */
export async function deleteItem(client: MemcachedClient, key: string): Promise<boolean> {
  return isBinaryKey(key) ? isDone(client, "md", await meta(client, client.metaDelete(key))) : await client.delete(key);
}

/** Gives an item a new exptime; false if there is none. */
export async function touchItem(client: MemcachedClient, key: string, exptime: number): Promise<boolean> {
  return isBinaryKey(key)
    ? isDone(client, "mg", await meta(client, client.metaGet(key, [`T${exptime}`])))
    : await client.touch(key, exptime);
}

/** What arithmetic does where there is no item yet. */
export interface CounterStart {
  readonly initial: bigint;
  readonly exptime: number;
}

/** Adds or subtracts; undefined if there is no item and `start` does not make one. */
export async function countItem(
  client: MemcachedClient,
  verb: "incr" | "decr",
  key: string,
  delta: bigint,
  start: CounterStart | undefined,
): Promise<bigint | undefined> {
  if (!isBinaryKey(key) && start === undefined) {
    return await client[verb](key, delta);
  }
  const born = start === undefined ? [] : [`N${start.exptime}`, `J${start.initial}`];
  const flags = ["v", verb === "incr" ? "MI" : "MD", `D${delta}`, ...born];
  const reason = start === undefined ? undefined : "which --initial needs";
  const reply = await meta(client, client.metaArithmetic(key, flags), reason);
  switch (reply.code) {
    case "VA":
      return BigInt(reply.value?.toString("latin1").trim() ?? "");
    case "NF":
      return undefined;
    default:
      return unexpected(client, "ma", reply.code);
  }
}

/** A server from before the meta commands (memcached 1.5) answers ERROR to them. */
async function meta(
  client: MemcachedClient,
  reply: Promise<MetaReply | undefined>,
  reason = "which a key with spaces or control characters needs",
): Promise<MetaReply> {
  let found: MetaReply | undefined;
  try {
    found = await reply;
  } catch (error) {
    if (error instanceof MemtoolError && error.code === "SERVER" && error.message.endsWith(": ERROR")) {
      throw new MemtoolError("SERVER", `${client.name} does not know the meta commands, ${reason}`, {
        cause: error,
        hint: "memcached has them since 1.6",
      });
    }
    throw error;
  }
  return found ?? unexpected(client, "a meta command", "nothing");
}

function isDone(client: MemcachedClient, verb: string, { code }: MetaReply): boolean {
  switch (code) {
    case "HD":
      return true;
    case "EN":
    case "NF":
      return false;
    default:
      return unexpected(client, verb, code);
  }
}

function wordOf(words: readonly string[], letter: string): string | undefined {
  return words.find((word) => word.startsWith(letter))?.slice(1);
}

function unexpected(client: MemcachedClient, verb: string, code: string): never {
  throw new MemtoolError("PROTOCOL", `${client.name} answered ${verb} with ${code}`);
}
