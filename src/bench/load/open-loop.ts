/**
 * The open loop: requests are sent when they are due, whatever the server does. What is late is sent late and keeps the moment it was due.
 * A request that finds no connection with room waits in line; how long is the server's doing, not ours (server-line.ts).
 *
 * Between requests the thread looks at the clock and at its sockets in turn, without sleeping: a timer of Node is a millisecond late on
 * average. With `lowCpu` it sleeps for up to a tenth of one, which costs a sixth of a core at 1,000 requests/s instead of all of it and
 * makes requests 70 us late at the median.
 */
import type { Clock } from "../../base/clock.ts";
import type { Pacer } from "../arrivals/pacer.ts";
import { ABANDON_MS_MAX, NAP_MS_MAX, OPEN_LOOP_TURN_MS } from "../limits.ts";
import type { Draw } from "../workload/draw.ts";
import type { RequestSource } from "../workload/workload.ts";
import type { LoadConnection } from "./connection.ts";
import type { FollowUps } from "./follow-ups.ts";
import type { Loop } from "./loop.ts";
import { nap } from "./nap.ts";
import type { SelfRecorder } from "./self-recorder.ts";
import { ServerLine } from "./server-line.ts";
import type { SharedMoment } from "./shared-moment.ts";
import type { ThreadServer } from "./thread-server.ts";

/** What an open loop needs to know. */
export interface OpenLoopOptions {
  readonly clock: Clock;
  readonly servers: readonly ThreadServer[];
  readonly pacer: Pacer;
  /** The streams of requests of the whole run by their numbers; undefined for those of other threads. */
  readonly sources: readonly (RequestSource | undefined)[];
  readonly draw: Draw;
  /** Requests that follow from replies; undefined when none can. */
  readonly followUps: FollowUps | undefined;
  readonly self: SelfRecorder;
  /** When any thread sent a request last. */
  readonly lastSent: SharedMoment;
  /** Whether this thread tells the gaps between all moments at which requests are due; one has to. */
  readonly tellsGaps: boolean;
  /** Most requests a connection has in flight. */
  readonly pipeline: number;
  /** When the first request may be due, and when to stop sending, on the thread's clock in ms. */
  readonly startMs: number;
  readonly deadlineMs: number;
  readonly lowCpu: boolean;
  readonly onDone: () => void;
}

/** The loop. */
export class OpenLoop implements Loop {
  readonly #options: OpenLoopOptions;
  readonly #lines: readonly ServerLine[];
  readonly #lineOf = new Map<ThreadServer, ServerLine>();
  #isSending = true;
  #isDone = false;

  constructor(options: OpenLoopOptions) {
    const { servers, self, lastSent, pipeline, draw } = options;
    this.#options = options;
    this.#lines = servers.map((server) => new ServerLine(server, self, lastSent, pipeline, draw));
    servers.forEach((server, index) => {
      this.#lineOf.set(server, this.#lines[index] as ServerLine);
    });
  }

  start(): void {
    this.#turn();
  }

