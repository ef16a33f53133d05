/** delete, touch, flush_all, version, verbosity: verbs whose reply is one fixed line. */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { REQUEST_ERROR, type Request } from "../protocol/request.ts";
import { errorReply } from "../protocol/text/errors.ts";
import { DELETED, FLUSH_NOT_ALLOWED, NOT_FOUND, OK, TOUCHED } from "../protocol/text/replies.ts";
import { COUNTER, SLAB_COUNTER } from "../stats/counter-names.ts";
import { DELETE_COMMAND } from "../stats/log/log-types.ts";
import { answer } from "./answer.ts";
import type { EngineContext } from "./context.ts";
import { countHit, countMiss } from "./count-hit.ts";
import { tellDeletedLocked } from "./tell-watchers.ts";

/** The memcached whose behaviour this server has. Clients switch features on by it. */
export const MEMCACHED_VERSION = "1.6.45";

/** The answer to `version`. */
export const VERSION_LINE = new TextEncoder().encode(`VERSION ${MEMCACHED_VERSION}\r\n`);

/** `delete KEY`. */
export function executeDelete(context: EngineContext, request: Request, reply: ReplyBuffer): void {
  const { store, counters, prefixes } = context;
  if (prefixes.isOn) {
    prefixes.countDelete(request.keyBytes, request.keyStart, request.keyLength);
  }
  const hash = request.keyHash;
  store.lock(hash);
  const ref = store.findLocked(request.keyBytes, request.keyStart, request.keyLength, hash);
  const slab = ref === 0 ? 0 : counters.slabOffset(store.items.slabClass(ref));
  if (ref !== 0) {
    tellDeletedLocked(store, request, ref, DELETE_COMMAND.delete);
    store.unlinkLocked(ref, hash);
  } else {
    store.forgetColdLocked(request.keyBytes, request.keyStart, request.keyLength, hash);
  }
  store.unlock(hash);
  if (ref === 0) {
    counters.count(COUNTER.delete_misses);
  } else {
    counters.count(COUNTER.delete_hits);
    counters.count(slab + SLAB_COUNTER.delete_hits);
  }
  answer(request, reply, ref === 0 ? NOT_FOUND : DELETED);
}

/** `touch KEY EXPTIME`. */
export function executeTouch(context: EngineContext, request: Request, reply: ReplyBuffer): void {
  const { store, counters } = context;
  const hash = request.keyHash;
  store.lock(hash);
  const ref = store.findLocked(request.keyBytes, request.keyStart, request.keyLength, hash);
  const slabClass = ref === 0 ? 0 : store.items.slabClass(ref);
  if (ref !== 0) {
    store.touchLocked(ref, store.realTime(request.exptime));
    store.bumpLocked(ref);
  }
  store.unlock(hash);
  if (ref === 0) {
    countMiss(counters, true);
  } else {
    countHit(counters, slabClass, true);
  }
  answer(request, reply, ref === 0 ? NOT_FOUND : TOUCHED);
}

/**
 * `flush_all [DELAY]`: a delay of 0, a negative one or none at all takes effect at once. It counts whatever becomes of it, and
 * under -F it is not allowed whatever its delay looks like.
 */
export function executeFlushAll(context: EngineContext, request: Request, reply: ReplyBuffer): void {
  const { counters, server } = context;
  counters.count(COUNTER.cmd_flush);
  if (!server.allows.flush) {
    answer(request, reply, FLUSH_NOT_ALLOWED);
  } else if (Number.isNaN(request.exptime)) {
    answer(request, reply, errorReply(REQUEST_ERROR.badExptime));
  } else {
    flushAll(context, request.exptime);
    answer(request, reply, OK);
  }
}

/** Flushes in `exptime` seconds (or at that Unix time), at once for 0 or less. */
export function flushAll({ store }: EngineContext, exptime: number): void {
  store.flushAll(exptime > 0 ? store.realTime(exptime) : 0);
}

/** `verbosity LEVEL`, capped at 2 as in memcached. */
export function executeVerbosity(context: EngineContext, request: Request, reply: ReplyBuffer): void {
  context.server.setVerbosity(Math.min(request.flags, 2));
  answer(request, reply, OK);
}
