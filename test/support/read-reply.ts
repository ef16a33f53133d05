/** Feeds bytes to a reply parser, whole or in pieces, and says what came out. */
import type { Expectation, Reply, ReplyLimits } from "../../src/protocol/reply.ts";
import { ReplyParser } from "../../src/protocol/reply-parser.ts";

/** What a parser made of bytes: a reply and the bytes it used, a fault, or neither while it waits for more. */
export interface ReadReply {
  readonly reply: Reply | undefined;
  readonly fault: string | undefined;
  readonly used: number;
}

/** Reads one reply from `bytes`, given in pieces that end at `cuts` (ascending positions). */
export function readReply(
  expectation: Expectation,
  bytes: Uint8Array | string,
  cuts: readonly number[] = [],
  limits?: ReplyLimits,
): ReadReply {
  const whole = Buffer.from(bytes);
  const parser = new ReplyParser(limits);
  parser.begin(expectation);
  let position = 0;
  for (const end of [...cuts, whole.length]) {
    // A copy that is overwritten afterwards, as the shared read buffer of a connection is.
    const piece = Buffer.concat([whole.subarray(position, end), Buffer.from("\nstale\r\n")]);
    position += parser.feed(piece, 0, end - position);
    piece.fill(0x58);
    if (parser.reply !== undefined || parser.fault !== undefined) {
      break;
    }
  }
  return { reply: parser.reply, fault: parser.fault, used: position };
}
