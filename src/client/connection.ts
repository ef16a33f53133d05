/**
 * One pipelined connection to one server.
 *
 *   send -> RequestBuffer -> (once a tick) socket        one FIFO of pending requests
 *   socket -> one static read buffer -> ReplyParser ---> settles the first of the FIFO
 *
 * It is used once: connecting, open, closed. After a timeout, a protocol error or a lost connection it is
 * destroyed with everything pending, so that a late reply can never be taken for another request's.
 */
import type { Socket } from "node:net";
import { type Address, formatAddress } from "../base/address.ts";
import type { Clock } from "../base/clock.ts";
import { MemtoolError, messageOf } from "../base/errors.ts";
import { formatDurationMs } from "../base/format-units.ts";
import type { ClientTls } from "../net/client-tls.ts";
import type { ReplyLimits } from "../protocol/reply.ts";
import { quoteLine } from "../protocol/reply-draft.ts";
import { ReplyParser } from "../protocol/reply-parser.ts";
import { RequestBuffer } from "../protocol/request-buffer.ts";
import { lostConnection } from "./lost-connection.ts";
import { openSocket } from "./open-socket.ts";
import { type PendingRequest, RequestQueue } from "./pending-request.ts";

/** What a connection is told when it is made. */
export interface ConnectionSettings {
  /** For addresses that ask for TLS; by default servers are verified by the authorities of Node.js. */
  readonly tls?: ClientTls | undefined;
  readonly connectTimeoutMs: number;
  /** Longest wait for one reply, in milliseconds, from when the request is the first in line. */
  readonly requestTimeoutMs: number;
  readonly replyLimits: ReplyLimits;
  readonly clock: Clock;
  /** Told when the server, not the client, ended an open connection. */
  readonly onDisconnect?: () => void;
}

/** Above this many unsent bytes further requests wait until the socket has drained. */
const UNSENT_BYTES_MAX = 4 * 1024 * 1024;

/** Requests collected in one tick are sent at once when they are this many bytes. */
const FLUSH_BYTES = 256 * 1024;

/** Size of the read buffer; larger ones measured no better. */
const READ_BYTES = 64 * 1024;

/** Shared by all connections of the thread: a read is consumed before the next one starts. */
let sharedReadBuffer: Buffer | undefined;

type State = "connecting" | "open" | "closed";

/** See the head of the file. */
export class Connection {
  /** Resolves once the connection is open and logged in; rejects with CONNECT, REFUSED or what else went wrong. */
  readonly opened: Promise<void>;
  readonly #name: string;
  readonly #settings: ConnectionSettings;
  /** Takes the requests that were lost with the connection: the owner sends them again or rejects them. */
  readonly #onLost: (request: PendingRequest, error: MemtoolError) => void;
  readonly #abort = new AbortController();
  readonly #parser: ReplyParser;
  readonly #buffer = new RequestBuffer();
  readonly #queue = new RequestQueue();
  readonly #waiting = new RequestQueue();
  #state: State = "connecting";
  #socket: Socket | undefined;
  #isClosing = false;
  #isFlushPlanned = false;
  #timer: NodeJS.Timeout | undefined;
  /** When the first request of the queue became the first, on the monotonic clock. */
  #firstSinceMs = 0;

  constructor(
    address: Address,
    settings: ConnectionSettings,
    onLost: (request: PendingRequest, error: MemtoolError) => void,
  ) {
    this.#name = formatAddress(address);
    this.#settings = settings;
    this.#onLost = onLost;
    this.#parser = new ReplyParser(settings.replyLimits);
    this.opened = this.#open(address);
    this.opened.catch(() => {});
  }

  /** Whether further requests may be sent here. */
  get isUsable(): boolean {
    return this.#state !== "closed" && !this.#isClosing;
  }

  /** Requests without a reply. */
  get pendingCount(): number {
    return this.#queue.length + this.#waiting.length;
  }

