/** `shutdown [graceful]`: ends the process, where that is allowed (-A). */
import { INVALID_SHUTDOWN_MODE, SHUTDOWN_NOT_ENABLED } from "../protocol/text/replies.ts";
import type { AdminVerb } from "./admin-verb.ts";
import { answer } from "./answer.ts";
import { OUTCOME } from "./outcome.ts";

/** The connection ends without a reply, and the process soon after. Any beginning of `graceful` will do, as in memcached. */
export const executeShutdown: AdminVerb = ({ server }, [word], request, reply) => {
  if (!server.allows.shutdown) {
    answer(request, reply, SHUTDOWN_NOT_ENABLED);
    return OUTCOME.next;
  }
  if (word !== undefined && !"graceful".startsWith(word)) {
    answer(request, reply, INVALID_SHUTDOWN_MODE);
    return OUTCOME.next;
  }
  server.shutdown(word === undefined ? "at once" : "graceful");
  return OUTCOME.close;
};
