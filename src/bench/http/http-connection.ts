/**
 * One connection to the application: an autocannon client whose valves we hold.
 *
 *   engine --send--> [valve] client._doRequest -> socket -> parser -> "response" -> settle -> engine
 *                    [valve] client._connect   <- error, end, time-out
 *
 * It opens when it is told to, sends nothing before it is open (and, with TLS, trusted), and keeps its own queue of what is in flight, by
 * which answers are told: autocannon's stays full after the server closed a connection, so that it takes the next answers for those of the
 * requests that were lost. Whatever ends a connection, each of its requests is settled at its age.
 */
import type { Clock } from "../../base/clock.ts";
import type { MemtoolError } from "../../base/errors.ts";
import { REOPEN_MS_MAX, REOPEN_MS_MIN } from "../limits.ts";
import type { AutocannonClient, ClientSocket } from "./autocannon-client.ts";
import {
  BEHIND_TIMED_OUT,
  CLOSED,
  CONNECT_TIMED_OUT,
  certificateError,
  connectError,
  errorKind,
  NOT_HTTP,
  TIMED_OUT,
} from "./http-errors.ts";
import { FAILED, type HttpRecorder, UNANSWERED } from "./http-recorder.ts";

/** What a connection needs of its engine. */
export interface HttpConnectionOwner {
  readonly clock: Clock;
  readonly origin: string;
  readonly recorder: HttpRecorder;
  /** Whether an https server has to be trusted before anything is sent to it. */
  readonly verifyTls: boolean;
  /** Of each request: whether it is a HEAD, whose answer has no body whatever it says. */
  readonly isHead: readonly boolean[];
  /** Whether the thread has just been away so long that it cannot tell when things happened. */
  isLate(nowMs: number): boolean;
  /** The connection may have room, or has nothing in flight any more. */
  onRoom(connection: HttpConnection, nowMs: number): void;
  /** It is open, or not any more. */
  onOpenChange(nowMs: number): void;
  /** An answer in HTTP, or something else. */
  onAnswer(isHttp: boolean): void;
  /** The run cannot go on. */
  onFailure(error: MemtoolError): void;
}

interface InFlight {
  readonly request: number;
  /** NaN in a closed loop. */
  readonly dueMs: number;
  readonly sentMs: number;
}

/** Someone who waits for the connection to open for the first time. */
interface Opening {
  resolve(): void;
  reject(error: MemtoolError): void;
}

/** The connection. */
export class HttpConnection {
  readonly #client: AutocannonClient;
  readonly #owner: HttpConnectionOwner;
  readonly #connectClient: () => void;
  readonly #sendOnClient: () => void;
  readonly #inFlight: InFlight[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  #isWired = false;
  #isClosed = false;
  #opening: Opening | undefined;
  #reopenTimer: NodeJS.Timeout | undefined;
  #reopenMs = REOPEN_MS_MIN;
  /** When it began to connect, or was opened; and whether it has answered since. */
  #sinceMs = 0;
  #hasAnswered = false;
  #lastStatus = 0;
  /** The application said it closes the connection behind the present answer. */
  #isLast = false;
  isOpen = false;
  /** Why it could not be opened, or was lost, last. */
  lastError = CLOSED;
  /** For the loop: since when it has had room, and whether it stands in line for a request. */
  roomSinceMs = 0;
  isQueued = false;

