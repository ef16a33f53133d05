/** The verbs that steer the server, each in a file of its own; the table is by OP. */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { OP, type Op, REQUEST_ERROR, type Request } from "../protocol/request.ts";
import { errorReply } from "../protocol/text/errors.ts";
import type { AdminVerb } from "./admin-verb.ts";
import { argumentWords } from "./admin-words.ts";
import { answer } from "./answer.ts";
import { executeCacheMemlimit } from "./cache-memlimit.ts";
import { executeConfig } from "./config.ts";
import type { EngineContext } from "./context.ts";
import { executeDebugItem } from "./debug-item.ts";
import { executeDebugTime } from "./debug-time.ts";
import { executeLru } from "./lru.ts";
import { executeLruCrawler } from "./lru-crawler.ts";
import { OUTCOME, type Outcome } from "./outcome.ts";
import { executeRefreshCerts } from "./refresh-certs.ts";
import { executeShutdown } from "./shutdown.ts";
import { executeSlabs } from "./slabs.ts";
import { executeWatch } from "./watch.ts";

const VERBS: ReadonlyMap<Op, AdminVerb> = new Map([
  [OP.shutdown, executeShutdown],
  [OP.lru, executeLru],
  [OP.lruCrawler, executeLruCrawler],
  [OP.slabs, executeSlabs],
  [OP.cacheMemlimit, executeCacheMemlimit],
  [OP.refreshCerts, executeRefreshCerts],
  [OP.watch, executeWatch],
  [OP.config, executeConfig],
  [OP.debugtime, executeDebugTime],
  [OP.debugitem, executeDebugItem],
]);

/** Executes the verb of the request; ERROR for one this server does not have. */
export function executeAdmin(context: EngineContext, request: Request, bytes: Uint8Array, reply: ReplyBuffer): Outcome {
  const verb = VERBS.get(request.op);
  if (verb === undefined) {
    answer(request, reply, errorReply(REQUEST_ERROR.unknownCommand));
    return OUTCOME.next;
  }
  return verb(context, argumentWords(request, bytes), request, reply);
}
