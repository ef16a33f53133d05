/**
 * One connection of the load: keeps its window of requests filled (closed loop: the next requests are sent when replies have made
 * room for half a pipeline) until its source runs dry or time is up, and then is idle with nothing in flight.
 */
import type { Address } from "../base/address.ts";
import type { Clock } from "../base/clock.ts";
import type { MemtoolError } from "../base/errors.ts";
import { escapeText } from "../base/escape.ts";
import { openWire, type Wire, type WireOptions } from "../client/wire.ts";
import { lostError, violationError } from "./failure.ts";
import { Recorder } from "./recorder.ts";
import { ReplyReader } from "./reply-reader.ts";
import { RequestWindow } from "./request-window.ts";
import type { RequestWriter } from "./request-writer.ts";
import type { ValueLine } from "./value-line.ts";
import type { RequestSource } from "./workload/workload.ts";

const VERSION_REQUEST = Buffer.from("version\r\n");
const GREETING_BYTES_MAX = 256;

/** What the connections of a load thread share. */
export interface ConnectionContext {
  readonly address: Address;
  readonly tls?: WireOptions["tls"];
  readonly clock: Clock;
  readonly writer: RequestWriter;
  readonly valueLine: ValueLine;
  readonly readBuffer: Buffer;
  readonly connectTimeoutMs: number;
  /** The connection has nothing more to do in this phase. */
  onIdle(): void;
  /** The connection can no longer be used. */
  onFailure(error: MemtoolError): void;
}

/** The connection. */
export class LoadConnection {
  readonly source: RequestSource;
  readonly #context: ConnectionContext;
  readonly #window: RequestWindow;
  readonly #reader: ReplyReader;
  #recorder = new Recorder();
  #wire: Wire | undefined;
  #greeting: Buffer | undefined = Buffer.alloc(0);
  #onGreeting: ((version: string) => void) | undefined;
  #pipeline = 1;
  #deadlineMs = Number.POSITIVE_INFINITY;
  #activeMs = 0;
  #isIdle = true;
  #isClosed = false;

  /** @param pipelineMax most requests that will ever be in flight */
  constructor(context: ConnectionContext, source: RequestSource, pipelineMax: number) {
    this.#context = context;
    this.source = source;
    this.#window = new RequestWindow(pipelineMax);
    this.#reader = new ReplyReader(this.#window, context.valueLine, this.#recorder);
  }

