/** incr and decr. */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { OP, type Request } from "../protocol/request.ts";
import { NO_MEMORY_ARITHMETIC, NON_NUMERIC, NOT_FOUND } from "../protocol/text/replies.ts";
import { writeNumberLine } from "../protocol/text/write-line.ts";
import { COUNTER, SLAB_COUNTER } from "../stats/counter-names.ts";
import { DELTA_RESULT } from "../store/delta.ts";
import { answer } from "./answer.ts";
import type { EngineContext } from "./context.ts";

/** `incr KEY DELTA` or `decr KEY DELTA`: answers the new number. */
export function executeArithmetic(context: EngineContext, request: Request, reply: ReplyBuffer): void {
  const { store } = context;
  const hash = request.keyHash;
  const increment = request.op === OP.incr;
  store.lock(hash);
  const ref = store.findLocked(request.keyBytes, request.keyStart, request.keyLength, hash);
  if (ref === 0) {
    store.unlock(hash);
    countArithmetic(context, increment, 0);
    answer(request, reply, NOT_FOUND);
    return;
  }
  const slabClass = store.items.slabClass(ref);
  const result = store.addDeltaLocked(ref, hash, increment, request.deltaLow, request.deltaHigh);
  const { resultLow, resultHigh } = store;
  store.unlock(hash);
  switch (result) {
    case DELTA_RESULT.ok:
      countArithmetic(context, increment, slabClass);
      if (!request.noreply) {
        writeNumberLine(reply, resultLow, resultHigh);
      }
      return;
    case DELTA_RESULT.nonNumeric:
      answer(request, reply, NON_NUMERIC);
      return;
    case DELTA_RESULT.noMemory:
      answer(request, reply, NO_MEMORY_ARITHMETIC);
      return;
  }
}

/** Counts a hit in `slabClass`, or a miss when it is 0. */
export function countArithmetic(context: EngineContext, increment: boolean, slabClass: number): void {
  const { counters } = context;
  if (slabClass === 0) {
    counters.count(increment ? COUNTER.incr_misses : COUNTER.decr_misses);
    return;
  }
  counters.count(increment ? COUNTER.incr_hits : COUNTER.decr_hits);
  counters.count(counters.slabOffset(slabClass) + (increment ? SLAB_COUNTER.incr_hits : SLAB_COUNTER.decr_hits));
}
