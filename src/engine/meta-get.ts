/**
 * mg: a get that can also touch, vivify on a miss (N), and choose one client to recache (R, and the first reader of a
 * stale item). The order of the steps is memcached's process_mget_command.
 */

import { FLAG } from "../protocol/meta/letters.ts";
import { META_CODE, META_ECHO, writeMetaStatus, writeMetaValueHeader } from "../protocol/meta/write-reply.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import type { Request } from "../protocol/request.ts";
import { ITEM_FLAG } from "../store/item-layout.ts";
import type { EngineContext } from "./context.ts";
import { countHit, countMiss } from "./count-hit.ts";
import { COPIED_VALUE_BYTES_MAX, REPLY_HEADER_BYTES_MAX } from "./limits.ts";
import { describeCreated, describeItem } from "./meta-facts.ts";
import { applyTimesLocked } from "./meta-times.ts";
import { appendValueLocked } from "./retrieval.ts";
import { CRLF_BYTES } from "./storage.ts";

/** Executes mg. `bytes` holds the request's flag words. */
export function executeMetaGet(context: EngineContext, request: Request, bytes: Uint8Array, reply: ReplyBuffer): void {
  const { store } = context;
  const hash = request.keyHash;
  reply.reserve(COPIED_VALUE_BYTES_MAX + REPLY_HEADER_BYTES_MAX);
  store.lock(hash);
  const found = store.findLocked(request.keyBytes, request.keyStart, request.keyLength, hash);
  const ref = found === 0 && request.hasFlag(FLAG.vivify) ? vivifyLocked(context, request) : found;
  if (ref === 0) {
    store.unlock(hash);
    answerMiss(context, request, bytes, reply);
    return;
  }
  const slabClass = store.items.slabClass(ref);
  if (found === 0) {
    describeCreated(store, ref, context.facts);
  } else {
    describeItem(store, ref, context.facts);
  }
  applyLocked(context, request, ref, bytes, found === 0);
  writeHitLocked(context, request, ref, bytes, reply);
  if (!request.hasFlag(FLAG.noBump)) {
    store.bumpLocked(ref);
  }
  store.unlock(hash);
  countHit(context.counters, slabClass, request.hasFlag(FLAG.setTtl));
}

/** Creates an empty item that lives for N's seconds; 0 when there is no memory, which is a miss like any other. */
function vivifyLocked(context: EngineContext, request: Request): number {
  const { store } = context;
  const { keyBytes, keyStart, keyLength, keyHash } = request;
  const ref = store.allocate(keyBytes, keyStart, keyLength, keyHash, 0, store.realTime(request.vivifyTtl), 0);
  if (ref !== 0) {
    linkNewLocked(context, request, ref);
  }
  return ref;
}

/** Links an item that a command created on a miss: under E's cas if given, and remembering that its key is binary. */
export function linkNewLocked(context: EngineContext, request: Request, ref: number): void {
  const { store } = context;
  const { items } = store;
  if (request.hasFlag(FLAG.base64Key)) {
    items.setItemFlags(ref, items.itemFlags(ref) | ITEM_FLAG.keyBinary);
  }
  const keepCas = request.hasFlag(FLAG.newCas) && (request.newCasLow !== 0 || request.newCasHigh !== 0);
  if (keepCas) {
    items.setCas(ref, request.newCasLow, request.newCasHigh);
  }
  store.linkLocked(ref, request.keyHash, keepCas);
}

/** Lets T, N and R act, and decides who wins; leaves in the facts what the reply tells. */
function applyLocked(context: EngineContext, request: Request, ref: number, bytes: Uint8Array, created: boolean): void {
  const { facts, store } = context;
  const { items } = store;
  const due = applyTimesLocked(context, request, ref, bytes, created);
  facts.won = created || (!facts.tokenSent && (facts.stale || due));
  if (facts.won) {
    items.setItemFlags(ref, items.itemFlags(ref) | ITEM_FLAG.tokenSent);
  }
}

function writeHitLocked(
  context: EngineContext,
  request: Request,
  ref: number,
  bytes: Uint8Array,
  reply: ReplyBuffer,
): void {
  const { facts } = context;
  if (request.hasFlag(FLAG.value) && !matchesCas(context, request)) {
    writeMetaValueHeader(reply, facts.valueLength, META_ECHO.hit, bytes, request, facts);
    appendValueLocked(context, ref, facts.valueLength, CRLF_BYTES, reply);
  } else {
    writeMetaStatus(reply, META_CODE.HD, META_ECHO.hit, bytes, request, facts);
  }
}

/** C: the client already has this version, so the value need not be sent. */
function matchesCas(context: EngineContext, request: Request): boolean {
  const { facts } = context;
  return request.hasFlag(FLAG.compareCas) && request.casLow === facts.casLow && request.casHigh === facts.casHigh;
}

function answerMiss(context: EngineContext, request: Request, bytes: Uint8Array, reply: ReplyBuffer): void {
  const { counters, facts } = context;
  // Only a hit with T counts as a touch: measured on memcached.
  countMiss(counters, false);
  if (!request.hasFlag(FLAG.quiet)) {
    facts.clear(request.hasFlag(FLAG.base64Key));
    writeMetaStatus(reply, META_CODE.EN, META_ECHO.key, bytes, request, facts);
  }
}
