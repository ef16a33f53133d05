/** Hands what stands in a reply buffer to a socket, values that were attached from their own memory included. */
import type { Socket } from "node:net";
import type { Attachment, ReplyBuffer } from "../protocol/reply-buffer.ts";

/**
 * Writes and empties the reply. The buffer is reused if the kernel took everything at once, else the socket keeps it
 * and a fresh one is taken. `release` is called for each attached item once its bytes have been taken, or the
 * connection is gone.
 */
export function sendReply(socket: Socket, reply: ReplyBuffer, release: (itemRef: number) => void): void {
  if (reply.attachments.length === 0) {
    if (reply.length > 0) {
      socket.write(reply.bytes.subarray(0, reply.length));
    }
  } else {
    sendWithAttachments(socket, reply, release);
  }
  reply.reset(socket.writableLength > 0);
}

function sendWithAttachments(socket: Socket, reply: ReplyBuffer, release: (itemRef: number) => void): void {
  socket.cork();
  let sent = 0;
  for (const attachment of reply.attachments) {
    if (attachment.at > sent) {
      socket.write(reply.bytes.subarray(sent, attachment.at));
      sent = attachment.at;
    }
    sendAttachment(socket, attachment, release);
  }
  if (reply.length > sent) {
    socket.write(reply.bytes.subarray(sent, reply.length));
  }
  socket.uncork();
}

function sendAttachment(socket: Socket, attachment: Attachment, release: (itemRef: number) => void): void {
  const { views, itemRef } = attachment;
  const last = views.length - 1;
  for (const [index, view] of views.entries()) {
    if (index === last) {
      socket.write(view, () => release(itemRef));
    } else {
      socket.write(view);
    }
  }
}
