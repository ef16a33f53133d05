/**
 * The hottest keys of one server, as its watcher lines tell them: read in place, counted in a sketch.
 *
 *   watch stream -> parseLogLine -> SpaceSaving
 *
 * What the server threw away is counted too, because then the counts are a sample. It says `skipped=N` when we did not read in
 * time; what its own threads could not log at all only its statistics tell (watch-loss.ts).
 */
import type { Address } from "../../base/address.ts";
import type { Clock } from "../../base/clock.ts";
import type { MemtoolError } from "../../base/errors.ts";
import { openWatchStream, type WatchedEvent, type WatchStream } from "../../client/watch-stream.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import { LOG_LINE, LogLine, type LogLineKind, parseLogLine } from "../../protocol/text/parse-log-line.ts";
import { type FrequentKey, SpaceSaving } from "../space-saving.ts";

/** What to count and how. */
export interface HotKeysOptions {
  readonly event: WatchedEvent;
  /** Keys that have a counter at the same time. */
  readonly capacity: number;
  readonly tls?: ClientTls | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Of the sketch's hash. */
  readonly seed: number;
  /** Stops counting after this many events; undefined for no end. */
  readonly eventsMax?: number | undefined;
  /** The stream is over: lost (an error), or `eventsMax` reached. Called once at most, never after {@link HotKeys.stop}. */
  readonly onEnd: (error?: MemtoolError) => void;
}

/** What is known at one moment, of one server or of several. */
export interface HotKeysReport {
  /** Largest counts first. */
  readonly keys: readonly FrequentKey[];
  /** Events counted. */
  readonly total: number;
  /** Events that were good: hits, stored, fetched before they were evicted. */
  readonly goodTotal: number;
  /** No key that is not listed was seen more often than this. */
  readonly errorMax: number;
  /** Events that the server did not tell, as far as is known. */
  readonly lost: number;
}

const KIND: Readonly<Record<WatchedEvent, LogLineKind>> = {
  fetchers: LOG_LINE.get,
  mutations: LOG_LINE.store,
  deletions: LOG_LINE.deletion,
  evictions: LOG_LINE.eviction,
};

/** See the head of the file. */
export class HotKeys {
  readonly #options: HotKeysOptions;
  readonly #kind: LogLineKind;
  readonly #sketch: SpaceSaving;
  readonly #line = new LogLine();
  #stream: WatchStream | undefined;
  #goodTotal = 0;
  #skipped = 0;
  #isOver = false;

  constructor(options: HotKeysOptions) {
    this.#options = options;
    this.#kind = KIND[options.event];
    this.#sketch = new SpaceSaving(options.capacity, options.seed);
  }

  /** Connects and begins to count. @throws MemtoolError as {@link openWatchStream} does */
  async start(address: Address): Promise<void> {
    const { event, tls, timeoutMs, clock } = this.#options;
    const stream = await openWatchStream(address, {
      events: [event],
      tls,
      timeoutMs,
      clock,
      onLine: (bytes, start, end) => this.take(bytes, start, end),
      onLost: (error) => this.#end(error),
    });
    this.#stream = stream;
    if (this.#isOver) {
      stream.close();
    }
  }

  /** Counts the watcher's line `bytes[start..end)`. */
  take(bytes: Uint8Array, start: number, end: number): void {
    const line = this.#line;
    parseLogLine(bytes, start, end, line);
    if (this.#isOver) {
      return;
    }
    if (line.kind === this.#kind) {
      this.#sketch.add(bytes, line.keyStart, line.keyEnd, line.isGood, line.sizeBytes);
      this.#goodTotal += line.isGood ? 1 : 0;
      if (this.#sketch.total === this.#options.eventsMax) {
        this.#end();
      }
    } else if (line.kind === LOG_LINE.skipped) {
      this.#skipped += line.skippedCount;
    }
  }

  /** Lines that the server threw away because we were slow, as far as it has said. */
  get skipped(): number {
    return this.#skipped;
  }

  /** What is known now. @param lost events the server did not tell */
  report(limit: number, lost: number): HotKeysReport {
    const { total, errorMax } = this.#sketch;
    return { keys: this.#sketch.top(limit), total, goodTotal: this.#goodTotal, errorMax, lost };
  }

  /** Counts nothing more and leaves the server. */
  stop(): void {
    this.#isOver = true;
    this.#stream?.close();
  }

  #end(error?: MemtoolError): void {
    if (!this.#isOver) {
      this.stop();
      this.#options.onEnd(error);
    }
  }
}
