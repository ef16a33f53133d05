/** ma: incr and decr with compared (C) and given cas (E), ttl (T), and creation on a miss (N with J). */
import { UINT64_DIGITS_MAX, writeUint64 } from "../base/uint64.ts";
import { FLAG } from "../protocol/meta/letters.ts";
import {
  META_CODE,
  META_ECHO,
  type MetaCode,
  writeMetaStatus,
  writeMetaValueHeader,
} from "../protocol/meta/write-reply.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { OP, type Request } from "../protocol/request.ts";
import { CRLF, NO_MEMORY_ARITHMETIC, NO_MEMORY_NEW_ITEM, NON_NUMERIC } from "../protocol/text/replies.ts";
import { DELTA_RESULT } from "../store/delta.ts";
import { ITEM_FLAG } from "../store/item-layout.ts";
import { countArithmetic } from "./arithmetic.ts";
import type { EngineContext } from "./context.ts";
import { describeCreated, describeItem } from "./meta-facts.ts";
import { linkNewLocked } from "./meta-get.ts";
import { applyTimesLocked } from "./meta-times.ts";
import { tellCreatedLocked } from "./tell-watchers.ts";

/** The number of the present reply as text; executing is synchronous, so one a thread is enough. */
const digits = new Uint8Array(UINT64_DIGITS_MAX);

/** Executes ma. `bytes` holds the request's flag words. */
export function executeMetaArithmetic(
  context: EngineContext,
  request: Request,
  bytes: Uint8Array,
  reply: ReplyBuffer,
): void {
  const { store } = context;
  const hash = request.keyHash;
  store.lock(hash);
  const ref = store.findLocked(request.keyBytes, request.keyStart, request.keyLength, hash);
  const slabClass = ref === 0 ? 0 : store.items.slabClass(ref);
  context.facts.clear(request.hasFlag(FLAG.base64Key));
  const result = ref === 0 ? createLocked(context, request, bytes) : changeLocked(context, request, bytes, ref);
  store.unlock(hash);
  if (result === META_CODE.NF || (result === META_CODE.HD && slabClass !== 0)) {
    countArithmetic(context, request.mode === OP.incr, slabClass);
  }
  if (result instanceof Uint8Array) {
    reply.append(result);
  } else {
    answer(context, request, result, bytes, reply);
  }
}

/** A meta code, or the line of an error. HD leaves the number in `digits` and the facts filled. */
type Result = MetaCode | Uint8Array;
let digitCount = 0;

function changeLocked(context: EngineContext, request: Request, bytes: Uint8Array, ref: number): Result {
  const { store } = context;
  const { items } = store;
  if (items.valueLength(ref) === 0 || (items.itemFlags(ref) & ITEM_FLAG.chunked) !== 0) {
    // memcached looks at these before it compares the cas.
    return NON_NUMERIC;
  }
  if (casDiffers(context, request, ref)) {
    return META_CODE.EX;
  }
  const increment = request.mode === OP.incr;
  const result = store.addDeltaLocked(ref, request.keyHash, increment, request.deltaLow, request.deltaHigh);
  switch (result) {
    case DELTA_RESULT.nonNumeric:
      return NON_NUMERIC;
    case DELTA_RESULT.noMemory:
      return NO_MEMORY_ARITHMETIC;
    case DELTA_RESULT.ok:
      digitCount = writeUint64(digits, 0, store.resultLow, store.resultHigh);
      if (request.hasFlag(FLAG.newCas) && (request.newCasLow !== 0 || request.newCasHigh !== 0)) {
        items.setCas(store.resultRef, request.newCasLow, request.newCasHigh);
      }
      describeItem(store, store.resultRef, context.facts);
      applyTimesLocked(context, request, store.resultRef, bytes, false);
      return META_CODE.HD;
  }
}

/** C0 compares nothing, as in memcached. */
function casDiffers(context: EngineContext, request: Request, ref: number): boolean {
  const { items } = context.store;
  return (
    request.hasFlag(FLAG.compareCas) &&
    (request.casLow !== 0 || request.casHigh !== 0) &&
    (items.casLow(ref) !== request.casLow || items.casHigh(ref) !== request.casHigh)
  );
}

function createLocked(context: EngineContext, request: Request, bytes: Uint8Array): Result {
  if (!request.hasFlag(FLAG.vivify)) {
    return META_CODE.NF;
  }
  const { store } = context;
  const { keyBytes, keyStart, keyLength, keyHash } = request;
  digitCount = writeUint64(digits, 0, request.initialLow, request.initialHigh);
  const exptime = store.realTime(request.vivifyTtl);
  const ref = store.allocate(keyBytes, keyStart, keyLength, keyHash, 0, exptime, digitCount);
  if (ref === 0) {
    return NO_MEMORY_NEW_ITEM;
  }
  store.writeValue(ref, 0, digits, 0, digitCount);
  linkNewLocked(context, request, ref);
  tellCreatedLocked(store, request, ref);
  describeCreated(store, ref, context.facts);
  applyTimesLocked(context, request, ref, bytes, true);
  return META_CODE.HD;
}

function answer(context: EngineContext, request: Request, code: MetaCode, bytes: Uint8Array, reply: ReplyBuffer): void {
  const { facts } = context;
  if (code !== META_CODE.HD) {
    writeMetaStatus(reply, code, META_ECHO.key, bytes, request, facts);
  } else if (!request.hasFlag(FLAG.quiet)) {
    // The key is shown as it was asked for, not as it was stored.
    facts.keyIsBinary = request.hasFlag(FLAG.base64Key);
    if (request.hasFlag(FLAG.value)) {
      writeMetaValueHeader(reply, digitCount, META_ECHO.number, bytes, request, facts);
      reply.appendRange(digits, 0, digitCount);
      reply.append(CRLF);
    } else {
      writeMetaStatus(reply, code, META_ECHO.number, bytes, request, facts);
    }
  }
}
