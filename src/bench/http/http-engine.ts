/**
 * One load thread's work against an HTTP application: its connections, the loop that sends on them, and watching over both. Phases run one
 * after the other over the same connections.
 */
import { type Clock, machineMs } from "../../base/clock.ts";
import type { MemtoolError } from "../../base/errors.ts";
import { Pacer } from "../arrivals/pacer.ts";
import { failureOf } from "../failure.ts";
import { OPEN_LOOP_HEADSTART_MS, TICK_MS } from "../limits.ts";
import { Heartbeat } from "../load/heartbeat.ts";
import { SelfRecorder } from "../load/self-recorder.ts";
import { threadUsage } from "../load/thread-usage.ts";
import { connectionsOf, type MeasurePhase, pacingOf } from "../plan.ts";
import type { ThreadInterval, ThreadReport } from "../threads/reports.ts";
import type { ThreadEngine } from "../threads/serve-engine.ts";
import { partStart } from "../workload/workload.ts";
import { startAutocannon } from "./autocannon-client.ts";
import { HttpConnection, type HttpConnectionOwner } from "./http-connection.ts";
import { CLOSED, connectTimeoutError, goneError, notHttpError } from "./http-errors.ts";
import { HTTP_OPENING_MAX, TIMEOUT_CHECK_MS_MAX, TIMEOUT_CHECK_MS_MIN, TIMEOUT_CHECKS } from "./http-limits.ts";
import { HttpClosedLoop, type HttpLoop, type HttpLoopOptions, HttpOpenLoop } from "./http-loops.ts";
import type { HttpThreadPlan } from "./http-plan.ts";
import { HttpRecorder, type HttpRecorderSnapshot } from "./http-recorder.ts";
import { HttpRequestSource, HttpRequests } from "./http-requests.ts";

/** What a load thread measured in one interval of a phase. */
export interface HttpIntervalReport extends ThreadInterval {
  readonly recorder: HttpRecorderSnapshot;
}

/** How a load thread ended a phase. */
export type HttpPhaseReport = ThreadReport<HttpIntervalReport>;

/** The engine. */
export class HttpEngine implements HttpConnectionOwner, ThreadEngine<MeasurePhase, void, HttpIntervalReport> {
  readonly clock: Clock;
  readonly origin: string;
  readonly verifyTls: boolean;
  readonly isHead: readonly boolean[];
  readonly recorder = new HttpRecorder();
  readonly #thread: HttpThreadPlan;
  readonly #numbers: readonly number[];
  readonly #requests: HttpRequests;
  readonly #sources: readonly HttpRequestSource[];
  readonly #self = new SelfRecorder();
  readonly #heartbeat: Heartbeat;
  #connections: readonly HttpConnection[] = [];
  #endAutocannon: () => void = () => {};
  #loop: HttpLoop | undefined;
  #failure: MemtoolError | undefined;
  #finish: (() => void) | undefined;
  #phaseStartMs = 0;
  #isAnswering = false;
  /** Since when no connection has been open; undefined while one is. */
  #goneSinceMs: number | undefined;

  constructor(thread: HttpThreadPlan, clock: Clock) {
    const { plan } = thread;
    this.clock = clock;
    this.origin = plan.origin;
    this.verifyTls = plan.verifyTls;
    this.isHead = plan.requests.map(({ method }) => method === "HEAD");
    this.#thread = thread;
    this.#numbers = connectionsOf(thread);
    this.#requests = new HttpRequests(plan);
    this.#sources = this.#numbers.map((number) => new HttpRequestSource(plan, number, plan.connections));
    this.#heartbeat = new Heartbeat(clock);
    this.#heartbeat.onStall = (stalledMs) => this.#self.countStall(stalledMs);
  }

