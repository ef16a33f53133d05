/** One-line replies that `noreply` hides. */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import type { Request } from "../protocol/request.ts";

/** Appends `line` unless the client asked for no reply. */
export function answer(request: Request, reply: ReplyBuffer, line: Uint8Array): void {
  if (!request.noreply) {
    reply.append(line);
  }
}

/** Appends a line of text, CRLF added, unless the client asked for no reply. */
export function answerText(request: Request, reply: ReplyBuffer, text: string): void {
  if (!request.noreply) {
    reply.appendText(`${text}\r\n`);
  }
}