  onRoom(connection: LoadConnection, nowMs: number): void {
    if (this.#isSending) {
      this.#lineOf.get(connection.server)?.onRoom(connection, nowMs);
    } else {
      // What follows from the last replies is not sent any more.
      this.#options.followUps?.cancel(nowMs);
      this.#endIfQuiet();
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
    const { clock, deadlineMs, lowCpu } = this.#options;
    const nowMs = clock.monotonicMs();
    this.#follow(nowMs);
    this.#sendDue(Math.min(nowMs, deadlineMs), nowMs + OPEN_LOOP_TURN_MS);
    for (const line of this.#lines) {
      line.flush();
    }
    if (nowMs >= deadlineMs || this.#isExhausted) {
      this.#end(Math.min(nowMs, deadlineMs));
      return;
    }
    if (lowCpu) {
      this.#rest(nowMs);
    }
    setImmediate(() => this.#turn());
  }

  /** Dispatches what is due of the requests that follow from replies. */
  #follow(nowMs: number): void {
    const { followUps, draw } = this.#options;
    if (followUps === undefined) {
      return;
    }
    for (let next = followUps.take(nowMs, draw); next !== undefined; next = followUps.take(nowMs, draw)) {
      this.#lineOf.get(next.connection.server)?.dispatch(draw, next.dueMs, next.beganMs);
    }
  }

  /** Dispatches what is due until `untilMs`, as long as the turn lasts. */
  #sendDue(untilMs: number, turnEndMs: number): void {
    const { pacer, sources, startMs, self, draw, clock, tellsGaps } = this.#options;
    for (let dispatched = 1; startMs + pacer.dueMs < untilMs; dispatched++, pacer.advance()) {
      const source = sources[pacer.number % sources.length];
      const dueMs = startMs + pacer.dueMs;
      if (tellsGaps) {
        self.intendedGaps.mark(dueMs);
      }
      if (source === undefined) {
        continue;
      }
      source.next(draw);
      self.due++;
      this.#lines[draw.server]?.dispatch(draw, dueMs, this.#beganMs(dueMs));
      if (dispatched % 16 === 0 && clock.monotonicMs() > turnEndMs) {
        pacer.advance();
        return;
      }
    }
  }

  /** When the whole look-up began that the request just drawn starts: when it is due; NaN where it starts none. */
  #beganMs(dueMs: number): number {
    const { followUps, draw } = this.#options;
    return followUps?.beginsRead(draw.operation) === true ? dueMs : Number.NaN;
  }

  /** Sleeps until shortly before the next request is due, but never long: replies wait meanwhile. */
  #rest(nowMs: number): void {
    const { startMs, pacer, followUps } = this.#options;
    const restMs = Math.min(
      NAP_MS_MAX,
      startMs + pacer.dueMs - nowMs,
      (followUps?.nextMs ?? Number.POSITIVE_INFINITY) - nowMs,
    );
    if (restMs > 0) {
      nap(restMs);
    }
  }

  /** No further request is due, and none waits. A loop with a deadline lasts until then, though nothing may be due at its end. */
  get #isExhausted(): boolean {
    const { pacer, deadlineMs } = this.#options;
    return (
      deadlineMs === Number.POSITIVE_INFINITY &&
      pacer.dueMs === Number.POSITIVE_INFINITY &&
      this.#lines.every((line) => line.backlogCount === 0)
    );
  }

  /** Sends nothing more: what waits in line is unanswered at its age; what is in flight may still come in. */
  #end(nowMs: number): void {
    if (!this.#isSending) {
      return;
    }
    this.#isSending = false;
    for (const line of this.#lines) {
      line.abandon(nowMs);
    }
    this.#abandonDue(nowMs);
    this.#options.followUps?.cancel(nowMs);
    this.#endIfQuiet();
  }

  /** What is due and was not even drawn, because this thread did not get to it, is unanswered too. */
  #abandonDue(nowMs: number): void {
    const { pacer, sources, startMs, self, draw, servers, clock } = this.#options;
    const giveUpMs = clock.monotonicMs() + ABANDON_MS_MAX;
    for (; startMs + pacer.dueMs < nowMs && clock.monotonicMs() < giveUpMs; pacer.advance()) {
      const source = sources[pacer.number % sources.length];
      if (source !== undefined) {
        source.next(draw);
        self.due++;
        self.skipped++;
        const dueMs = startMs + pacer.dueMs;
        const { recorder } = servers[draw.server] as ThreadServer;
        recorder.recordUnanswered(draw.operation, dueMs, Number.NaN, this.#beganMs(dueMs), nowMs);
      }
    }
  }

  #endIfQuiet(): void {
    const { servers } = this.#options;
    for (const { connections } of servers) {
      for (const connection of connections) {
        connection.confirm();
      }
    }
    if (this.#isDone || servers.some((server) => server.inFlight > 0)) {
      return;
    }
    this.#isDone = true;
    this.#options.onDone();
  }
}
