/** Takes what stands in a reply buffer out of it as one piece, for where a reply is not written to a stream. */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";

/** Copies the reply, values that were attached from their own memory included, and empties it. `release` unpins those values. */
export function takeReply(reply: ReplyBuffer, release: (itemRef: number) => void): Buffer {
  const taken = Buffer.allocUnsafe(reply.pendingBytes);
  let from = 0;
  let at = 0;
  for (const attachment of reply.attachments) {
    at += reply.bytes.copy(taken, at, from, attachment.at);
    from = attachment.at;
    for (const view of attachment.views) {
      taken.set(view, at);
      at += view.length;
    }
    release(attachment.itemRef);
  }
  reply.bytes.copy(taken, at, from, reply.length);
  reply.reset(false);
  return taken;
}
