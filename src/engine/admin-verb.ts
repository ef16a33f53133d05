/** What a verb of the table in admin.ts looks like. */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import type { Request } from "../protocol/request.ts";
import type { EngineContext } from "./context.ts";
import type { Outcome } from "./outcome.ts";

/**
 * Executes one of these verbs.
 * @param words those behind the verb, without noreply, as latin1
 */
export type AdminVerb = (
  context: EngineContext,
  words: readonly string[],
  request: Request,
  reply: ReplyBuffer,
) => Outcome;
