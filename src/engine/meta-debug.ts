/** me: what the store knows about an item, without touching it. */

import { FLAG } from "../protocol/meta/letters.ts";
import { META_CODE, META_ECHO, writeMetaDebug, writeMetaStatus } from "../protocol/meta/write-reply.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import type { Request } from "../protocol/request.ts";
import { COUNTER } from "../stats/counter-names.ts";
import type { EngineContext } from "./context.ts";
import { describeItem } from "./meta-facts.ts";

/** Executes me. */
export function executeMetaDebug(
  context: EngineContext,
  request: Request,
  bytes: Uint8Array,
  reply: ReplyBuffer,
): void {
  const { facts, store, counters } = context;
  const { items } = store;
  const hash = request.keyHash;
  let slabClass = 0;
  let itemSize = 0;
  store.lock(hash);
  const ref = store.findLocked(request.keyBytes, request.keyStart, request.keyLength, hash);
  if (ref !== 0) {
    describeItem(store, ref, facts);
    slabClass = items.slabClass(ref);
    itemSize = items.accountedSize(ref);
  }
  store.unlock(hash);
  counters.count(COUNTER.cmd_meta);
  if (ref === 0) {
    facts.clear(request.hasFlag(FLAG.base64Key));
    request.argsStart = request.argsEnd;
    writeMetaStatus(reply, META_CODE.EN, META_ECHO.key, bytes, request, facts);
  } else {
    writeMetaDebug(reply, request, facts, { slabClass, itemSize });
  }
}
