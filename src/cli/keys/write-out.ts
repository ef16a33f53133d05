/** Writes to a stream as fast as its reader takes it. */
import { once } from "node:events";
import type { Writable } from "node:stream";

/**
 * Resolves when more may be written, or when `signal` aborts: whoever pressed Ctrl-C does not wait for a reader that has stopped.
 * A reader that has gone ends the process (main.ts).
 */
export async function writeOut(stream: Writable, data: string | Uint8Array, signal: AbortSignal): Promise<void> {
  if (data.length === 0 || stream.write(data) || signal.aborted) {
    return;
  }
  try {
    await once(stream, "drain", { signal });
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}
