/**
 * When requests are sent to the application: as soon as answers make room (closed loop), or when they are due, whatever it does (open loop).
 * The open loop follows load/open-loop.ts: between requests the thread looks at the clock and its sockets in turn, what finds no free
 * connection waits in line and keeps the moment it was due.
 */
import type { Clock } from "../../base/clock.ts";
import type { Pacer } from "../arrivals/pacer.ts";
import { ABANDON_MS_MAX, NAP_MS_MAX, OPEN_LOOP_TURN_MS } from "../limits.ts";
import { nap } from "../load/nap.ts";
import type { SelfRecorder } from "../load/self-recorder.ts";
import type { HttpConnection } from "./http-connection.ts";
import { NO_CONNECTION } from "./http-errors.ts";
import { FAILED, type HttpRecorder, UNANSWERED } from "./http-recorder.ts";
import type { HttpRequestSource, HttpRequests } from "./http-requests.ts";
import { WaitingLine } from "./waiting-line.ts";

/** A loop. It calls `onDone` once, when it sends nothing more and nothing is in flight. */
export interface HttpLoop {
  start(nowMs: number): void;
  /** A connection may have room, or has nothing in flight any more. */
  onRoom(connection: HttpConnection, nowMs: number): void;
  /** Gives up what has waited in line for `limitMs`. */
  expire(nowMs: number, limitMs: number): void;
  /** Sends nothing more; it is done once what is in flight has ended. */
  stop(): void;
}

/** What both loops need to know. */
export interface HttpLoopOptions {
  readonly clock: Clock;
  readonly connections: readonly HttpConnection[];
  readonly requests: HttpRequests;
  /** Most requests a connection has in flight. */
  readonly pipeline: number;
  /** When to stop sending, on the thread's clock in ms; may be infinite. */
  readonly deadlineMs: number;
  readonly onDone: () => void;
}

function isQuiet(connections: readonly HttpConnection[]): boolean {
  return connections.every(({ inFlightCount }) => inFlightCount === 0);
}

/** The closed loop. */
export class HttpClosedLoop implements HttpLoop {
  readonly #options: HttpLoopOptions;
  readonly #sources: readonly HttpRequestSource[];
  readonly #sourceOf: ReadonlyMap<HttpConnection, HttpRequestSource>;
  #isSending = true;
  #isDone = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param sources of the connections, in their order */
  constructor(options: HttpLoopOptions, sources: readonly HttpRequestSource[]) {
    this.#options = options;
    this.#sources = sources;
    this.#sourceOf = new Map(
      options.connections.map((connection, index) => [connection, sources[index] as HttpRequestSource]),
    );
  }

  start(nowMs: number): void {
    const { connections, deadlineMs } = this.#options;
    if (Number.isFinite(deadlineMs)) {
      this.#timer = setTimeout(() => this.stop(), deadlineMs - nowMs);
    }
    for (const connection of connections) {
      this.onRoom(connection, nowMs);
    }
  }

  onRoom(connection: HttpConnection, nowMs: number): void {
    const { pipeline, requests, deadlineMs } = this.#options;
    const source = this.#sourceOf.get(connection) as HttpRequestSource;
    while (this.#isSending && nowMs < deadlineMs && source.remaining > 0 && connection.hasRoom(pipeline)) {
      source.next();
      connection.send(source.request, requests.bytesOf(source.request, source.key), Number.NaN);
    }
    this.#endIfQuiet();
  }

  expire(): void {
    // Nothing waits in line: requests are drawn when there is room for them.
  }

  stop(): void {
    this.#isSending = false;
    this.#endIfQuiet();
  }

  #endIfQuiet(): void {
    const isExhausted = !this.#isSending || this.#sources.every(({ remaining }) => remaining <= 0);
    if (isExhausted && !this.#isDone && isQuiet(this.#options.connections)) {
      this.#isDone = true;
      clearTimeout(this.#timer);
      this.#options.onDone();
    }
  }
}

/** What an open loop needs besides. */
export interface HttpOpenLoopOptions extends HttpLoopOptions {
  readonly pacer: Pacer;
  /** The streams of requests of the whole run by their numbers; undefined for those of other threads. */
  readonly sources: readonly (HttpRequestSource | undefined)[];
  readonly self: SelfRecorder;
  readonly recorder: HttpRecorder;
  /** When the first request may be due, on the thread's clock in ms. */
  readonly startMs: number;
  readonly lowCpu: boolean;
}

/** The open loop. */
export class HttpOpenLoop implements HttpLoop {
  readonly #options: HttpOpenLoopOptions;
  readonly #line = new WaitingLine();
  /** Connections with room, the one that has had it longest in front. */
  readonly #free: HttpConnection[] = [];
  #isSending = true;
  #isDone = false;

  constructor(options: HttpOpenLoopOptions) {
    this.#options = options;
    for (const connection of options.connections) {
      connection.isQueued = false;
      this.#enqueue(connection, Number.NEGATIVE_INFINITY);
    }
  }

  start(): void {
    this.#turn();
  }

