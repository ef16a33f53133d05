/** stats and its sub-commands: general, settings, items, slabs, sizes, conns, persistence, directory, cachedump, detail, reset; extstore, which is empty. */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { REQUEST_ERROR, type Request } from "../protocol/request.ts";
import { errorReply } from "../protocol/text/errors.ts";
import { END, OK, RESET } from "../protocol/text/replies.ts";
import { writeStatLine } from "../protocol/text/write-line.ts";
import { resetCounters, sumCounters } from "../stats/thread-counters.ts";
import { itemsStats, resetStoreStats, slabsStats } from "../store/store-stats.ts";
import { argumentWords } from "./admin-words.ts";
import { executeCachedump } from "./cachedump.ts";
import type { EngineContext, StatsSource } from "./context.ts";
import { generalStats } from "./general-stats.ts";
import { itemSizes, SizesStream } from "./item-sizes.ts";
import { LaterReply } from "./later-reply.ts";
import { OUTCOME, type Outcome } from "./outcome.ts";
import { firstByPrefix } from "./prefix-words.ts";
import type { StatLine } from "./server-view.ts";
import { type DetailResult, executeDetail, PrefixDump } from "./stats-detail.ts";

/** Sub-commands of which any beginning will do, in the order in which memcached looks for them. */
const BY_PREFIX = ["reset", "detail", "settings", "cachedump", "conns", "extstore"] as const;

/** Those that have to be written out. */
const WHOLE: readonly string[] = ["items", "slabs", "sizes", "persistence", "directory"];

/** Executes stats. What may take long is told in parts, by a stream. */
export function executeStats(context: EngineContext, request: Request, bytes: Uint8Array, reply: ReplyBuffer): Outcome {
  const [word = "", ...words] = argumentWords(request, bytes);
  const sub = word === "" || WHOLE.includes(word) ? word : firstByPrefix(BY_PREFIX, word);
  switch (sub) {
    case "cachedump":
      executeCachedump(context, words, reply);
      return OUTCOME.next;
    case "reset":
      executeStatsReset(context);
      reply.append(RESET);
      return OUTCOME.next;
    case "detail":
      return answerDetail(context, executeDetail(context, words[0]), reply);
    case "sizes":
      if (context.server.allows.sizes) {
        context.stream = new SizesStream(context.store);
        return OUTCOME.stream;
      }
      break;
    case "directory":
      return answerDirectory(context, reply);
    case undefined:
      reply.append(errorReply(REQUEST_ERROR.unknownCommand));
      return OUTCOME.next;
  }
  const lines = statLines(context, sub);
  if (lines === undefined && sub === "persistence") {
    reply.append(errorReply(REQUEST_ERROR.unknownCommand));
    return OUTCOME.next;
  }
  appendLines(reply, lines ?? []);
  return OUTCOME.next;
}

function appendLines(reply: ReplyBuffer, lines: readonly StatLine[]): void {
  for (const [name, value] of lines) {
    writeStatLine(reply, name, value);
  }
  reply.append(END);
}

/** The thread that keeps the list knows what is left of each lease. */
function answerDirectory(context: EngineContext, reply: ReplyBuffer): Outcome {
  const { directory } = context;
  if (directory === undefined) {
    reply.append(errorReply(REQUEST_ERROR.unknownCommand));
    return OUTCOME.next;
  }
  context.stream = new LaterReply<readonly StatLine[]>((done) => directory.stats(done), appendLines);
  return OUTCOME.stream;
}

function answerDetail(context: EngineContext, result: DetailResult, reply: ReplyBuffer): Outcome {
  switch (result) {
    case "dump":
      context.stream = new PrefixDump(context.prefixes);
      return OUTCOME.stream;
    case "done":
      reply.append(OK);
      return OUTCOME.next;
    case "usage":
      reply.appendText("CLIENT_ERROR usage: stats detail on|off|dump\r\n");
      return OUTCOME.next;
    case "not allowed":
      reply.appendText("CLIENT_ERROR stats detail not allowed\r\n");
      return OUTCOME.next;
  }
}

/** The lines of a sub-command (empty for general statistics) of text, binary and the admin pages alike; undefined for one that is unknown. */
export function statLines(context: StatsSource, sub: string): readonly StatLine[] | undefined {
  const { allCounters, server, store } = context;
  switch (sub) {
    case "":
      return generalStats(context);
    case "settings":
      return server.settings();
    case "items":
      return itemsStats(store, sumCounters(allCounters));
    case "slabs":
      return slabsStats(store, sumCounters(allCounters));
    case "sizes":
      return server.allows.sizes ? itemSizes(store) : [["sizes_status", "disabled"]];
    case "conns":
      return server.connections();
    case "persistence":
      return server.persistence();
    default:
      return undefined;
  }
}

/** stats reset: counters go to zero, what is stored and connected stays counted. */
export function executeStatsReset(context: EngineContext): void {
  resetCounters(context.allCounters);
  resetStoreStats(context.store);
  context.server.resetCounters();
  context.prefixes.reset();
}
