/**
 * One connection on which dumps are asked for one after the other. What arrives is parsed while it arrives and handed over in batches, one a
 * read of the socket; when the reader is slow the socket is paused, and with it the server's sending.
 */
import { type Address, formatAddress } from "../base/address.ts";
import type { Clock } from "../base/clock.ts";
import { MemtoolError } from "../base/errors.ts";
import { type LineStream, openLineStream } from "../client/line-stream.ts";
import type { ClientTls } from "../net/client-tls.ts";
import { quoteLine } from "../protocol/reply-draft.ts";
import { BatchQueue } from "./batch-queue.ts";
import { type CachedumpContext, parseCachedumpLine } from "./cachedump-line.ts";
import type { KeyEntry } from "./key-entry.ts";
import { isMetadumpLine, parseMetadumpLine } from "./metadump-line.ts";

/** How to reach a server, and how long to wait. */
export interface DumpSessionOptions {
  readonly tls?: ClientTls | undefined;
  readonly connectTimeoutMs: number;
  /** Longest silence of the server in the middle of a dump, in milliseconds. A reader that takes its time does not count. */
  readonly silenceTimeoutMs: number;
  readonly clock: Clock;
}

/** How a dump ended: complete, or refused with the server's words (`BUSY ...`, `ERROR ...`). */
export type DumpEnd = { readonly kind: "complete" } | { readonly kind: "refused"; readonly text: string };

/** Batches that wait for the reader; each is one read of 64 KiB or less, some 650 keys. */
const BATCHES_MAX = 4;

const COMPLETE: DumpEnd = { kind: "complete" };

/** The dump under way. */
interface Dump {
  readonly queue: BatchQueue<readonly KeyEntry[]>;
  readonly command: string;
  /** Set for `stats cachedump`. */
  readonly cachedump: CachedumpContext | undefined;
  batch: KeyEntry[];
  end: DumpEnd;
}

/** See the head of the file. */
export class DumpSession {
  readonly #name: string;
  #stream: LineStream | undefined;
  #dump: Dump | undefined;
  #failure: MemtoolError | undefined;
  #isDestroyed = false;
  /** Lines of `stats cachedump` that hold no whole key. */
  unreadableLines = 0;

  private constructor(address: Address) {
    this.#name = formatAddress(address);
  }

  /** @throws MemtoolError CONNECT or REFUSED */
  static async open(address: Address, options: DumpSessionOptions): Promise<DumpSession> {
    const session = new DumpSession(address);
    session.#stream = await openLineStream(address, {
      ...options,
      onLine: (bytes, start, end) => session.#onLine(bytes, start, end),
      onRead: () => session.#handOver(),
      onClose: (error) => session.#onClose(error),
    });
    return session;
  }

  /**
   * Asks for a dump and yields its entries. Leaving the loop early ends the connection, because nothing else stops a dump.
   * @param words what follows `lru_crawler metadump`: `all`, `hash`, or class ids separated by commas
   */
  metadump(words: string): AsyncGenerator<readonly KeyEntry[], DumpEnd> {
    return this.#run(`lru_crawler metadump ${words}`, undefined);
  }

  /** As {@link metadump}, by the older command: up to 2 MB of a class, and of its least used items only. */
  cachedump(context: CachedumpContext): AsyncGenerator<readonly KeyEntry[], DumpEnd> {
    return this.#run(`stats cachedump ${context.slabClass} 0`, context);
  }

  /** Ends at once; a dump under way just ends. */
  destroy(): void {
    this.#isDestroyed = true;
    this.#stream?.destroy();
  }

  async *#run(command: string, cachedump: CachedumpContext | undefined): AsyncGenerator<readonly KeyEntry[], DumpEnd> {
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
    if (this.#isDestroyed) {
      return COMPLETE;
    }
    const queue = new BatchQueue<readonly KeyEntry[]>(BATCHES_MAX, () => this.#stream?.resume());
    const dump: Dump = { queue, command, cachedump, batch: [], end: COMPLETE };
    this.#dump = dump;
    this.#stream?.send(command);
    let isOver = false;
    try {
      for (;;) {
        const batch = await queue.next();
        if (batch === undefined) {
          isOver = true;
          return dump.end;
        }
        yield batch;
      }
    } finally {
      if (!isOver) {
        this.destroy();
      }
    }
  }

  #onLine(bytes: Buffer, start: number, end: number): void {
    const dump = this.#dump;
    if (dump === undefined) {
      throw this.#breach(`${quoteLine(bytes, start, end)} without being asked`);
    }
    if (dump.cachedump === undefined && isMetadumpLine(bytes, start, end)) {
      const entry = parseMetadumpLine(bytes, start, end);
      if (entry === undefined) {
        throw this.#breach(`${quoteLine(bytes, start, end)} in a metadump`);
      }
      dump.batch.push(entry);
      return;
    }
    this.#onOtherLine(dump, bytes, start, end);
  }

  /** Everything but an entry of a metadump. */
  #onOtherLine(dump: Dump, bytes: Buffer, start: number, end: number): void {
    const text = bytes.toString("latin1", start, end);
    if (text === "END") {
      this.#finish(dump);
    } else if (/^(?:ERROR|CLIENT_ERROR|SERVER_ERROR|BUSY|BADCLASS|NOTSTARTED|LOCKED)\b/.test(text)) {
      dump.end = { kind: "refused", text };
      this.#finish(dump);
    } else if (dump.cachedump !== undefined) {
      const entry = parseCachedumpLine(bytes, start, end, dump.cachedump);
      if (entry === undefined) {
        this.unreadableLines++;
      } else {
        dump.batch.push(entry);
      }
    } else if (text !== "OK") {
      throw this.#breach(`${quoteLine(bytes, start, end)} in a metadump`);
    }
  }

  #finish(dump: Dump): void {
    this.#stream?.settled();
    this.#handOver();
    this.#dump = undefined;
    dump.queue.end();
  }

  #handOver(): void {
    const dump = this.#dump;
    if (dump !== undefined && dump.batch.length > 0) {
      const { batch } = dump;
      dump.batch = [];
      if (!dump.queue.push(batch)) {
        this.#stream?.pause();
      }
    }
  }

  #onClose(error: MemtoolError | undefined): void {
    this.#failure = error;
    this.#handOver();
    this.#dump?.queue.end(error);
  }

  #breach(found: string): MemtoolError {
    return new MemtoolError("PROTOCOL", `${this.#name} sent ${found}`, {
      hint: "is this a memcached server, and does it speak the text protocol?",
    });
  }
}
