/** The list of nodes over the binary protocol: opcode 0x60 gives it, 0x6e is what nodes say to their directory. */
import { CLUSTER_NAME } from "../directory/node-list.ts";
import { CONFIG_OPCODE } from "../protocol/binary/parse-config.ts";
import { BINARY_STATUS } from "../protocol/binary/status.ts";
import { writeBinaryItem, writeBinaryStatus } from "../protocol/binary/write-reply.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import type { Request } from "../protocol/request.ts";
import { argumentWords } from "./admin-words.ts";
import type { EngineContext } from "./context.ts";
import { LaterReply } from "./later-reply.ts";
import { OUTCOME, type Outcome } from "./outcome.ts";
import type { DirectoryView } from "./server-view.ts";

/** Executes one of the two; key and value stand in `argsStart..argsEnd`. */
export function executeBinaryConfig(context: EngineContext, request: Request, reply: ReplyBuffer): Outcome {
  const { directory } = context;
  const words = argumentWords(request, request.keyBytes);
  if (directory === undefined) {
    writeBinaryStatus(reply, request, BINARY_STATUS.unknownCommand);
    return OUTCOME.next;
  }
  if (request.opcode === CONFIG_OPCODE.get) {
    answerList(directory, words, request, reply);
    return OUTCOME.next;
  }
  const { opcode, opaque } = request;
  context.stream = new LaterReply<string>(
    (done) => directory.register(words, done),
    (later, line) => writeBinaryStatus(later, { opcode, opaque }, BINARY_STATUS.ok, line),
  );
  return OUTCOME.stream;
}

function answerList(directory: DirectoryView, words: readonly string[], request: Request, reply: ReplyBuffer): void {
  const text = words.length === 1 && words[0] === CLUSTER_NAME ? directory.clusterText : undefined;
  if (text === undefined) {
    writeBinaryStatus(reply, request, BINARY_STATUS.notFound);
    return;
  }
  writeBinaryItem(reply, request, 0, 0, text.length, 0, 0);
  reply.append(text);
}
