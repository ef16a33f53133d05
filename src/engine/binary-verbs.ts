/** The verbs of the binary protocol: the same store operations as those of text, with statuses instead of words. */

import { opcodeShape } from "../protocol/binary/opcodes.ts";
import { BINARY_STATUS } from "../protocol/binary/status.ts";
import {
  writeBinaryDone,
  writeBinaryHeader,
  writeBinaryItem,
  writeBinaryStat,
  writeBinaryStatus,
} from "../protocol/binary/write-reply.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { OP, type Request } from "../protocol/request.ts";
import { COUNTER, SLAB_COUNTER } from "../stats/counter-names.ts";
import { DELETE_COMMAND } from "../stats/log/log-types.ts";
import { executeBinaryArithmetic } from "./binary-arithmetic.ts";
import { executeBinaryConfig } from "./binary-config.ts";
import { isClusterKey } from "./cluster-item.ts";
import type { EngineContext } from "./context.ts";
import { countHit, countMiss } from "./count-hit.ts";
import { COPIED_VALUE_BYTES_MAX, REPLY_HEADER_BYTES_MAX } from "./limits.ts";
import { OUTCOME, type Outcome } from "./outcome.ts";
import { appendValueLocked } from "./retrieval.ts";
import { flushAll, MEMCACHED_VERSION } from "./simple-verbs.ts";
import { executeStatsReset, statLines } from "./stats-command.ts";
import { executeDetail } from "./stats-detail.ts";
import { tellDeletedLocked } from "./tell-watchers.ts";

/** Executes a request without a value. The session has skipped nothing yet and closes when the outcome or an invalid request says so. */
export function executeBinary(context: EngineContext, request: Request, reply: ReplyBuffer): Outcome {
  switch (request.op) {
    case OP.get:
    case OP.gat:
    case OP.touch:
      executeGet(context, request, reply);
      return OUTCOME.next;
    case OP.delete:
      executeDelete(context, request, reply);
      return OUTCOME.next;
    case OP.incr:
    case OP.decr:
      executeBinaryArithmetic(context, request, reply);
      return OUTCOME.next;
    case OP.flushAll:
      executeFlush(context, request, reply);
      return OUTCOME.next;
    case OP.metaNoop:
      writeBinaryDone(reply, request, 0, 0);
      return OUTCOME.next;
    case OP.version:
      writeBinaryStatus(reply, request, BINARY_STATUS.ok, MEMCACHED_VERSION);
      return OUTCOME.next;
    case OP.stats:
      executeStats(context, request, reply);
      return OUTCOME.next;
    case OP.config:
      return executeBinaryConfig(context, request, reply);
    case OP.quit:
      done(request, reply, 0, 0);
      return OUTCOME.close;
    case OP.invalid:
      writeBinaryStatus(reply, request, request.status);
      return request.closes ? OUTCOME.close : OUTCOME.next;
    default:
      writeBinaryStatus(reply, request, BINARY_STATUS.unknownCommand);
      return OUTCOME.next;
  }
}

/** Answers success, which a quiet opcode hides. */
function done(request: Request, reply: ReplyBuffer, casLow: number, casHigh: number): void {
  if (!request.noreply) {
    writeBinaryDone(reply, request, casLow, casHigh);
  }
}

function executeGet(context: EngineContext, request: Request, reply: ReplyBuffer): void {
  if (context.directory !== undefined && request.op === OP.get && isClusterKey(request)) {
    answerCluster(context.directory.clusterText, request, reply);
    return;
  }
  const { store, counters } = context;
  const { items } = store;
  const hash = request.keyHash;
  const touches = request.op !== OP.get;
  reply.reserve(COPIED_VALUE_BYTES_MAX + REPLY_HEADER_BYTES_MAX);
  store.lock(hash);
  const ref = store.findLocked(request.keyBytes, request.keyStart, request.keyLength, hash);
  if (context.prefixes.isOn && request.op !== OP.touch) {
    context.prefixes.countGet(request.keyBytes, request.keyStart, request.keyLength, ref !== 0);
  }
  if (ref === 0) {
    store.unlock(hash);
    countMiss(counters, touches);
    answerMiss(request, reply);
    return;
  }
  if (touches) {
    store.touchLocked(ref, store.realTime(request.exptime));
  }
  const slabClass = items.slabClass(ref);
  const valueLength = request.op === OP.touch ? 0 : items.valueLength(ref);
  const keyLength = echoesKey(request) ? request.keyLength : 0;
  const casLow = items.casLow(ref);
  writeBinaryItem(reply, request, items.flags(ref), keyLength, valueLength, casLow, items.casHigh(ref));
  if (valueLength > 0) {
    appendValueLocked(context, ref, valueLength, 0, reply);
  }
  store.bumpLocked(ref);
  store.unlock(hash);
  countHit(counters, slabClass, touches);
}