  async #open(address: Address): Promise<void> {
    sharedReadBuffer ??= Buffer.allocUnsafeSlow(READ_BYTES);
    const readBuffer = sharedReadBuffer;
    try {
      const { connectTimeoutMs: timeoutMs, tls, clock } = this.#settings;
      const socket = await openSocket(address, {
        timeoutMs,
        tls,
        protocol: "text",
        clock,
        signal: this.#abort.signal,
        readBuffer,
        onBytes: (length) => this.#onBytes(readBuffer, length),
      });
      this.#adopt(socket);
    } catch (error) {
      const failure =
        error instanceof MemtoolError ? error : new MemtoolError("CONNECT", messageOf(error), { cause: error });
      this.#fail(failure, failure);
      throw failure;
    }
  }

  #adopt(socket: Socket): void {
    this.#socket = socket;
    if (this.#state === "closed") {
      socket.destroy();
      return;
    }
    this.#state = "open";
    socket.on("error", (error) => this.#onGone(messageOf(error), error));
    socket.on("end", () => this.#onEnd());
    socket.on("close", () => this.#onGone("the connection was closed"));
    socket.on("drain", () => this.#onDrain());
    socket.resume();
    this.#firstSinceMs = this.#settings.clock.monotonicMs();
    this.#armTimer();
    this.#flush();
    this.#closeIfDone();
  }

  /** Sends a request, or keeps it until there is room. The connection must be usable. */
  send(request: PendingRequest): void {
    if (this.#waiting.length > 0 || this.#unsentBytes() > UNSENT_BYTES_MAX) {
      this.#waiting.push(request);
    } else {
      this.#enqueue(request);
    }
  }

  #unsentBytes(): number {
    return this.#buffer.length + (this.#socket?.writableLength ?? 0);
  }

  #enqueue(request: PendingRequest): void {
    request.encode(this.#buffer);
    this.#queue.push(request);
    if (this.#queue.length === 1) {
      this.#parser.begin(request.expectation);
      this.#firstSinceMs = this.#settings.clock.monotonicMs();
      this.#armTimer();
    }
    if (this.#buffer.length >= FLUSH_BYTES) {
      this.#flush();
    } else if (!this.#isFlushPlanned) {
      this.#isFlushPlanned = true;
      process.nextTick(flushConnection, this);
    }
  }

  /** Sends what the tick has collected; called by {@link flushConnection} only. */
  flushPlanned(): void {
    this.#isFlushPlanned = false;
    this.#flush();
  }

  #flush(): void {
    const socket = this.#socket;
    if (socket === undefined || this.#state === "closed" || this.#buffer.length === 0) {
      return;
    }
    const pieces = this.#buffer.pieces();
    if (pieces.length > 1) {
      socket.cork();
    }
    for (const piece of pieces) {
      socket.write(piece);
    }
    if (pieces.length > 1) {
      socket.uncork();
    }
    this.#buffer.reset(socket.writableLength > 0);
  }

  #onDrain(): void {
    while (this.#waiting.length > 0 && this.#unsentBytes() <= UNSENT_BYTES_MAX) {
      const request = this.#waiting.shift();
      if (request !== undefined) {
        this.#enqueue(request);
      }
    }
  }

  #onBytes(bytes: Buffer, length: number): void {
    let position = 0;
    let hasSettled = false;
    while (position < length && this.#state !== "closed") {
      const first = this.#queue.first;
      if (first === undefined) {
        this.#breach(`${quoteLine(bytes, position, length)} without being asked`);
        return;
      }
      const reached = this.#feed(bytes, position, length);
      if (reached < 0) {
        return;
      }
      position = reached;
      const reply = this.#parser.reply;
      if (reply === undefined) {
        break;
      }
      hasSettled = true;
      this.#advance();
      first.settle(reply);
      if (first.closesAfterError && reply.kind === "error") {
        this.#lose("the server may have read the value of a refused command as commands");
      }
    }
    if (hasSettled) {
      this.#afterReplies();
    }
  }

  /** Feeds the parser; -1 if the connection had to be given up. */
  #feed(bytes: Buffer, position: number, length: number): number {
    try {
      const reached = this.#parser.feed(bytes, position, length);
      const fault = this.#parser.fault;
      if (fault === undefined) {
        return reached;
      }
      this.#breach(fault);
    } catch (error) {
      const failure =
        error instanceof MemtoolError ? error : new MemtoolError("BUG", messageOf(error), { cause: error });
      this.#fail(failure, failure);
    }
    return -1;
  }

  /** Takes the answered request out and prepares for the next reply. */
  #advance(): void {
    this.#queue.shift();
    const next = this.#queue.first;
    if (next !== undefined) {
      this.#parser.begin(next.expectation);
    }
  }

  /** Once per read: moves the deadline of the request that is first now. */
  #afterReplies(): void {
    if (this.#queue.length > 0) {
      this.#firstSinceMs = this.#settings.clock.monotonicMs();
    }
    this.#onDrain();
    this.#closeIfDone();
  }

  #armTimer(): void {
    if (this.#timer === undefined && this.#state === "open" && this.#queue.length > 0) {
      this.#timer = setTimeout(() => this.#onTimer(), this.#settings.requestTimeoutMs);
    }
  }

  /** One timer a connection: it looks how long the first request has waited and sleeps for the rest. */
  #onTimer(): void {
    this.#timer = undefined;
    const first = this.#queue.first;
    if (first === undefined || this.#state === "closed") {
      return;
    }
    const timeoutMs = this.#settings.requestTimeoutMs;
    const leftMs = this.#firstSinceMs + timeoutMs - this.#settings.clock.monotonicMs();
    if (leftMs > 0) {
      this.#timer = setTimeout(() => this.#onTimer(), Math.ceil(leftMs));
      return;
    }
    const message = `${this.#name} did not answer \`${first.label}\` within ${formatDurationMs(timeoutMs)}`;
    const error = new MemtoolError("TIMEOUT", message, {
      hint: "is the server overloaded or stopped? a longer timeout may help",
    });
    this.#fail(error, this.#lostError("an earlier request timed out", error));
  }

  /** The server broke the protocol: `found` continues "... sent". */
  #breach(found: string): void {
    const error = new MemtoolError("PROTOCOL", `${this.#name} sent ${found}`, {
      hint: "is this a memcached server, and does it speak the text protocol?",
    });
    this.#fail(error, this.#lostError("the server broke the protocol", error));
  }

  #onEnd(): void {
    const first = this.#queue.first;
    if (first?.expectation.shape === "close") {
      this.#advance();
      first.settle({ kind: "closed" });
    }
    this.#onGone("the server closed the connection");
  }

  #onGone(reason: string, cause?: unknown): void {
    if (this.#state !== "closed") {
      const error = lostConnection(this.#name, this.#socket, reason, cause);
      this.#fail(error, error);
      this.#settings.onDisconnect?.();
    }
  }

  #lostError(reason: string, cause?: unknown): MemtoolError {
    return new MemtoolError("DISCONNECTED", `lost the connection to ${this.#name}: ${reason}`, { cause });
  }

  #lose(reason: string): void {
    if (this.#state !== "closed") {
      const error = this.#lostError(reason);
      this.#fail(error, error);
    }
  }

  /** Ends the connection: the first pending request fails with `firstError`, the others with `error`. */
  #fail(firstError: MemtoolError, error: MemtoolError): void {
    if (this.#state === "closed") {
      return;
    }
    this.#state = "closed";
    clearTimeout(this.#timer);
    this.#abort.abort(firstError);
    this.#socket?.destroy();
    const lost = [...this.#queue.drain(), ...this.#waiting.drain()];
    lost.forEach((request, index) => {
      this.#onLost(request, index === 0 ? firstError : error);
    });
  }

  /** Takes no more requests, and closes once those under way have their replies. */
  close(): void {
    this.#isClosing = true;
    this.#closeIfDone();
  }

  #closeIfDone(): void {
    if (this.#isClosing && this.pendingCount === 0 && this.#state !== "closed") {
      const socket = this.#socket;
      this.#state = "closed";
      clearTimeout(this.#timer);
      this.#abort.abort(this.#lostError("it was closed"));
      socket?.destroySoon();
    }
  }

  /** Closes at once; everything pending fails with `reason`. */
  destroy(reason: string): void {
    this.#lose(reason);
  }
}

function flushConnection(connection: Connection): void {
  connection.flushPlanned();
}
