/**
 * A connection of its own for what a server sends line by line without an end in sight: the dumps of keys, and `watch`. Lines are handed
 * over as borrowed bytes while they arrive. Whoever takes them can pause it, and then the server has to wait; a silence of the
 * server, unlike a long reply, ends it.
 */
import { type Address, formatAddress } from "../base/address.ts";
import type { Clock } from "../base/clock.ts";
import { MemtoolError, messageOf } from "../base/errors.ts";
import { formatDurationMs } from "../base/format-units.ts";
import type { ClientTls } from "../net/client-tls.ts";
import { LineSplitter, type LineTaker } from "../protocol/line-splitter.ts";
import { DEFAULT_REPLY_LIMITS } from "../protocol/reply.ts";
import { openWire, type Wire } from "./wire.ts";

/** Where a stream leads to, and who takes its lines. */
export interface LineStreamOptions {
  /** For addresses that ask for TLS; undefined for the defaults. */
  readonly tls?: ClientTls | undefined;
  /** Longest wait for the open connection, TLS handshake and login included, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** Longest silence of the server while it owes an answer, in milliseconds. */
  readonly silenceTimeoutMs: number;
  readonly clock: Clock;
  /** Gets each line; a MemtoolError thrown here ends the stream with it. */
  readonly onLine: LineTaker;
  /** After the lines of one read. */
  readonly onRead?: () => void;
  /** Called once: without an error after {@link LineStream.destroy}, else with why there is no more. */
  readonly onClose: (error?: MemtoolError) => void;
}

/** Size of the read buffer; each stream has its own, because streams are few. */
const READ_BYTES = 64 * 1024;

/** See the head of the file. Made by {@link openLineStream}. */
export class LineStream {
  readonly #name: string;
  readonly #options: LineStreamOptions;
  readonly #splitter = new LineSplitter(DEFAULT_REPLY_LIMITS.lineBytesMax);
  #wire: Wire | undefined;
  #timer: NodeJS.Timeout | undefined;
  #awaited: string | undefined;
  #isPaused = false;
  #isClosed = false;
  #heardMs = 0;

  /** Use {@link openLineStream}. */
  constructor(address: Address, options: LineStreamOptions) {
    this.#name = formatAddress(address);
    this.#options = options;
  }

  /** Use {@link openLineStream}. */
  async open(address: Address): Promise<void> {
    const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);
    const { connectTimeoutMs, tls } = this.#options;
    this.#wire = await openWire(address, {
      connectTimeoutMs,
      tls,
      readBuffer,
      onData: (_bytes, length) => this.#onData(readBuffer, length),
      onDrain: () => {},
      onClose: (error) => this.#end(error),
    });
    if (this.#isClosed) {
      // What came in one read with the answer to the login has ended it, before there was a wire to be closed.
      this.#wire.destroy();
    }
  }

  /** Sends a command line, given without its end, whose answer is awaited from now on; see {@link settled}. */
  send(line: string): void {
    this.#awaited = line;
    this.#wire?.write(Buffer.from(`${line}\r\n`, "latin1"));
    this.#listen();
  }

  /** Says that the server owes nothing more: it may be silent. */
  settled(): void {
    this.#awaited = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Stops reading, until {@link resume}. */
  pause(): void {
    this.#isPaused = true;
    this.#wire?.pause();
  }

  /** Takes bytes again; the silence is counted anew. */
  resume(): void {
    if (this.#isPaused) {
      this.#isPaused = false;
      this.#wire?.resume();
      this.#listen();
    }
  }

  /** Whether bytes are refused at the moment. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Closes at once; `onClose` follows without an error. */
  destroy(): void {
    this.#end(undefined);
  }

  #onData(bytes: Buffer, length: number): void {
    if (this.#isClosed) {
      return;
    }
    this.#heardMs = this.#options.clock.monotonicMs();
    try {
      if (!this.#splitter.feed(bytes, length, this.#options.onLine)) {
        throw new MemtoolError(
          "PROTOCOL",
          `${this.#name} sent a line of more than ${DEFAULT_REPLY_LIMITS.lineBytesMax} bytes`,
          {
            hint: "is this a memcached server, and does it speak the text protocol?",
          },
        );
      }
      this.#options.onRead?.();
    } catch (error) {
      this.#end(error instanceof MemtoolError ? error : new MemtoolError("BUG", messageOf(error), { cause: error }));
    }
  }

  #listen(): void {
    this.#heardMs = this.#options.clock.monotonicMs();
    if (this.#timer === undefined && !this.#isClosed && this.#awaited !== undefined) {
      this.#timer = setTimeout(() => this.#onTimer(), this.#options.silenceTimeoutMs);
    }
  }

  /** One timer a stream: it looks how long the silence has been and sleeps for the rest. */
  #onTimer(): void {
    this.#timer = undefined;
    const { silenceTimeoutMs, clock } = this.#options;
    if (this.#awaited === undefined || this.#isPaused || this.#isClosed) {
      return;
    }
    const leftMs = this.#heardMs + silenceTimeoutMs - clock.monotonicMs();
    if (leftMs > 0) {
      this.#timer = setTimeout(() => this.#onTimer(), Math.ceil(leftMs));
      return;
    }
    const message = `${this.#name} was silent for ${formatDurationMs(silenceTimeoutMs)} in the middle of \`${this.#awaited}\``;
    this.#end(
      new MemtoolError("TIMEOUT", message, { hint: "is the server overloaded or stopped? a longer timeout may help" }),
    );
  }

  #end(error: MemtoolError | undefined): void {
    if (this.#isClosed) {
      return;
    }
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#wire?.destroy();
    this.#options.onClose(error);
  }
}

/**
 * Opens a stream. It owes nothing until the first {@link LineStream.send}.
 * @throws MemtoolError CONNECT, REFUSED, and what else {@link openWire} throws
 */
export async function openLineStream(address: Address, options: LineStreamOptions): Promise<LineStream> {
  const stream = new LineStream(address, options);
  await stream.open(address);
  return stream;
}
