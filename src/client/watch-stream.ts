/** A stream on which the server tells what it does, memcached's `watch`: one line an event, for as long as it is open. */
import { type Address, formatAddress } from "../base/address.ts";
import type { Clock } from "../base/clock.ts";
import { MemtoolError } from "../base/errors.ts";
import { escapeText } from "../base/escape.ts";
import type { ClientTls } from "../net/client-tls.ts";
import type { LineTaker } from "../protocol/line-splitter.ts";
import { type LineStream, openLineStream } from "./line-stream.ts";

/** What a server can be asked to tell. */
export type WatchedEvent = "fetchers" | "mutations" | "deletions" | "evictions";

/** What to watch, and who wants to know. */
export interface WatchOptions {
  /** Event types; without any memcached tells of fetchers. */
  readonly events: readonly string[];
  readonly tls?: ClientTls | undefined;
  /** For connecting, and again for the answer to `watch`. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Takes each line that follows the server's OK; its bytes are only lent. */
  readonly onLine: LineTaker;
  /** After the lines of one read. */
  readonly onRead?: () => void;
  /** Called once, when a stream that was open ends without {@link WatchStream.close}. */
  readonly onLost: (error: MemtoolError) => void;
}

/** An open stream. */
export interface WatchStream {
  /** Ends it at once. */
  close(): void;
  /** Stops reading, until {@link resume}; what the server cannot send meanwhile it throws away, and says how much. */
  pause(): void;
  /** Goes on. */
  resume(): void;
}

/** The error for an answer to `watch` that is not OK. */
function refusal(name: string, events: readonly string[], answer: string): MemtoolError {
  const what = events.length === 0 ? "" : ` ${events.join(" and ")}`;
  const message = `${name} does not let us watch${what}: ${escapeText(answer)}`;
  if (answer.startsWith("WATCHER_")) {
    return new MemtoolError("SERVER", message, { hint: "memcached has at most 20 watchers; end one of the others" });
  }
  if (answer.includes("not allowed")) {
    return new MemtoolError("REFUSED", message, { hint: "the server was started with -W (--disable-watch)" });
  }
  return new MemtoolError("SERVER", message, {
    hint: "memcached has `watch` since 1.4.26, with the events fetchers, mutations, evictions, connevents, sysevents and, after 1.6.18, deletions",
  });
}

/**
 * Connects to `address` and watches: resolves once the server has agreed.
 * @throws MemtoolError CONNECT, TIMEOUT, DISCONNECTED, REFUSED if watching is not allowed, SERVER if the server cannot do it
 */
export async function openWatchStream(address: Address, options: WatchOptions): Promise<WatchStream> {
  const { events, tls, timeoutMs, clock, onLine, onRead, onLost } = options;
  let stream: LineStream | undefined;
  let isOpen = false;
  let settle: (outcome: string | MemtoolError) => void = () => {};
  const answered = new Promise<string | MemtoolError>((resolve) => {
    settle = resolve;
  });
  stream = await openLineStream(address, {
    tls,
    clock,
    connectTimeoutMs: timeoutMs,
    silenceTimeoutMs: timeoutMs,
    onLine: (bytes, start, end) => {
      if (isOpen) {
        onLine(bytes, start, end);
        return;
      }
      const answer = bytes.toString("latin1", start, end);
      isOpen = answer === "OK";
      stream?.settled();
      settle(answer);
    },
    ...(onRead === undefined ? {} : { onRead }),
    onClose: (error) => {
      if (error !== undefined) {
        isOpen ? onLost(error) : settle(error);
      }
    },
  });
  stream.send(["watch", ...events].join(" "));
  const outcome = await answered;
  if (outcome === "OK") {
    return { close: () => stream.destroy(), pause: () => stream.pause(), resume: () => stream.resume() };
  }
  stream.destroy();
  throw typeof outcome === "string" ? refusal(formatAddress(address), events, outcome) : outcome;
}