  /**
   * Connects and asks for the server's version, so that a server that refuses, or is none, shows now.
   * @returns the version; never settles when the connection fails after connecting: `onFailure` then tells
   */
  async open(): Promise<string> {
    const { address, tls, readBuffer, connectTimeoutMs } = this.#context;
    const greeted = new Promise<string>((resolve) => {
      this.#onGreeting = resolve;
    });
    this.#wire = await openWire(address, {
      tls,
      readBuffer,
      connectTimeoutMs,
      onData: (bytes, length) => this.#onData(bytes, length),
      onDrain: () => this.#onDrain(),
      onClose: (error) => this.#onClose(error),
    });
    if (this.#isClosed) {
      this.#wire.destroy();
    }
    this.#activeMs = this.#context.clock.monotonicMs();
    this.#wire.write(VERSION_REQUEST);
    return await greeted;
  }

  /** Starts sending what the source holds. @param deadlineMs when to stop, on the context's clock */
  start(recorder: Recorder, pipeline: number, deadlineMs: number): void {
    this.#recorder = recorder;
    this.#reader.recorder = recorder;
    this.#pipeline = pipeline;
    this.#deadlineMs = deadlineMs;
    this.#isIdle = false;
    if (this.#isClosed) {
      return;
    }
    this.#fill(this.#context.clock.monotonicMs());
  }

  /** Sends nothing more; idle once the replies in flight are in. */
  stop(): void {
    this.source.remaining = 0;
  }

  /** Closes without a word. */
  destroy(): void {
    this.#isClosed = true;
    this.#wire?.destroy();
  }

  /** True until the server has told its version. */
  get isGreeting(): boolean {
    return this.#greeting !== undefined;
  }

  /** Requests in flight; while connecting the greeting counts as one. */
  get waiting(): number {
    return this.#greeting === undefined ? this.#window.count : 1;
  }

  /** How long the requests in flight have waited without any sign of life, in ms. */
  waitedMs(nowMs: number): number {
    const isWaiting = this.#wire !== undefined && !this.#isClosed && this.waiting > 0;
    return isWaiting ? nowMs - this.#activeMs : 0;
  }

  #onData(bytes: Uint8Array, length: number): void {
    if (this.#isClosed) {
      return;
    }
    const nowMs = this.#context.clock.monotonicMs();
    this.#activeMs = nowMs;
    const chunk = bytes as Buffer;
    if (this.#greeting !== undefined) {
      this.#greet(chunk.subarray(0, length));
      return;
    }
    this.#recorder.bytesRead += length;
    if (this.#reader.read(chunk, length, nowMs)) {
      this.#fill(nowMs);
    } else {
      this.#fail(violationError(this.#context.address, this.#reader.violation ?? ""));
    }
  }

  #greet(bytes: Buffer): void {
    const greeting = Buffer.concat([this.#greeting ?? bytes, bytes]);
    this.#greeting = greeting;
    const lineEnd = greeting.indexOf(10);
    if (lineEnd === -1 && greeting.length < GREETING_BYTES_MAX) {
      return;
    }
    const line = greeting.toString("latin1").trimEnd();
    if (!/^VERSION [^\r\n]+$/.test(line)) {
      const first = greeting.subarray(0, lineEnd === -1 ? GREETING_BYTES_MAX : lineEnd);
      const shown = escapeText(first.at(-1) === 13 ? first.subarray(0, -1) : first).slice(0, 120);
      this.#fail(violationError(this.#context.address, `asked for its version, got "${shown}"`));
      return;
    }
    this.#greeting = undefined;
    this.#onGreeting?.(line.slice("VERSION ".length));
  }

  #onDrain(): void {
    this.#activeMs = this.#context.clock.monotonicMs();
    if (!this.#isIdle && !this.#isClosed) {
      this.#fill(this.#activeMs);
    }
  }

  #onClose(error: MemtoolError | undefined): void {
    if (!this.#isClosed && error !== undefined) {
      this.#fail(lostError(this.waiting, error));
    }
  }

  #fail(error: MemtoolError): void {
    this.destroy();
    this.#context.onFailure(error);
  }

  /** Sends as many requests as the window has room for, if that is at least half a pipeline, unless time is up. */
  #fill(nowMs: number): void {
    const { source } = this;
    const { writer } = this.#context;
    const wire = this.#wire as Wire;
    if (nowMs >= this.#deadlineMs) {
      source.remaining = 0;
    }
    let free = this.#window.room(this.#pipeline);
    while (free > 0 && source.remaining > 0 && wire.pendingBytes === 0) {
      for (; free > 0 && source.remaining > 0 && !writer.isFull; free--) {
        source.next(writer);
        this.#window.push(source.operation, source.key);
      }
      this.#send(wire);
    }
    if (this.#window.count === 0 && source.remaining === 0 && !this.#isIdle) {
      this.#isIdle = true;
      this.#context.onIdle();
    }
  }

  /** Writes what the writer holds, stamped with this moment. What the socket does not take at once keeps its buffer. */
  #send(wire: Wire): void {
    const { clock, writer } = this.#context;
    const nowMs = clock.monotonicMs();
    if (this.#window.stamp(nowMs)) {
      this.#activeMs = nowMs;
    }
    this.#recorder.bytesWritten += writer.length;
    wire.write(writer.bytes.subarray(0, writer.length));
    writer.restart(wire.holdsBytes);
  }
}
