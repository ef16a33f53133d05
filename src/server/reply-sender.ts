/** Hands what stands in a reply buffer to a socket, values that were attached from their own memory included. */
import type { Socket } from "node:net";
import { encryptOneByOne } from "../net/tls-acceptor.ts";
import type { Attachment, ReplyBuffer } from "../protocol/reply-buffer.ts";
import { SECURE_PIECE_BYTES } from "./limits.ts";

/**
 * Writes and empties the reply. The buffer is reused if the kernel took everything at once. If it did not, the socket keeps
 * the buffer and a fresh one is taken; but a socket that was behind before gets a copy of just the bytes, else each small
 * reply to a client that does not read would hold a whole buffer; and so does every socket when `copies` is set. `release` is called for each attached item once its bytes
 * have been taken, or the connection is gone.
 */
export function sendReply(
  socket: Socket,
  reply: ReplyBuffer,
  release: (itemRef: number) => void,
  copies: boolean,
): void {
  const isCopy = copies || socket.writableLength > 0;
  const bytes = isCopy ? copyOf(reply) : reply.bytes;
  if (reply.attachments.length === 0) {
    if (reply.length > 0) {
      socket.write(bytes.subarray(0, reply.length));
    }
  } else {
    sendWithAttachments(socket, bytes, reply, release, encryptOneByOne(socket, isCopy));
  }
  reply.reset(!isCopy && socket.writableLength > 0);
}

function copyOf(reply: ReplyBuffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(reply.length);
  reply.bytes.copy(copy, 0, 0, reply.length);
  return copy;
}

function sendWithAttachments(
  socket: Socket,
  bytes: Buffer,
  reply: ReplyBuffer,
  release: (itemRef: number) => void,
  isInPieces: boolean,
): void {
  // From here on they are the socket's, whatever happens: a pin that came off twice would free somebody else's item.
  const { attachments } = reply;
  reply.attachments = [];
  reply.attachedBytes = 0;
  socket.cork();
  let sent = 0;
  for (const attachment of attachments) {
    if (attachment.at > sent) {
      socket.write(bytes.subarray(sent, attachment.at));
      sent = attachment.at;
    }
    sendAttachment(socket, attachment, release, isInPieces);
  }
  if (reply.length > sent) {
    socket.write(bytes.subarray(sent, reply.length));
  }
  socket.uncork();
}

function sendAttachment(
  socket: Socket,
  attachment: Attachment,
  release: (itemRef: number) => void,
  isInPieces: boolean,
): void {
  const { itemRef } = attachment;
  const views = isInPieces ? attachment.views.flatMap(piecesOf) : attachment.views;
  const last = views.length - 1;
  for (const [index, view] of views.entries()) {
    if (index === last) {
      socket.write(view, () => release(itemRef));
    } else {
      socket.write(view);
    }
  }
}

/** Of a view, as much at a time as may be held of it encrypted. */
function piecesOf(view: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < view.length; start += SECURE_PIECE_BYTES) {
    pieces.push(view.subarray(start, start + SECURE_PIECE_BYTES));
  }
  return pieces;
}
