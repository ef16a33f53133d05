/**
 * The verbs without a key:
 *
 *     flush_all [DELAY] [noreply]\r\n          verbosity LEVEL [noreply]\r\n
 *     stats [SUB...]\r\n                       shutdown [graceful] [noreply]\r\n
 *     slabs ... [noreply]\r\n                 lru ... [noreply]\r\n
 *     lru_crawler ... [noreply]\r\n           cache_memlimit MB [noreply]\r\n
 *     watch [TYPE...]\r\n                      refresh_certs [noreply]\r\n
 *     debugtime ... [noreply]\r\n             debugitem ... [noreply]\r\n
 *     config ... [noreply]\r\n
 *     version\r\n    quit\r\n    mn\r\n        (further words are ignored)
 *
 * The words behind the verb, without noreply, are left in `argsStart..argsEnd`.
 */
import { parseStrictInt32, parseStrictUint32 } from "../../base/ascii.ts";
import { OP, type Op, REQUEST_ERROR, type Request } from "../request.ts";
import { refuse } from "./outcome.ts";
import type { Words } from "./words.ts";

/** Verbs whose last word is theirs even when it says noreply. */
const NEVER_QUIET: readonly Op[] = [OP.stats, OP.watch, OP.version, OP.quit, OP.metaNoop];

/** Parses any complete line of these verbs. DELAY is left in `exptime`, NaN if it is no number; LEVEL in `flags`. */
export function parseAdminWords(bytes: Uint8Array, words: Words, request: Request, op: Op): void {
  request.op = op;
  request.error = REQUEST_ERROR.none;
  request.noreply = takesNoreply(op) && words.endsWithNoreply(bytes, 1);
  request.argsStart = words.start(1);
  request.argsEnd = request.noreply ? Math.max(words.start(1), words.start(words.count - 1)) : words.lineEnd;
  if (op === OP.flushAll) {
    request.exptime = readDelay(bytes, words, request.noreply);
  } else if (op === OP.verbosity) {
    readLevel(bytes, words, request);
  }
}

function takesNoreply(op: Op): boolean {
  return !NEVER_QUIET.includes(op);
}

/** memcached counts a flush, and refuses it under -F, before it looks at the delay: a wrong one is for the engine to refuse. */
function readDelay(bytes: Uint8Array, words: Words, noreply: boolean): number {
  const absent = words.count === (noreply ? 2 : 1);
  return absent ? 0 : parseStrictInt32(bytes, words.start(1), words.end(1));
}

function readLevel(bytes: Uint8Array, words: Words, request: Request): void {
  const level = parseStrictUint32(bytes, words.start(1), words.end(1));
  if (level < 0) {
    refuse(request, REQUEST_ERROR.badFormat, 0);
  } else {
    request.flags = level;
  }
}
