/** SET, ADD, REPLACE, APPEND and PREPEND of the binary protocol: a value without an end mark, and statuses by verb. */
import { BINARY_STATUS, type BinaryStatus } from "../protocol/binary/status.ts";
import { writeBinaryDone, writeBinaryStatus } from "../protocol/binary/write-reply.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { OP, type Request } from "../protocol/request.ts";
import { FAILURE, type Failure } from "../store/allocator.ts";
import { STORE_MODE, STORE_RESULT, type StoreMode, type StoreResult } from "../store/commit.ts";
import type { EngineContext } from "./context.ts";
import { countSet } from "./storage.ts";
import { storeMode } from "./store-mode.ts";

/** Answers a request whose item could not be allocated. */
export function refuseBinary(request: Request, failure: Failure, reply: ReplyBuffer): void {
  if (failure === FAILURE.tooLarge) {
    writeBinaryStatus(reply, request, BINARY_STATUS.tooLarge);
  } else {
    writeBinaryStatus(reply, request, BINARY_STATUS.outOfMemory, "Out of memory allocating item");
  }
}

/** Links a filled item under the rules of its verb and answers. */
export function commitBinaryItem(context: EngineContext, request: Request, ref: number, reply: ReplyBuffer): void {
  const { intent, store } = context;
  countSet(context, ref);
  intent.reset(binaryStoreMode(context, request));
  intent.compare = request.casLow !== 0 || request.casHigh !== 0;
  intent.casLow = request.casLow;
  intent.casHigh = request.casHigh;
  const result = store.commit(ref, request.keyHash, intent);
  if (result !== STORE_RESULT.stored) {
    writeBinaryStatus(reply, request, statusOf(result, request));
  } else if (!request.noreply) {
    writeBinaryDone(reply, request, store.resultCasLow, store.resultCasHigh);
  }
}

/** A cas in the header makes compare-and-swap of set, add and replace alike. */
function binaryStoreMode(context: EngineContext, request: Request): StoreMode {
  const compares = (request.casLow !== 0 || request.casHigh !== 0) && context.store.options.casEnabled;
  const joins = request.op === OP.append || request.op === OP.prepend;
  return compares && !joins ? STORE_MODE.cas : storeMode(request.op);
}

function statusOf(result: Exclude<StoreResult, 0>, request: Request): BinaryStatus {
  switch (result) {
    case STORE_RESULT.exists:
      return BINARY_STATUS.exists;
    case STORE_RESULT.notFound:
      return BINARY_STATUS.notFound;
    case STORE_RESULT.notStored:
    case STORE_RESULT.noMemory:
    case STORE_RESULT.tooLarge:
      return notStoredStatus(request);
  }
}

function notStoredStatus(request: Request): BinaryStatus {
  switch (request.op) {
    case OP.add:
      return BINARY_STATUS.exists;
    case OP.replace:
      return BINARY_STATUS.notFound;
    default:
      return BINARY_STATUS.notStored;
  }
}
