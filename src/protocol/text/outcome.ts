/** How a parse ends: a refused line, or a line that is not complete yet. */
import { LEADING_SPACES_MAX, RETRIEVAL_LINE_BYTES_MAX, UNFINISHED_LINE_BYTES_MAX } from "../limits.ts";
import { OP, PARSE_CLOSE, PARSE_MORE, REQUEST_ERROR, type Request, type RequestError } from "../request.ts";
import { skipSpaces } from "./scan.ts";

/** Makes the request a refused one; `skipBytes` of data block follow its line and must be thrown away. */
export function refuse(request: Request, error: RequestError, skipBytes: number): void {
  request.op = OP.invalid;
  request.error = error;
  request.skipBytes = skipBytes;
  request.isUnframed = false;
}

/** Refuses a storage line that does not tell how long its data block is: nothing is skipped. */
export function refuseUnframed(request: Request): void {
  refuse(request, REQUEST_ERROR.badFormat, 0);
  request.isUnframed = true;
}

/**
 * What to do about `start..end`, which holds no newline: wait for more, or close the connection because this grows
 * too long. Only get and gets may grow past 2048 bytes (memcached try_read_command_ascii).
 */
export function parseUnfinished(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length <= UNFINISHED_LINE_BYTES_MAX) {
    return PARSE_MORE;
  }
  return length <= RETRIEVAL_LINE_BYTES_MAX && beginsRetrieval(bytes, start, end) ? PARSE_MORE : PARSE_CLOSE;
}

/** Whether the line begins with `get ` or `gets `, after at most {@link LEADING_SPACES_MAX} spaces. */
export function beginsRetrieval(bytes: Uint8Array, start: number, end: number): boolean {
  const at = skipSpaces(bytes, start, end);
  if (at - start > LEADING_SPACES_MAX || bytes[at] !== 103 || bytes[at + 1] !== 101 || bytes[at + 2] !== 116) {
    return false;
  }
  return bytes[at + 3] === 32 || (bytes[at + 3] === 115 && bytes[at + 4] === 32);
}
