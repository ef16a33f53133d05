/** `watch [TYPE...]`: the connection turns into a log of what the server does, without an end. */
import { ERROR, OK } from "../protocol/text/replies.ts";
import { LOG_TYPE, type LogTypeName } from "../stats/log/log-types.ts";
import type { AdminVerb } from "./admin-verb.ts";
import { OUTCOME } from "./outcome.ts";
import { firstByPrefix } from "./prefix-words.ts";

const TYPE_NAMES = Object.keys(LOG_TYPE) as LogTypeName[];

/** Executes watch. Its replies are never hidden: `noreply` is no type. */
export const executeWatch: AdminVerb = (context, words, _request, reply) => {
  const { server } = context;
  if (!server.allows.watch) {
    reply.appendText("CLIENT_ERROR watch commands not allowed\r\n");
    return OUTCOME.next;
  }
  if (reply.unflushedBytes > 0) {
    reply.appendText("ERROR cannot pipeline other commands before watch\r\n");
    return OUTCOME.next;
  }
  const types = readTypes(words);
  if (types === undefined) {
    reply.append(ERROR);
    return OUTCOME.next;
  }
  const stream = server.watch(types);
  if (stream === "too many") {
    reply.appendText("WATCHER_TOO_MANY log watcher limit reached\r\n");
    return OUTCOME.next;
  }
  if (stream === "failed") {
    reply.appendText("WATCHER_FAILED failed to add log watcher\r\n");
    return OUTCOME.next;
  }
  reply.append(OK);
  context.stream = stream;
  return OUTCOME.stream;
};

/** Bits of all named types, of fetchers when none is named; undefined when one is unknown. */
function readTypes(words: readonly string[]): number | undefined {
  let types = words.length === 0 ? LOG_TYPE.fetchers : 0;
  for (const word of words) {
    const name = firstByPrefix(TYPE_NAMES, word);
    if (name === undefined) {
      return undefined;
    }
    types |= LOG_TYPE[name];
  }
  return types;
}
