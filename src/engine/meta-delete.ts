/** md: delete, or with I mark stale, or with x drop the value and keep the item. */

import { FLAG } from "../protocol/meta/letters.ts";
import { META_CODE, META_ECHO, type MetaCode, writeMetaStatus } from "../protocol/meta/write-reply.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import type { Request } from "../protocol/request.ts";
import { NO_MEMORY_STORING } from "../protocol/text/replies.ts";
import { COUNTER, SLAB_COUNTER } from "../stats/counter-names.ts";
import { DELETE_COMMAND } from "../stats/log/log-types.ts";
import { ITEM_FLAG } from "../store/item-layout.ts";
import type { EngineContext } from "./context.ts";
import { tellDeletedLocked } from "./tell-watchers.ts";

/** Executes md. `bytes` holds the request's flag words. */
export function executeMetaDelete(
  context: EngineContext,
  request: Request,
  bytes: Uint8Array,
  reply: ReplyBuffer,
): void {
  const { facts, store } = context;
  const hash = request.keyHash;
  store.lock(hash);
  const ref = store.findLocked(request.keyBytes, request.keyStart, request.keyLength, hash);
  const slabClass = ref === 0 ? 0 : store.items.slabClass(ref);
  const code = ref === 0 ? forgetLocked(context, request) : deleteLocked(context, request, ref);
  store.unlock(hash);
  if (code === 0) {
    reply.append(NO_MEMORY_STORING);
    return;
  }
  countDelete(context, request, code, slabClass);
  if (code !== META_CODE.HD || !request.hasFlag(FLAG.quiet)) {
    facts.clear(request.hasFlag(FLAG.base64Key));
    writeMetaStatus(reply, code, META_ECHO.key, bytes, request, facts);
  }
}

/** What is not found may be on disk, if that could not be read. */
function forgetLocked({ store }: EngineContext, request: Request): MetaCode {
  if (!keepsItem(request) && !request.hasFlag(FLAG.compareCas)) {
    store.forgetColdLocked(request.keyBytes, request.keyStart, request.keyLength, request.keyHash);
  }
  return META_CODE.NF;
}

function keepsItem(request: Request): boolean {
  return request.hasFlag(FLAG.invalidate) || request.hasFlag(FLAG.removeValue);
}

/** Returns the reply's code, 0 when there was no memory for the item without a value. */
function deleteLocked(context: EngineContext, request: Request, ref: number): MetaCode | 0 {
  const { store } = context;
  const { items } = store;
  const differs = items.casLow(ref) !== request.casLow || items.casHigh(ref) !== request.casHigh;
  if (request.hasFlag(FLAG.compareCas) && differs) {
    return META_CODE.EX;
  }
  if (!keepsItem(request)) {
    tellDeletedLocked(store, request, ref, DELETE_COMMAND.md);
    store.unlinkLocked(ref, request.keyHash);
    return META_CODE.HD;
  }
  const kept = request.hasFlag(FLAG.removeValue) ? removeValueLocked(context, request, ref) : ref;
  if (kept === 0) {
    return 0;
  }
  if (request.hasFlag(FLAG.invalidate)) {
    invalidateLocked(context, request, kept);
  }
  return META_CODE.HD;
}

/** Whether E names a cas; E0 asks for an automatic one. */
function hasGivenCas(request: Request): boolean {
  return request.hasFlag(FLAG.newCas) && (request.newCasLow !== 0 || request.newCasHigh !== 0);
}

/** x: an item without value, flags from F, ttl from T, cas from E (automatic for E0) or unchanged. Returns it, or 0. */
function removeValueLocked(context: EngineContext, request: Request, ref: number): number {
  const { store } = context;
  const { items } = store;
  const { keyBytes, keyStart, keyLength, keyHash } = request;
  const flags = request.hasFlag(FLAG.setClientFlags) ? request.flags : 0;
  const exptime = request.hasFlag(FLAG.setTtl) ? store.realTime(request.exptime) : 0;
  const empty = store.allocate(keyBytes, keyStart, keyLength, keyHash, flags, exptime, 0);
  if (empty === 0) {
    return 0;
  }
  items.setItemFlags(empty, items.itemFlags(empty) | (items.itemFlags(ref) & ITEM_FLAG.keyBinary));
  const isGiven = hasGivenCas(request);
  const keepsCas = isGiven || !request.hasFlag(FLAG.newCas);
  if (keepsCas) {
    items.setCas(
      empty,
      isGiven ? request.newCasLow : items.casLow(ref),
      isGiven ? request.newCasHigh : items.casHigh(ref),
    );
  }
  store.replaceLocked(ref, empty, keyHash, keepsCas);
  return empty;
}

/** I: stale, a new cas, no token sent yet, ttl from T. */
function invalidateLocked(context: EngineContext, request: Request, ref: number): void {
  const { store } = context;
  const { items } = store;
  if (request.hasFlag(FLAG.setTtl)) {
    store.touchLocked(ref, store.realTime(request.exptime));
  }
  items.setItemFlags(ref, (items.itemFlags(ref) | ITEM_FLAG.stale) & ~ITEM_FLAG.tokenSent);
  store.changedLocked(ref);
  if (hasGivenCas(request)) {
    items.setCas(ref, request.newCasLow, request.newCasHigh);
  } else {
    store.nextCas();
    items.setCas(ref, store.casLow, store.casHigh);
  }
}

/** A cas mismatch counts as a miss, as in memcached, and what was marked stale as nothing. */
function countDelete(context: EngineContext, request: Request, code: MetaCode, slabClass: number): void {
  const { counters } = context;
  if (code === META_CODE.HD) {
    if (request.hasFlag(FLAG.invalidate)) {
      return;
    }
    counters.count(COUNTER.delete_hits);
    counters.count(counters.slabOffset(slabClass) + SLAB_COUNTER.delete_hits);
  } else {
    counters.count(COUNTER.delete_misses);
  }
}
