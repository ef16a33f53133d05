/** stats and its sub-commands: general, settings, items, slabs, sizes, conns, cachedump, reset. */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { REQUEST_ERROR, type Request } from "../protocol/request.ts";
import { errorReply } from "../protocol/text/errors.ts";
import { END, RESET } from "../protocol/text/replies.ts";
import { writeStatLine } from "../protocol/text/write-line.ts";
import { resetCounters, sumCounters } from "../stats/thread-counters.ts";
import { itemsStats, resetStoreStats, slabsStats } from "../store/store-stats.ts";
import { argumentWords } from "./admin-words.ts";
import { executeCachedump } from "./cachedump.ts";
import type { EngineContext } from "./context.ts";
import { generalStats } from "./general-stats.ts";
import { itemSizes } from "./item-sizes.ts";
import type { StatLine } from "./server-view.ts";

/** Executes stats. Sub-commands are matched whole; what memcached would take as a prefix only is refused with ERROR. */
export function executeStats(context: EngineContext, request: Request, bytes: Uint8Array, reply: ReplyBuffer): void {
  const [sub, ...words] = argumentWords(request, bytes);
  if (sub === "cachedump") {
    executeCachedump(context, words, reply);
    return;
  }
  if (sub === "reset") {
    executeStatsReset(context);
    reply.append(RESET);
    return;
  }
  const lines = statLines(context, sub ?? "");
  if (lines === undefined) {
    reply.append(errorReply(REQUEST_ERROR.unknownCommand));
    return;
  }
  for (const [name, value] of lines) {
    writeStatLine(reply, name, value);
  }
  reply.append(END);
}

/** The lines of a sub-command (empty for general statistics) of text and binary alike; undefined for one that is unknown. */
export function statLines(context: EngineContext, sub: string): readonly StatLine[] | undefined {
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
    default:
      return undefined;
  }
}

/** stats reset: counters go to zero, what is stored and connected stays counted. */
export function executeStatsReset(context: EngineContext): void {
  resetCounters(context.allCounters);
  resetStoreStats(context.store);
  context.server.resetCounters();
}
