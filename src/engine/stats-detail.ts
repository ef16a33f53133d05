/** `stats detail on|off|dump`: counts by prefix of key. */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { END } from "../protocol/text/replies.ts";
import type { PrefixTable } from "../stats/prefix-table.ts";
import type { EngineContext } from "./context.ts";
import { type ReplyStream, STREAM_STEP, type StreamStep } from "./reply-stream.ts";

/** Enough for one call; there may be 65,536 prefixes of up to 250 bytes. */
const PART_BYTES = 16 * 1024;

/** What became of it: done, refused (-X), not understood, or the counts are to be told. */
export type DetailResult = "dump" | "done" | "not allowed" | "usage";

/** Executes the word behind `detail`. */
export function executeDetail({ server }: EngineContext, word: string | undefined): DetailResult {
  if (!server.allows.dump) {
    return "not allowed";
  }
  switch (word) {
    case "on":
    case "off":
      server.prefixes.isOn = word === "on";
      return "done";
    case "dump":
      return "dump";
    default:
      return "usage";
  }
}

/** The reply of `stats detail dump`: a part of the table at a time, as fast as the client takes it. */
export class PrefixDump implements ReplyStream {
  readonly isEndless = false;
  readonly #prefixes: PrefixTable;
  #from = 0;

  constructor(prefixes: PrefixTable) {
    this.#prefixes = prefixes;
  }

  fill(reply: ReplyBuffer): StreamStep {
    const lines = this.#prefixes.lines(this.#from, PART_BYTES);
    for (const line of lines) {
      reply.appendText(line);
    }
    this.#from += lines.length;
    if (lines.length > 0) {
      return STREAM_STEP.more;
    }
    reply.append(END);
    return STREAM_STEP.done;
  }

  onWake(): void {
    // A dump never waits: there is more, or it is done.
  }

  close(): void {
    // Nothing is held.
  }
}
