/**
 * The list of nodes under its old key: clients that take a server for an engine before 1.4.14, or ask in vain for `config`, get it like
 * an item. In a directory this key is the list's alone: what a client stores there is never seen, so nobody can send others astray by it.
 */
import { LEGACY_CLUSTER_KEY } from "../directory/node-list.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { OP, type Request } from "../protocol/request.ts";
import { CRLF } from "../protocol/text/replies.ts";
import { writeValueHeader, writeValueHeaderWithCas } from "../protocol/text/write-value.ts";

const KEY = new TextEncoder().encode(LEGACY_CLUSTER_KEY);

/** Whether the request's key is that of the list. */
export function isClusterKey({ keyBytes, keyStart, keyLength }: Request): boolean {
  if (keyLength !== KEY.length) {
    return false;
  }
  for (let index = 0; index < keyLength; index++) {
    if (keyBytes[keyStart + index] !== KEY[index]) {
      return false;
    }
  }
  return true;
}

/** Appends the list as a hit of get or gets; without nodes it is a miss, which is nothing. */
export function appendClusterItem(request: Request, text: Uint8Array | undefined, reply: ReplyBuffer): void {
  if (text === undefined) {
    return;
  }
  const { op, keyBytes, keyStart, keyLength } = request;
  if (op === OP.gets || op === OP.gats) {
    writeValueHeaderWithCas(reply, keyBytes, keyStart, keyLength, 0, text.length, 0, 0);
  } else {
    writeValueHeader(reply, keyBytes, keyStart, keyLength, 0, text.length);
  }
  reply.append(text);
  reply.append(CRLF);
}
