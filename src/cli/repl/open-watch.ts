/** A watcher on a connection of its own, for the shell. */
import { type Address, formatAddress } from "../../base/address.ts";
import type { Clock } from "../../base/clock.ts";
import { MemtoolError } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import { openLineStream } from "../../client/line-stream.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import type { WatchStream } from "../../repl/shell-ports.ts";

/** How to reach the server. */
export interface WatchSettings {
  readonly tls: ClientTls | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * Starts watching; resolves when the server has agreed.
 * @param onLines gets the lines of one read, one character a byte
 * @throws MemtoolError REFUSED when the server does not let itself be watched, or knows no such events; CONNECT and others
 */
export async function openWatch(
  address: Address,
  types: readonly string[],
  onLines: (lines: readonly string[]) => void,
  { tls, timeoutMs, clock }: WatchSettings,
): Promise<WatchStream> {
  let batch: string[] = [];
  let hasAgreed = false;
  let onAgreed = () => {};
  let onEnd = (_reason: MemtoolError | undefined) => {};
  const agreed = new Promise<MemtoolError | undefined>((resolve) => {
    onAgreed = () => resolve(undefined);
    onEnd = resolve;
  });
  let tellEnd = (_reason: string | undefined) => {};
  const ended = new Promise<string | undefined>((resolve) => {
    tellEnd = resolve;
  });
  const stream = await openLineStream(address, {
    tls,
    connectTimeoutMs: timeoutMs,
    silenceTimeoutMs: timeoutMs,
    clock,
    onLine: (bytes, start, end) => {
      const line = bytes.toString("latin1", start, end);
      if (hasAgreed) {
        batch.push(line);
        return;
      }
      if (line !== "OK") {
        throw refusal(address, line);
      }
      hasAgreed = true;
      stream.settled();
      onAgreed();
    },
    onRead: () => {
      const lines = batch;
      batch = [];
      if (lines.length > 0) {
        onLines(lines);
      }
    },
    onClose: (error) => {
      onEnd(error ?? new MemtoolError("DISCONNECTED", `${formatAddress(address)} was no longer watched`));
      tellEnd(error?.message);
    },
  });
  stream.send(["watch", ...types].join(" "));
  const failure = await agreed;
  if (failure !== undefined) {
    throw failure;
  }
  return { stop: () => stream.destroy(), ended };
}

function refusal(address: Address, line: string): MemtoolError {
  const hint = /^(CLIENT_)?ERROR/.test(line)
    ? "memcached can be watched since 1.4.26, unless it was started with -W; the events are fetchers, mutations, evictions, connevents, sysevents, deletions"
    : "a server has room for 20 watchers";
  return new MemtoolError("REFUSED", `${formatAddress(address)} cannot be watched: ${escapeText(line)}`, { hint });
}