  /** @param client as `setupClient` gets it: not connected yet */
  constructor(client: AutocannonClient, owner: HttpConnectionOwner) {
    this.#client = client;
    this.#owner = owner;
    this.#connectClient = client._connect.bind(client);
    this.#sendOnClient = client._doRequest.bind(client);
    client._connect = () => this.#onConnectWish();
    client._doRequest = () => {};
    client.getRequestBuffer = () => this.#bytes;
    client.pipelinedRequests.addBody = () => {};
    client.on("response", (status: number) => this.#onResponse(status));
  }

  /** Requests without an answer. */
  get inFlightCount(): number {
    return this.#inFlight.length;
  }

  /** Whether it takes another request when it may have `pipeline` in flight. */
  hasRoom(pipeline: number): boolean {
    return this.isOpen && !this.#isLast && this.#inFlight.length < pipeline && !this.#conn.writableNeedDrain;
  }

  /** Opens it for the first time. @throws MemtoolError CONNECT, REFUSED */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
      this.#connect();
    });
  }

  /** Sends a request. Only when there is room. @param dueMs NaN in a closed loop @returns when, on the thread's clock */
  send(request: number, bytes: Buffer, dueMs: number): number {
    const sentMs = this.#owner.clock.monotonicMs();
    this.#inFlight.push({ request, dueMs, sentMs });
    this.#owner.recorder.tallies.bytesWritten += bytes.length;
    this.#bytes = bytes;
    this.#sendOnClient();
    return sentMs;
  }

  /** Gives the connection up when its oldest request has been waiting for `limitMs`, or when it takes that long to be opened again. */
  expire(nowMs: number, limitMs: number): void {
    const [oldest] = this.#inFlight;
    if (!this.isOpen && nowMs - this.#sinceMs >= limitMs) {
      this.#lose(CONNECT_TIMED_OUT, nowMs);
    }
    if (oldest !== undefined && nowMs - oldest.sentMs >= limitMs) {
      this.#inFlight.shift();
      this.#fail(oldest, TIMED_OUT, nowMs);
      this.#lose(BEHIND_TIMED_OUT, nowMs);
    }
  }

  /** Closes it for good; what is in flight is unanswered at its age. */
  close(nowMs: number): void {
    this.#isClosed = true;
    this.isOpen = false;
    clearTimeout(this.#reopenTimer);
    for (const { request, dueMs, sentMs } of this.#inFlight.splice(0)) {
      this.#owner.recorder.record(request, UNANSWERED, dueMs, sentMs, nowMs, false);
    }
    if (this.#client.conn === undefined) {
      this.#client._destroyConnection = () => {};
    }
    this.#client.destroy();
  }

  /** The client wants to connect: at first, when its constructor has set up its parser, and whenever its socket failed or ended. */
  #onConnectWish(): void {
    if (!this.#isWired) {
      this.#isWired = true;
      this.#wireParser();
      return;
    }
    this.#client.parser.finish();
    this.#lose(this.lastError, this.#owner.clock.monotonicMs());
  }

  #wireParser(): void {
    const { parser } = this.#client;
    const { kOnHeadersComplete, kOnMessageComplete } = parser.constructor;
    const onHeaders = parser[kOnHeadersComplete]?.bind(parser);
    const onMessage = parser[kOnMessageComplete]?.bind(parser);
    const parse = parser.execute.bind(parser);
    parser[kOnHeadersComplete] = (info) => {
      onHeaders?.(info);
      this.#lastStatus = info.statusCode;
      if (this.#isInterim) {
        return 0;
      }
      const isHead = this.#owner.isHead[this.#inFlight[0]?.request ?? 0] === true;
      // The parser takes a head without a length for one whose body goes on until the connection ends.
      this.#isLast = isHead ? parser.connection.includes("close") : !info.shouldKeepAlive;
      return isHead ? 1 : 0;
    };
    // An interim answer (103 Early Hints) is none yet, and one that nobody asked for must not be taken for that of the next request.
    parser[kOnMessageComplete] = (info) =>
      this.#isInterim || this.#inFlight.length === 0 ? undefined : onMessage?.(info);
    parser.execute = (chunk) => {
      const conn = this.#conn;
      this.#owner.recorder.tallies.bytesRead += chunk.length;
      conn.cork();
      const parsed = parse(chunk);
      conn.uncork();
      if (parsed instanceof Error) {
        this.#owner.onAnswer(false);
        this.#lose(NOT_HTTP, this.#owner.clock.monotonicMs());
      }
      return parsed;
    };
  }

  /** Only once it was told to open. */
  get #conn(): ClientSocket {
    return this.#client.conn as ClientSocket;
  }

  get #isInterim(): boolean {
    return this.#lastStatus >= 100 && this.#lastStatus < 200 && this.#lastStatus !== 101;
  }

  #connect(): void {
    const client = this.#client;
    client.pipelinedRequests.clear();
    client.parser.reinitialize(client.parser.type);
    this.#isLast = false;
    this.lastError = CLOSED;
    this.#sinceMs = this.#owner.clock.monotonicMs();
    this.#connectClient();
    const conn = this.#conn;
    const isTls = this.#owner.origin.startsWith("https:");
    conn.prependListener("error", (error: Error) => {
      this.lastError = errorKind(error);
    });
    conn.on(isTls ? "secureConnect" : "connect", () => this.#onOpen());
    conn.on("drain", () => this.#tellRoom());
  }

  #onOpen(): void {
    const conn = this.#conn;
    if (conn.authorized === false && this.#owner.verifyTls) {
      const reason = conn.authorizationError;
      const error = certificateError(
        this.#owner.origin,
        reason instanceof Error ? reason.message : (reason ?? "unknown"),
      );
      conn.destroy();
      this.#opening?.reject(error);
      this.#owner.onFailure(error);
      return;
    }
    this.isOpen = true;
    this.#sinceMs = this.#owner.clock.monotonicMs();
    this.#hasAnswered = false;
    if (this.#opening === undefined) {
      this.#owner.recorder.tallies.reconnects++;
    }
    this.#opening?.resolve();
    this.#opening = undefined;
    this.#owner.onOpenChange(this.#owner.clock.monotonicMs());
    this.#tellRoom();
  }

  #tellRoom(): void {
    this.#owner.onRoom(this, this.#owner.clock.monotonicMs());
  }

  /** The connection is of no use any more: settles what was in flight and opens it again, at once or, when it never was of use, after a while. */
  #lose(kind: string, nowMs: number): void {
    if (this.#isClosed || this.#reopenTimer !== undefined) {
      return;
    }
    const wasOpen = this.isOpen;
    // A server may close what was idle, but one that does nothing else is not asked all the time.
    const wasIdle = this.#inFlight.length === 0 && nowMs - this.#sinceMs >= REOPEN_MS_MAX;
    const wasUseful = wasOpen && (this.#hasAnswered || wasIdle);
    const wasAnnounced = this.#isLast && this.#inFlight.length === 0;
    this.isOpen = false;
    this.lastError = kind;
    this.#client._destroyConnection();
    if (this.#opening !== undefined) {
      this.#isClosed = true;
      this.#opening.reject(connectError(this.#owner.origin, kind));
      return;
    }
    const { tallies } = this.#owner.recorder;
    tallies.lostConnections += wasOpen && !wasAnnounced ? 1 : 0;
    tallies.failedConnects += wasOpen ? 0 : 1;
    for (const lost of this.#inFlight.splice(0)) {
      this.#fail(lost, kind, nowMs);
    }
    this.#reopenTimer = setTimeout(
      () => {
        this.#reopenTimer = undefined;
        this.#connect();
      },
      wasUseful ? 0 : this.#reopenMs,
    );
    this.#reopenMs = wasUseful ? REOPEN_MS_MIN : Math.min(REOPEN_MS_MAX, this.#reopenMs * 2);
    this.#owner.onOpenChange(nowMs);
    this.#owner.onRoom(this, nowMs);
  }

  #fail({ request, dueMs, sentMs }: InFlight, kind: string, nowMs: number): void {
    this.#owner.recorder.record(request, FAILED, dueMs, sentMs, nowMs, false);
    this.#owner.recorder.countError(kind);
  }

  /** The answer to the oldest request is complete. */
  #onResponse(status: number): void {
    const nowMs = this.#owner.clock.monotonicMs();
    const answered = this.#inFlight.shift();
    if (answered === undefined) {
      return;
    }
    this.#hasAnswered = true;
    const { recorder } = this.#owner;
    const ending = Math.min(Math.max(Math.floor(status / 100), 1), 5) - 1;
    recorder.record(answered.request, ending, answered.dueMs, answered.sentMs, nowMs, this.#owner.isLate(nowMs));
    recorder.countStatus(status);
    this.#owner.onAnswer(true);
    if (this.#isLast) {
      this.#lose(CLOSED, nowMs);
    } else {
      this.#owner.onRoom(this, nowMs);
    }
  }
}
