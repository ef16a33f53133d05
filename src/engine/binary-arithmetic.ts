/** INCREMENT and DECREMENT: on a miss they create the number, unless the expiration is ffffffff. */
import { UINT64_DIGITS_MAX, writeUint64 } from "../base/uint64.ts";
import { BINARY_STATUS } from "../protocol/binary/status.ts";
import { writeBinaryNumber, writeBinaryStatus } from "../protocol/binary/write-reply.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { OP, type Request } from "../protocol/request.ts";
import { DELTA_RESULT } from "../store/delta.ts";
import { ITEM_FLAG } from "../store/item-layout.ts";
import { countArithmetic } from "./arithmetic.ts";
import type { EngineContext } from "./context.ts";
import { tellCreatedLocked } from "./tell-watchers.ts";

/** The expiration that forbids creating. */
const NEVER_CREATE = 0xffffffff;

/** The number of the present reply as text; executing is synchronous, so one a thread is enough. */
const digits = new Uint8Array(UINT64_DIGITS_MAX);

/** What became of a request; on `ok` and `created` the number and its cas stand in {@link result}. */
const OUTCOME = { ok: 0, created: 1, miss: 2, casDiffers: 3, nonNumeric: 4, noMemory: 5, noMemoryNew: 6 } as const;
const result = { low: 0, high: 0, casLow: 0, casHigh: 0 };

/** Executes either; answers the new number as 8 bytes. */
export function executeBinaryArithmetic(context: EngineContext, request: Request, reply: ReplyBuffer): void {
  const { store } = context;
  const hash = request.keyHash;
  const increment = request.op === OP.incr;
  store.lock(hash);
  const ref = store.findLocked(request.keyBytes, request.keyStart, request.keyLength, hash);
  const slabClass = ref === 0 ? 0 : store.items.slabClass(ref);
  const outcome = ref === 0 ? createLocked(context, request) : changeLocked(context, request, ref, increment);
  store.unlock(hash);
  switch (outcome) {
    case OUTCOME.miss:
      countArithmetic(context, increment, 0);
      writeBinaryStatus(reply, request, BINARY_STATUS.notFound);
      return;
    case OUTCOME.casDiffers:
      writeBinaryStatus(reply, request, BINARY_STATUS.exists);
      return;
    case OUTCOME.nonNumeric:
      writeBinaryStatus(reply, request, BINARY_STATUS.nonNumeric);
      return;
    case OUTCOME.noMemory:
      writeBinaryStatus(reply, request, BINARY_STATUS.outOfMemory, "Out of memory incrementing value");
      return;
    case OUTCOME.noMemoryNew:
      writeBinaryStatus(reply, request, BINARY_STATUS.outOfMemory, "Out of memory allocating new item");
      return;
    case OUTCOME.ok:
      countArithmetic(context, increment, slabClass);
      answer(request, reply);
      return;
    case OUTCOME.created:
      answer(request, reply);
      return;
  }
}

function answer(request: Request, reply: ReplyBuffer): void {
  if (!request.noreply) {
    writeBinaryNumber(reply, request, result.low, result.high, result.casLow, result.casHigh);
  }
}

function changeLocked(
  context: EngineContext,
  request: Request,
  ref: number,
  increment: boolean,
): (typeof OUTCOME)[keyof typeof OUTCOME] {
  const { store } = context;
  const { items } = store;
  if (items.valueLength(ref) === 0 || (items.itemFlags(ref) & ITEM_FLAG.chunked) !== 0) {
    // memcached looks at these before it compares the cas.
    return OUTCOME.nonNumeric;
  }
  const { casLow, casHigh } = request;
  if ((casLow !== 0 || casHigh !== 0) && (items.casLow(ref) !== casLow || items.casHigh(ref) !== casHigh)) {
    return OUTCOME.casDiffers;
  }
  switch (store.addDeltaLocked(ref, request.keyHash, increment, request.deltaLow, request.deltaHigh)) {
    case DELTA_RESULT.nonNumeric:
      return OUTCOME.nonNumeric;
    case DELTA_RESULT.noMemory:
      return OUTCOME.noMemory;
    case DELTA_RESULT.ok:
      remember(context, store.resultRef, store.resultLow, store.resultHigh);
      return OUTCOME.ok;
  }
}

function createLocked(context: EngineContext, request: Request): (typeof OUTCOME)[keyof typeof OUTCOME] {
  if (request.exptime === NEVER_CREATE) {
    return OUTCOME.miss;
  }
  const { store } = context;
  const { keyBytes, keyStart, keyLength, keyHash, initialLow, initialHigh } = request;
  const length = writeUint64(digits, 0, initialLow, initialHigh);
  const exptime = store.realTime(request.exptime);
  const ref = store.allocate(keyBytes, keyStart, keyLength, keyHash, 0, exptime, length);
  if (ref === 0) {
    return OUTCOME.noMemoryNew;
  }
  store.writeValue(ref, 0, digits, 0, length);
  store.linkLocked(ref, keyHash);
  tellCreatedLocked(store, request, ref);
  remember(context, ref, initialLow, initialHigh);
  return OUTCOME.created;
}

function remember(context: EngineContext, ref: number, low: number, high: number): void {
  const { items } = context.store;
  result.low = low;
  result.high = high;
  result.casLow = items.casLow(ref);
  result.casHigh = items.casHigh(ref);
}
