/** What the engine itself tells watchers; lookups, stores and evictions are told by the store. */
import { OP, type Request } from "../protocol/request.ts";
import { LOG_TYPE } from "../stats/log/log-types.ts";
import type { KeyBytes } from "../stats/log/thread-log.ts";
import { FAILURE } from "../store/allocator.ts";
import { STORE_MODE, STORE_RESULT } from "../store/commit.ts";
import type { Store } from "../store/store.ts";
import { storeMode } from "./store-mode.ts";

/** Tells that the request is about to delete `ref`; `command` is one of DELETE_COMMAND. */
export function tellDeletedLocked({ items, log }: Store, request: Request, ref: number, command: number): void {
  if (log.wants(LOG_TYPE.deletions)) {
    log.deleted(keyOf(request), command, items.slabClass(ref), items.valueLength(ref));
  }
}

/** Tells that an arithmetic command has created a number. */
export function tellCreatedLocked(store: Store, request: Request, ref: number): void {
  const { items, log } = store;
  if (log.wants(LOG_TYPE.mutations)) {
    const exptime = items.exptime(ref);
    const ttlSeconds = exptime === 0 ? 0 : exptime - store.now();
    const slabClass = items.slabClass(ref);
    log.stored(keyOf(request), STORE_RESULT.stored, STORE_MODE.add, ttlSeconds, slabClass, items.valueLength(ref));
  }
}

/** Tells that there was no item for a value; one that could not be had has no class, size or ttl. */
export function tellRefused(store: Store, request: Request): void {
  if (store.log.wants(LOG_TYPE.mutations)) {
    const result = store.failure === FAILURE.tooLarge ? STORE_RESULT.tooLarge : STORE_RESULT.noMemory;
    const mode = storeMode(request.op === OP.metaSet ? request.mode : request.op);
    store.log.stored(keyOf(request), result, mode, 0, 0, 0);
  }
}

function keyOf({ keyBytes, keyStart, keyLength }: Request): KeyBytes {
  return { bytes: keyBytes, start: keyStart, length: keyLength };
}
