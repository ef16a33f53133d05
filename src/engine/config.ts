/** config: the list of nodes that a directory keeps, for clients of ElastiCache and for the nodes themselves. */
import { CLUSTER_NAME } from "../directory/node-list.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { REQUEST_ERROR } from "../protocol/request.ts";
import { errorReply } from "../protocol/text/errors.ts";
import { CRLF, END } from "../protocol/text/replies.ts";
import type { AdminVerb } from "./admin-verb.ts";
import { answer } from "./answer.ts";
import { LaterReply } from "./later-reply.ts";
import { OUTCOME } from "./outcome.ts";

/** Verbs that change the list: the thread that keeps it answers them. */
const REGISTERING: readonly string[] = ["join", "renew", "leave"];

/**
 * `config get cluster` answers what the directory knows now; what has no value is `END` alone. `config set` and `config delete`, which
 * are for the owner of an ElastiCache, are unknown here.
 */
export const executeConfig: AdminVerb = (context, words, request, reply) => {
  const { directory } = context;
  const [verb = "", name] = words;
  if (directory === undefined || (verb !== "get" && !REGISTERING.includes(verb)) || name === undefined) {
    answer(request, reply, errorReply(REQUEST_ERROR.unknownCommand));
    return OUTCOME.next;
  }
  if (verb === "get") {
    const text = name === CLUSTER_NAME && words.length === 2 ? directory.clusterText : undefined;
    if (text !== undefined) {
      appendCluster(reply, text);
    }
    reply.append(END);
    return OUTCOME.next;
  }
  const { noreply } = request;
  context.stream = new LaterReply<string>(
    (done) => directory.register(words, done),
    (later, line) => {
      if (!noreply) {
        later.appendText(`${line}\r\n`);
      }
    },
  );
  return OUTCOME.stream;
};

function appendCluster(reply: ReplyBuffer, text: Uint8Array): void {
  reply.appendText(`CONFIG ${CLUSTER_NAME} 0 ${text.length}\r\n`);
  reply.append(text);
  reply.append(CRLF);
}
