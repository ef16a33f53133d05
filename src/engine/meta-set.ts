/** ms: every storage verb in one, with cas given (E), compared (C), stale storing (I) and creating appends (N). */

import { FLAG } from "../protocol/meta/letters.ts";
import { META_CODE, META_ECHO, type MetaCode, writeMetaStatus } from "../protocol/meta/write-reply.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import type { Request } from "../protocol/request.ts";
import { STORE_RESULT, type StoreResult } from "../store/commit.ts";
import { ITEM_FLAG } from "../store/item-layout.ts";
import type { EngineContext } from "./context.ts";
import { countSet } from "./storage.ts";
import { storeMode } from "./store-mode.ts";

/** Links a filled item under the rules of the request's flags and answers. */
export function commitMetaItem(
  context: EngineContext,
  request: Request,
  bytes: Uint8Array,
  ref: number,
  reply: ReplyBuffer,
): void {
  const { facts, intent, store } = context;
  const { items } = store;
  countSet(context, ref);
  intent.reset(storeMode(request.mode));
  intent.compare = request.hasFlag(FLAG.compareCas);
  intent.casLow = request.casLow;
  intent.casHigh = request.casHigh;
  intent.assignCas = request.hasFlag(FLAG.newCas);
  intent.newCasLow = request.newCasLow;
  intent.newCasHigh = request.newCasHigh;
  intent.markStale = request.hasFlag(FLAG.invalidate);
  intent.vivify = request.hasFlag(FLAG.vivify);
  intent.vivifyExptime = store.realTime(request.vivifyTtl);
  const binary = request.hasFlag(FLAG.base64Key);
  if (binary) {
    items.setItemFlags(ref, items.itemFlags(ref) | ITEM_FLAG.keyBinary);
  }
  const result = store.commit(ref, request.keyHash, intent);
  if (result === STORE_RESULT.stored && request.hasFlag(FLAG.quiet)) {
    return;
  }
  facts.clear(binary);
  facts.valueLength = store.resultValueLength;
  facts.casLow = store.resultCasLow;
  facts.casHigh = store.resultCasHigh;
  writeMetaStatus(reply, resultCode(result), META_ECHO.stored, bytes, request, facts);
}

function resultCode(result: StoreResult): MetaCode {
  switch (result) {
    case STORE_RESULT.stored:
      return META_CODE.HD;
    case STORE_RESULT.exists:
      return META_CODE.EX;
    case STORE_RESULT.notFound:
      return META_CODE.NF;
    case STORE_RESULT.notStored:
    case STORE_RESULT.noMemory:
    case STORE_RESULT.tooLarge:
      return META_CODE.NS;
  }
}
