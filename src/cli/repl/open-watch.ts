/** A watcher on a connection of its own, for the shell. */
import type { Address } from "../../base/address.ts";
import type { Clock } from "../../base/clock.ts";
import { openWatchStream } from "../../client/watch-stream.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import type { OnWatchLines, WatchStream } from "../../repl/shell-ports.ts";

/** How to reach the server. */
export interface WatchSettings {
  readonly tls: ClientTls | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * Starts watching; resolves when the server has agreed. While lines are being taken no more are read.
 * @throws MemtoolError as {@link openWatchStream} does
 */
export async function openWatch(
  address: Address,
  types: readonly string[],
  onLines: OnWatchLines,
  { tls, timeoutMs, clock }: WatchSettings,
): Promise<WatchStream> {
  // Events may come in one read with the server's OK, before there is a stream to be paused.
  let stream: Awaited<ReturnType<typeof openWatchStream>> | undefined;
  let batch: string[] = [];
  let end: (reason: string | undefined) => void = () => {};
  const ended = new Promise<string | undefined>((resolve) => {
    end = resolve;
  });
  const handOver = async (): Promise<void> => {
    const lines = batch;
    batch = [];
    if (lines.length > 0) {
      stream?.pause();
      await onLines(lines);
      stream?.resume();
    }
  };
  stream = await openWatchStream(address, {
    events: types,
    tls,
    timeoutMs,
    clock,
    onLine: (bytes, start, stop) => batch.push(bytes.toString("latin1", start, stop)),
    onRead: () => void handOver(),
    onLost: ({ message }) => end(message),
  });
  const stop = (): void => {
    stream.close();
    end(undefined);
  };
  return { stop, ended };
}