  onRoom(connection: HttpConnection, nowMs: number): void {
    if (!this.#isSending) {
      this.#endIfQuiet();
      return;
    }
    if (connection.isQueued) {
      return;
    }
    connection.roomSinceMs = nowMs;
    while (this.#line.count > 0 && connection.hasRoom(this.#options.pipeline)) {
      const waiting = this.#line.shift();
      if (waiting !== undefined) {
        this.#send(connection, waiting.request, waiting.key, waiting.dueMs);
      }
    }
    this.#enqueue(connection, nowMs);
  }

  expire(nowMs: number, limitMs: number): void {
    const { recorder } = this.#options;
    let { oldest } = this.#line;
    while (oldest !== undefined && nowMs - oldest.dueMs >= limitMs) {
      recorder.record(oldest.request, FAILED, oldest.dueMs, Number.NaN, nowMs, false);
      recorder.countError(NO_CONNECTION);
      this.#line.shift();
      oldest = this.#line.oldest;
    }
  }

  stop(): void {
    this.#end(this.#options.clock.monotonicMs());
  }

  /** Sends what is due, then lets the sockets have their turn. */
  #turn(): void {
    if (!this.#isSending) {
      return;
    }
    const { clock, deadlineMs, lowCpu, startMs, pacer } = this.#options;
    const nowMs = clock.monotonicMs();
    this.#sendDue(Math.min(nowMs, deadlineMs), nowMs + OPEN_LOOP_TURN_MS);
    if (nowMs >= deadlineMs || (pacer.dueMs === Number.POSITIVE_INFINITY && this.#line.count === 0)) {
      this.#end(Math.min(nowMs, deadlineMs));
      return;
    }
    const restMs = Math.min(NAP_MS_MAX, startMs + pacer.dueMs - nowMs);
    if (lowCpu && restMs > 0) {
      nap(restMs);
    }
    setImmediate(() => this.#turn());
  }

  /** Dispatches what is due until `untilMs`, as long as the turn lasts. */
  #sendDue(untilMs: number, turnEndMs: number): void {
    const { pacer, clock, startMs } = this.#options;
    while (startMs + pacer.dueMs < untilMs) {
      const source = this.#drawDue();
      const dueMs = startMs + pacer.dueMs;
      pacer.advance();
      if (source !== undefined) {
        this.#dispatch(source, dueMs);
        if (clock.monotonicMs() > turnEndMs) {
          return;
        }
      }
    }
  }

  /** Draws the request that is due next; undefined when it is another thread's. */
  #drawDue(): HttpRequestSource | undefined {
    const { pacer, sources, self, startMs } = this.#options;
    const source = sources[pacer.number % sources.length];
    if (source !== undefined) {
      source.next();
      self.due++;
      self.intendedGaps.mark(startMs + pacer.dueMs);
    }
    return source;
  }

  #dispatch({ request, key }: HttpRequestSource, dueMs: number): void {
    const connection = this.#line.count > 0 ? undefined : this.#takeFree();
    if (connection === undefined) {
      this.#options.self.blocked++;
      this.#line.push({ request, key, dueMs });
      return;
    }
    this.#send(connection, request, key, dueMs);
    this.#enqueue(connection, connection.roomSinceMs);
  }

  #send(connection: HttpConnection, request: number, key: number, dueMs: number): void {
    const { requests, self } = this.#options;
    const sentMs = connection.send(request, requests.bytesOf(request, key), dueMs);
    self.sent++;
    self.sentGaps.mark(sentMs);
    self.ownDelay.record((sentMs - Math.max(dueMs, connection.roomSinceMs)) * 1e6, 1);
  }

  #takeFree(): HttpConnection | undefined {
    for (let connection = this.#free.shift(); connection !== undefined; connection = this.#free.shift()) {
      connection.isQueued = false;
      if (connection.hasRoom(this.#options.pipeline)) {
        return connection;
      }
    }
    return undefined;
  }

  #enqueue(connection: HttpConnection, roomSinceMs: number): void {
    if (!connection.isQueued && connection.hasRoom(this.#options.pipeline)) {
      connection.roomSinceMs = roomSinceMs;
      connection.isQueued = true;
      this.#free.push(connection);
    }
  }

  /** Sends nothing more: what waits in line is unanswered at its age; what is in flight may still be answered. */
  #end(nowMs: number): void {
    if (!this.#isSending) {
      return;
    }
    this.#isSending = false;
    const { recorder } = this.#options;
    for (let waiting = this.#line.shift(); waiting !== undefined; waiting = this.#line.shift()) {
      recorder.record(waiting.request, UNANSWERED, waiting.dueMs, Number.NaN, nowMs, false);
    }
    this.#abandonDue(nowMs);
    this.#endIfQuiet();
  }

  /** What is due and was not even drawn, because this thread did not get to it, is unanswered too. */
  #abandonDue(nowMs: number): void {
    const { pacer, self, recorder, clock, startMs } = this.#options;
    const giveUpMs = clock.monotonicMs() + ABANDON_MS_MAX;
    while (startMs + pacer.dueMs < nowMs && clock.monotonicMs() < giveUpMs) {
      const source = this.#drawDue();
      if (source !== undefined) {
        self.skipped++;
        recorder.record(source.request, UNANSWERED, startMs + pacer.dueMs, Number.NaN, nowMs, false);
      }
      pacer.advance();
    }
  }

  #endIfQuiet(): void {
    if (!this.#isDone && isQuiet(this.#options.connections)) {
      this.#isDone = true;
      this.#options.onDone();
    }
  }
}