  /** Opens all connections. @throws MemtoolError CONNECT, TIMEOUT, REFUSED */
  async connect(): Promise<void> {
    const connections: HttpConnection[] = [];
    this.#endAutocannon = await startAutocannon(this.origin, this.#numbers.length, (client) => {
      connections.push(new HttpConnection(client, this));
    });
    this.#connections = connections;
    const { connectTimeoutMs } = this.#thread.plan;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(connectTimeoutError(this.origin, connectTimeoutMs)), connectTimeoutMs);
    });
    try {
      await Promise.race([this.#openAll(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Runs one phase to its end: all its requests sent and ended, time up, or a failure.
   * @param onInterval gets what was measured in each interval while it runs
   */
  async run(phase: MeasurePhase, onInterval: (report: HttpIntervalReport) => void): Promise<HttpPhaseReport> {
    const isPaced = this.#thread.plan.arrivals.kind !== "closed";
    const startedMs = machineMs();
    const busyBefore = performance.eventLoopUtilization();
    const usageBefore = threadUsage();
    this.#take();
    this.#phaseStartMs = this.clock.monotonicMs();
    if (this.#failure === undefined) {
      await this.#runLoop(phase, onInterval);
    }
    return {
      last: this.#take(),
      startedMs,
      endedMs: machineMs(),
      busyRatio: isPaced ? undefined : performance.eventLoopUtilization(busyBefore).utilization,
      usage: threadUsage(usageBefore),
      failure: this.#failure === undefined ? undefined : failureOf(this.#failure),
    };
  }

  /** Sends nothing more; the phase ends when what is in flight has ended. */
  stop(): void {
    this.#loop?.stop();
  }

  /** Ends the phase now and closes all connections; what is in flight is unanswered. */
  close(): void {
    this.#loop?.stop();
    const nowMs = this.clock.monotonicMs();
    for (const connection of this.#connections) {
      connection.close(nowMs);
    }
    this.#endAutocannon();
    this.#finish?.();
  }

  isLate(nowMs: number): boolean {
    return this.#heartbeat.isLate(nowMs);
  }

  onRoom(connection: HttpConnection, nowMs: number): void {
    this.#loop?.onRoom(connection, nowMs);
  }

  onOpenChange(nowMs: number): void {
    const isGone = this.#connections.every(({ isOpen }) => !isOpen);
    this.#goneSinceMs = isGone ? (this.#goneSinceMs ?? nowMs) : undefined;
  }

  /** Garbage among answers is an error like others; where there is nothing else, something else listens there. */
  onAnswer(isHttp: boolean): void {
    this.#isAnswering ||= isHttp;
    if (!this.#isAnswering) {
      this.onFailure(notHttpError(this.origin));
    }
  }

  /** The first failure counts: it ends the phase for all connections. */
  onFailure(error: MemtoolError): void {
    this.#failure ??= error;
    setImmediate(() => this.close());
  }

  /** As many at a time as the server's backlog takes. */
  async #openAll(): Promise<void> {
    const opening: Promise<void>[] = [];
    for (const connection of this.#connections) {
      if (opening.length >= HTTP_OPENING_MAX) {
        await opening[opening.length - HTTP_OPENING_MAX];
      }
      const opened = connection.open();
      // Whoever awaits all of them hears of a failure; nobody may be late for it.
      opened.catch(() => {});
      opening.push(opened);
    }
    await Promise.all(opening);
  }

  async #runLoop(phase: MeasurePhase, onInterval: (report: HttpIntervalReport) => void): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
    const { requestTimeoutMs } = this.#thread.plan;
    const checkMs = Math.max(TIMEOUT_CHECK_MS_MIN, Math.min(TIMEOUT_CHECK_MS_MAX, requestTimeoutMs / TIMEOUT_CHECKS));
    const ticker = setInterval(() => onInterval(this.#take()), TICK_MS);
    const checker = setInterval(() => this.#check(), checkMs);
    this.#heartbeat.start();
    const nowMs = this.clock.monotonicMs();
    this.#loop = this.#createLoop(phase, nowMs);
    this.#loop.start(nowMs);
    await ended;
    this.#loop = undefined;
    this.#heartbeat.stop();
    clearInterval(ticker);
    clearInterval(checker);
  }

  #createLoop(phase: MeasurePhase, nowMs: number): HttpLoop {
    const { plan } = this.#thread;
    const { end } = phase;
    const isPaced = plan.arrivals.kind !== "closed";
    const startMs = isPaced ? nowMs + OPEN_LOOP_HEADSTART_MS : nowMs;
    const options: HttpLoopOptions = {
      clock: this.clock,
      connections: this.#connections,
      requests: this.#requests,
      pipeline: plan.pipeline,
      deadlineMs: end.kind === "duration" ? startMs + end.durationMs : Number.POSITIVE_INFINITY,
      onDone: () => this.#finish?.(),
    };
    return isPaced ? this.#createOpen(phase, options, startMs) : this.#createClosed(phase, options);
  }

  #createClosed({ end }: MeasurePhase, options: HttpLoopOptions): HttpLoop {
    const { connections } = this.#thread.plan;
    this.#sources.forEach((source, index) => {
      const number = this.#numbers[index] as number;
      source.remaining =
        end.kind === "duration"
          ? Number.POSITIVE_INFINITY
          : partStart(end.requestCount, number + 1, connections) - partStart(end.requestCount, number, connections);
    });
    return new HttpClosedLoop(options, this.#sources);
  }

  #createOpen(phase: MeasurePhase, options: HttpLoopOptions, startMs: number): HttpLoop {
    const { plan } = this.#thread;
    const { spacing, stages } = pacingOf(plan, phase);
    const requestsMax = phase.end.kind === "requests" ? phase.end.requestCount : Number.POSITIVE_INFINITY;
    const sources = new Array<HttpRequestSource | undefined>(plan.connections).fill(undefined);
    this.#sources.forEach((source, index) => {
      sources[this.#numbers[index] as number] = source;
    });
    return new HttpOpenLoop({
      ...options,
      pacer: new Pacer(spacing, stages, plan.seed, requestsMax),
      sources,
      self: this.#self,
      recorder: this.recorder,
      startMs,
      lowCpu: plan.lowCpu,
    });
  }

  /** Gives up what waits too long, and everything when the application is gone. */
  #check(): void {
    const { requestTimeoutMs, stallTimeoutMs } = this.#thread.plan;
    const nowMs = this.clock.monotonicMs();
    for (const connection of this.#connections) {
      connection.expire(nowMs, requestTimeoutMs);
    }
    this.#loop?.expire(nowMs, requestTimeoutMs);
    if (this.#goneSinceMs !== undefined && nowMs - this.#goneSinceMs >= stallTimeoutMs) {
      const kind = this.#connections[0]?.lastError ?? CLOSED;
      this.onFailure(goneError(this.origin, nowMs - this.#goneSinceMs, kind));
    }
  }

  /** What was measured since it was last taken. */
  #take(): HttpIntervalReport {
    return {
      interval: Math.max(0, Math.round((this.clock.monotonicMs() - this.#phaseStartMs) / TICK_MS) - 1),
      recorder: this.recorder.take(),
      self: this.#self.take(this.#heartbeat.delays),
      inFlight: this.#connections.reduce((sum, { inFlightCount }) => sum + inFlightCount, 0),
    };
  }
}
