/** `stats cachedump CLASS LIMIT`: some keys of a class, from its COLD queue. */
import { parseStrictUint32 } from "../base/ascii.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { REQUEST_ERROR } from "../protocol/request.ts";
import { errorReply } from "../protocol/text/errors.ts";
import { END } from "../protocol/text/replies.ts";
import { CACHEDUMP_LINE_BYTES_MAX, writeCachedumpLine } from "../protocol/text/write-cachedump-line.ts";
import { ITEM_FLAG } from "../store/item-layout.ts";
import { visitCold } from "../store/walk.ts";
import type { EngineContext } from "./context.ts";

const SLAB_CLASS_IDS = 64;

/** A reply is no longer than this (memcached: two pages). */
const DUMP_BYTES_MAX = 2 * 1024 * 1024;

/** `words` are those behind `cachedump`. LIMIT 0 is all. Keys that were stored in base64 are left out. */
export function executeCachedump(context: EngineContext, words: readonly string[], reply: ReplyBuffer): void {
  const [slabClass, limit] = words
    .slice(0, 2)
    .map((word) => parseStrictUint32(Buffer.from(word, "latin1"), 0, word.length));
  if (!context.server.allows.dump) {
    reply.appendText("CLIENT_ERROR stats cachedump not allowed\r\n");
  } else if (slabClass === undefined || limit === undefined) {
    reply.appendText("CLIENT_ERROR bad command line\r\n");
  } else if (slabClass < 0 || limit < 0) {
    reply.append(errorReply(REQUEST_ERROR.badFormat));
  } else if (slabClass >= SLAB_CLASS_IDS) {
    reply.appendText("CLIENT_ERROR Illegal slab id\r\n");
  } else {
    dump(context, slabClass, limit === 0 ? Number.POSITIVE_INFINITY : limit, reply);
  }
}

function dump({ store }: EngineContext, slabClass: number, limit: number, reply: ReplyBuffer): void {
  const { items, processStarted } = store;
  let count = 0;
  // A class lock is held meanwhile: room first, then nothing that may fail or take long.
  reply.reserve(DUMP_BYTES_MAX + CACHEDUMP_LINE_BYTES_MAX);
  const full = reply.length + DUMP_BYTES_MAX;
  visitCold(store, slabClass, (ref) => {
    if ((items.itemFlags(ref) & ITEM_FLAG.keyBinary) === 0) {
      const exptime = items.exptime(ref);
      const keyStart = items.keyStart(ref);
      const exptimeUnix = exptime === 0 ? 0 : exptime + processStarted;
      const key = items.segmentBytes(ref);
      writeCachedumpLine(reply, key, keyStart, items.keyLength(ref), items.valueLength(ref), exptimeUnix);
      count++;
    }
    return count < limit && reply.length < full;
  });
  reply.append(END);
}
