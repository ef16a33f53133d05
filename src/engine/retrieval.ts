/** get, gets, gat and gats: one or many keys, each hit as `VALUE key flags bytes [cas]`, then `END`. */

import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { OP, type Request } from "../protocol/request.ts";
import { nextKey } from "../protocol/text/parse-retrieval.ts";
import { END } from "../protocol/text/replies.ts";
import { writeValueHeader, writeValueHeaderWithCas } from "../protocol/text/write-value.ts";
import { appendClusterItem, isClusterKey } from "./cluster-item.ts";
import type { EngineContext } from "./context.ts";
import { countHit, countMiss } from "./count-hit.ts";
import { COPIED_VALUE_BYTES_MAX, REPLY_HEADER_BYTES_MAX, REPLY_PAUSE_KEYS } from "./limits.ts";
import { OUTCOME, type Outcome } from "./outcome.ts";
import { CRLF_BYTES } from "./storage.ts";

/** Answers a retrieval whose first key has just been parsed. */
export function retrieve(
  context: EngineContext,
  request: Request,
  bytes: Uint8Array,
  reply: ReplyBuffer,
  canFetch: boolean,
): Outcome {
  retrieveKey(context, request, reply);
  return retrieveFurther(context, request, bytes, reply, canFetch);
}

/**
 * Answers the further keys of a retrieval: those between `request.argsStart` and `request.argsEnd` of `bytes`.
 * @param canFetch whether an item that is on disk only may be waited for; else it is a miss
 */
export function retrieveFurther(
  context: EngineContext,
  request: Request,
  bytes: Uint8Array,
  reply: ReplyBuffer,
  canFetch: boolean,
): Outcome {
  for (let keys = 0; request.argsStart < request.argsEnd; keys++) {
    if (keys >= REPLY_PAUSE_KEYS || reply.pendingBytes >= reply.pauseBytes) {
      return OUTCOME.paused;
    }
    const { argsStart } = request;
    if (!nextKey(bytes, request)) {
      break;
    }
    if (canFetch && !context.cold.admits(request)) {
      request.argsStart = argsStart;
      return OUTCOME.fetch;
    }
    retrieveKey(context, request, reply);
  }
  reply.append(END);
  return OUTCOME.next;
}

function retrieveKey(context: EngineContext, request: Request, reply: ReplyBuffer): void {
  if (context.directory !== undefined && isClusterKey(request)) {
    appendClusterItem(request, context.directory.clusterText, reply);
    return;
  }
  const { store, counters } = context;
  const touches = request.op >= OP.gat;
  const hash = request.keyHash;
  reply.reserve(COPIED_VALUE_BYTES_MAX + REPLY_HEADER_BYTES_MAX);
  store.lock(hash);
  const ref = store.findLocked(request.keyBytes, request.keyStart, request.keyLength, hash);
  if (context.prefixes.isOn) {
    context.prefixes.countGet(request.keyBytes, request.keyStart, request.keyLength, ref !== 0);
  }
  if (ref === 0) {
    store.unlock(hash);
    countMiss(counters, touches);
    return;
  }
  if (touches) {
    store.touchLocked(ref, store.realTime(request.exptime));
  }
  const slabClass = store.items.slabClass(ref);
  writeItemLocked(context, request, ref, reply);
  store.bumpLocked(ref);
  store.unlock(hash);
  countHit(counters, slabClass, touches);
}

function writeItemLocked(context: EngineContext, request: Request, ref: number, reply: ReplyBuffer): void {
  const { store } = context;
  const items = store.items;
  const { op, keyBytes, keyStart, keyLength } = request;
  const length = items.valueLength(ref);
  const flags = items.flags(ref);
  if (op === OP.get || op === OP.gat) {
    writeValueHeader(reply, keyBytes, keyStart, keyLength, flags, length);
  } else {
    const casLow = items.casLow(ref);
    writeValueHeaderWithCas(reply, keyBytes, keyStart, keyLength, flags, length, casLow, items.casHigh(ref));
  }
  appendValueLocked(context, ref, length, CRLF_BYTES, reply);
}

/**
 * Appends an item's value, copied when small, pinned and attached when large.
 * @param tailBytes what is wanted of the CRLF behind it: 2, or 0 for the binary protocol
 */
export function appendValueLocked(
  context: EngineContext,
  ref: number,
  length: number,
  tailBytes: number,
  reply: ReplyBuffer,
): void {
  const { store } = context;
  const byteCount = length + tailBytes;
  if (length > COPIED_VALUE_BYTES_MAX) {
    if (store.pinLocked(ref)) {
      reply.attach(store.valueViews(ref, byteCount), ref);
      return;
    }
    reply.reserve(byteCount);
  }
  store.readValue(ref, 0, reply.bytes, reply.length, byteCount);
  reply.length += byteCount;
}
