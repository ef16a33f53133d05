/**
 * set, add, replace, append, prepend and cas.
 *
 * The session asks for an item ({@link reserveItem}), fills it with the value and its CRLF, in one go or as the bytes
 * arrive, and commits it ({@link commitItem}).
 */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { OP, type Request } from "../protocol/request.ts";
import {
  BAD_DATA_CHUNK,
  EXISTS,
  NO_MEMORY_STORING,
  NOT_FOUND,
  NOT_STORED,
  STORED,
  TOO_LARGE,
} from "../protocol/text/replies.ts";
import { COUNTER, SLAB_COUNTER } from "../stats/counter-names.ts";
import { FAILURE, type Failure } from "../store/allocator.ts";
import { STORE_RESULT, type StoreResult } from "../store/commit.ts";
import type { EngineContext } from "./context.ts";
import { storeMode } from "./store-mode.ts";
import { tellRefused } from "./tell-watchers.ts";

const CR = 13;
const LF = 10;

/** Bytes behind a value on the wire. */
export const CRLF_BYTES = 2;

/**
 * Allocates the item a storage request wants to fill. On failure the reason stays in `store.failure`, the value's bytes
 * have to be skipped, and {@link refuse} answers once they are gone. As in memcached, a failed set drops the old value.
 * @returns the item, or 0
 */
export function reserveItem(context: EngineContext, request: Request): number {
  const { store, prefixes } = context;
  const { keyBytes, keyStart, keyLength, keyHash } = request;
  if (prefixes.isOn && request.op !== OP.metaSet) {
    prefixes.countSet(keyBytes, keyStart, keyLength);
  }
  const exptime = store.realTime(request.exptime);
  const ref = store.allocate(keyBytes, keyStart, keyLength, keyHash, request.flags, exptime, request.valueLength);
  if (ref === 0) {
    const counter = store.failure === FAILURE.tooLarge ? COUNTER.store_too_large : COUNTER.store_no_memory;
    context.counters.count(counter);
    tellRefused(store, request);
    if (request.op === OP.set || request.op === OP.metaSet) {
      dropOld(context, request);
    }
  }
  return ref;
}

function dropOld(context: EngineContext, request: Request): void {
  const { store } = context;
  const hash = request.keyHash;
  store.lock(hash);
  const { keyBytes, keyStart, keyLength } = request;
  const old = store.findLocked(keyBytes, keyStart, keyLength, hash);
  if (old === 0) {
    store.forgetColdLocked(keyBytes, keyStart, keyLength, hash);
  } else {
    store.unlinkLocked(old, hash);
  }
  store.unlock(hash);
}

/** Appends the error of an item that could not be allocated. */
export function refuse(request: Request, failure: Failure, reply: ReplyBuffer): void {
  if (!hidesErrors(request)) {
    reply.append(failure === FAILURE.tooLarge ? TOO_LARGE : NO_MEMORY_STORING);
  }
}

/** Whether the value in `bytes` from `start` is followed by CRLF. */
export function endsWithCrlf(bytes: Uint8Array, start: number, valueLength: number): boolean {
  return bytes[start + valueLength] === CR && bytes[start + valueLength + 1] === LF;
}

const TAIL = new Uint8Array(CRLF_BYTES);

/** Whether an item that was filled from the wire ends in CRLF. */
export function itemEndsWithCrlf(context: EngineContext, ref: number, valueLength: number): boolean {
  context.store.readValue(ref, valueLength, TAIL, 0, CRLF_BYTES);
  return TAIL[0] === CR && TAIL[1] === LF;
}

/** A storage command counts once it has got memory, whatever becomes of it. */
export function countSet(context: EngineContext, ref: number): void {
  const { counters, store } = context;
  counters.count(COUNTER.cmd_set);
  counters.count(counters.slabOffset(store.items.slabClass(ref)) + SLAB_COUNTER.cmd_set);
}

/** Classic noreply hides errors too; a meta command's q never does. */
function hidesErrors(request: Request): boolean {
  return request.noreply && request.op !== OP.metaSet;
}

/** Gives up an item whose data block did not end in CRLF. */
export function rejectChunk(context: EngineContext, request: Request, ref: number, reply: ReplyBuffer): void {
  countSet(context, ref);
  context.store.discard(ref);
  if (!hidesErrors(request)) {
    reply.append(BAD_DATA_CHUNK);
  }
}

/** Links a filled item under the rules of its verb and answers. */
export function commitItem(context: EngineContext, request: Request, ref: number, reply: ReplyBuffer): void {
  const { intent, store } = context;
  countSet(context, ref);
  intent.reset(storeMode(request.op));
  intent.casLow = request.casLow;
  intent.casHigh = request.casHigh;
  const result = store.commit(ref, request.keyHash, intent);
  if (!request.noreply) {
    reply.append(resultReply(result));
  }
}

function resultReply(result: StoreResult): Uint8Array {
  switch (result) {
    case STORE_RESULT.stored:
      return STORED;
    case STORE_RESULT.exists:
      return EXISTS;
    case STORE_RESULT.notFound:
      return NOT_FOUND;
    case STORE_RESULT.notStored:
    case STORE_RESULT.noMemory:
    case STORE_RESULT.tooLarge:
      return NOT_STORED;
  }
}
