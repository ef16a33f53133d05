/** Finds items on the servers that own them, all servers at once. One that fails costs only its own keys. */
import { MemtoolError } from "../../base/errors.ts";
import type { MemcachedClient } from "../../client/memcached-client.ts";
import type { Item } from "../../client/results.ts";
import type { JsonValue } from "../output/json.ts";
import { type FetchFields, fetchItems } from "./item-requests.ts";
import type { Servers } from "./servers.ts";

/** What came of several keys. */
export interface FoundItems {
  /** The keys as they were asked for, each once. */
  readonly keys: readonly string[];
  readonly items: ReadonlyMap<string, Item>;
  /** Asked for, and not there. */
  readonly missing: readonly string[];
  /** Servers that could not be asked, with the keys they own: nobody knows of those. */
  readonly failures: readonly OwnerFailure[];
}

/** A server that could not be asked, and the keys it owns. */
export interface OwnerFailure {
  readonly keys: readonly string[];
  readonly error: MemtoolError;
}

/**
 * Reads items. @throws MemtoolError the failure of the only server that was asked
 */
export async function findItems(servers: Servers, words: readonly string[], fields: FetchFields): Promise<FoundItems> {
  const keys = [...new Set(words)];
  const results = await askOwners(servers, keys, (client, owned) => fetchItems(client, owned, fields));
  const failed = new Set(results.flatMap(({ keys: owned, error }) => (error === undefined ? [] : owned)));
  const items = new Map(results.flatMap(({ value }) => [...(value ?? [])]));
  return {
    keys,
    items,
    missing: keys.filter((key) => !items.has(key) && !failed.has(key)),
    failures: failuresOf(results),
  };
}

/** The servers that could not be asked. */
export function failuresOf(results: readonly OwnerResult<unknown>[]): OwnerFailure[] {
  return results.flatMap(({ keys, error }) => (error === undefined ? [] : [{ keys, error }]));
}

/** The same for programs: nothing when there are none. */
export function failuresJson(failures: readonly OwnerFailure[]): Readonly<Record<string, JsonValue>> {
  const failed = failures.map(({ keys, error: { code, message } }) => ({ keys, error: { code, message } }));
  return failed.length === 0 ? {} : { failed };
}

/** What came of the keys of one server. */
export interface OwnerResult<Value> {
  readonly keys: readonly string[];
  readonly value: Value | undefined;
  readonly error: MemtoolError | undefined;
}

/**
 * Asks each server about the keys it owns, all at once.
 * @throws MemtoolError the failure if only one server was asked; a bug
 */
export async function askOwners<Value>(
  servers: Servers,
  keys: readonly string[],
  ask: (client: MemcachedClient, keys: readonly string[]) => Promise<Value>,
): Promise<readonly OwnerResult<Value>[]> {
  const owned = new Map<MemcachedClient, string[]>();
  for (const key of keys) {
    const owner = servers.ownerOf(key);
    const own = owned.get(owner);
    if (own === undefined) {
      owned.set(owner, [key]);
    } else {
      own.push(key);
    }
  }
  const isOnly = owned.size === 1;
  return await Promise.all([...owned].map(([client, own]) => askOwner(client, own, ask, isOnly)));
}

async function askOwner<Value>(
  client: MemcachedClient,
  keys: readonly string[],
  ask: (client: MemcachedClient, keys: readonly string[]) => Promise<Value>,
  isOnly: boolean,
): Promise<OwnerResult<Value>> {
  try {
    return { keys, value: await ask(client, keys), error: undefined };
  } catch (error) {
    if (isOnly || !(error instanceof MemtoolError) || error.code === "BUG") {
      throw error;
    }
    return { keys, value: undefined, error };
  }
}