/** The list of nodes under its old key, see cluster-item.ts. */
function answerCluster(text: Uint8Array | undefined, request: Request, reply: ReplyBuffer): void {
  if (text === undefined) {
    answerMiss(request, reply);
    return;
  }
  writeBinaryItem(reply, request, 0, echoesKey(request) ? request.keyLength : 0, text.length, 0, 0);
  reply.append(text);
}

function echoesKey(request: Request): boolean {
  return opcodeShape(request.opcode)?.echoesKey === true;
}

/** A quiet get says nothing; one that repeats the key sends that instead of the text. */
function answerMiss(request: Request, reply: ReplyBuffer): void {
  if (request.noreply) {
    return;
  }
  if (echoesKey(request)) {
    writeBinaryHeader(reply, request, BINARY_STATUS.notFound, 0, request.keyLength, request.keyLength, 0, 0);
    reply.appendRange(request.keyBytes, request.keyStart, request.keyLength);
  } else {
    writeBinaryStatus(reply, request, BINARY_STATUS.notFound);
  }
}

function executeDelete(context: EngineContext, request: Request, reply: ReplyBuffer): void {
  const { store, counters, prefixes } = context;
  if (prefixes.isOn) {
    prefixes.countDelete(request.keyBytes, request.keyStart, request.keyLength);
  }
  const { items } = store;
  const hash = request.keyHash;
  store.lock(hash);
  const ref = store.findLocked(request.keyBytes, request.keyStart, request.keyLength, hash);
  const slab = ref === 0 ? 0 : counters.slabOffset(items.slabClass(ref));
  const differs = ref !== 0 && differsFrom(request, items.casLow(ref), items.casHigh(ref));
  if (ref === 0) {
    store.forgetColdLocked(request.keyBytes, request.keyStart, request.keyLength, hash);
  } else if (!differs) {
    tellDeletedLocked(store, request, ref, DELETE_COMMAND.delete);
    store.unlinkLocked(ref, hash);
  }
  store.unlock(hash);
  if (ref === 0) {
    counters.count(COUNTER.delete_misses);
    writeBinaryStatus(reply, request, BINARY_STATUS.notFound);
  } else if (differs) {
    writeBinaryStatus(reply, request, BINARY_STATUS.exists);
  } else {
    counters.count(COUNTER.delete_hits);
    counters.count(slab + SLAB_COUNTER.delete_hits);
    done(request, reply, 0, 0);
  }
}

/** Whether the request names a cas and it is another one. */
function differsFrom(request: Request, casLow: number, casHigh: number): boolean {
  const named = request.casLow !== 0 || request.casHigh !== 0;
  return named && (request.casLow !== casLow || request.casHigh !== casHigh);
}

/** Under -F it is refused; other than that of text it does not count then. */
function executeFlush(context: EngineContext, request: Request, reply: ReplyBuffer): void {
  if (!context.server.allows.flush) {
    writeBinaryStatus(reply, request, BINARY_STATUS.authError);
    return;
  }
  context.counters.count(COUNTER.cmd_flush);
  flushAll(context, request.exptime);
  done(request, reply, 0, 0);
}

/** All of `stats detail dump` is one packet, which has to be there at once: it tells as many prefixes as fit. */
const DETAIL_BYTES_MAX = 1024 * 1024;

/** `stats conns` and the dumps are not to be had over binary. */
const TEXT_ONLY: readonly string[] = ["conns", "cachedump"];

function executeStats(context: EngineContext, request: Request, reply: ReplyBuffer): void {
  const { keyBytes, keyStart, keyLength } = request;
  const sub = Buffer.from(keyBytes.buffer, keyBytes.byteOffset + keyStart, keyLength).toString("latin1");
  const [word, action] = sub.split(" ");
  if (sub === "reset") {
    executeStatsReset(context);
  } else if (word === "detail") {
    const result = executeDetail(context, action);
    if (result === "dump") {
      const lines = context.prefixes.lines(0, DETAIL_BYTES_MAX);
      writeBinaryStat(reply, request, "detailed", `${lines.join("")}END\r\n`);
    } else if (result !== "done") {
      writeBinaryStatus(reply, request, BINARY_STATUS.notFound);
      return;
    }
  } else {
    const lines = TEXT_ONLY.includes(sub) ? undefined : statLines(context, sub);
    if (lines === undefined) {
      writeBinaryStatus(reply, request, BINARY_STATUS.notFound);
      return;
    }
    for (const [name, value] of lines) {
      writeBinaryStat(reply, request, name, String(value));
    }
  }
  writeBinaryStat(reply, request, "", "");
}
