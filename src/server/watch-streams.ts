/** The watchers among a worker's connections: their lines on the way from shared memory to the session. */
import type { ReplyStream, StreamStep } from "../engine/reply-stream.ts";
import { STREAM_STEP } from "../engine/reply-stream.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import type { LogMemory } from "../stats/log/log-memory.ts";
import { Watcher, type WatcherRefusal } from "../stats/log/watcher.ts";

/** Lines are looked for this often. */
const LOOK_MS = 10;

/** Enough for one call of fill. */
const PART_BYTES = 64 * 1024;

/** Opens watchers, and looks after those that wait for lines; one a worker. */
export class WatchStreams {
  readonly #memory: LogMemory;
  readonly #waiting = new Map<WatchStream, () => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(memory: LogMemory) {
    this.#memory = memory;
  }

  /** Lines of `types` (bits of LOG_TYPE) from now on. */
  open(types: number): ReplyStream | WatcherRefusal {
    const watcher = Watcher.open(this.#memory, types);
    return watcher instanceof Watcher ? new WatchStream(watcher, this) : watcher;
  }

  /** Has `wake` called once when there are lines. */
  wait(stream: WatchStream, wake: () => void): void {
    this.#waiting.set(stream, wake);
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
  }

  /** Waits no longer. */
  forget(stream: WatchStream): void {
    this.#waiting.delete(stream);
    if (this.#waiting.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  #look(): void {
    for (const [stream, wake] of [...this.#waiting]) {
      if (stream.hasLines) {
        this.forget(stream);
        wake();
      }
    }
  }
}

/** The lines of one watcher, without an end. */
class WatchStream implements ReplyStream {
  readonly isEndless = true;
  readonly #watcher: Watcher;
  readonly #streams: WatchStreams;

  constructor(watcher: Watcher, streams: WatchStreams) {
    this.#watcher = watcher;
    this.#streams = streams;
  }

  get hasLines(): boolean {
    return !this.#watcher.ring.isEmpty;
  }

  fill(reply: ReplyBuffer): StreamStep {
    const { ring } = this.#watcher;
    const full = reply.length + PART_BYTES;
    while (reply.length < full) {
      const at = ring.peek();
      if (at < 0) {
        return STREAM_STEP.waiting;
      }
      reply.appendRange(ring.bytes, at, ring.recordBytes);
      ring.drop();
    }
    return STREAM_STEP.more;
  }

  onWake(wake: () => void): void {
    this.#streams.wait(this, wake);
  }

  close(): void {
    this.#streams.forget(this);
    this.#watcher.close();
  }
}
