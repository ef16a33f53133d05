/**
 * The connections of one load thread and the phases they go through. It is free of threads, so that tests run it in place;
 * load.thread.ts puts it into a worker.
 */
import type { Clock } from "../../base/clock.ts";
import { machineMs } from "../../base/clock.ts";
import { MemtoolError } from "../../base/errors.ts";
import { createPlacement } from "../../cluster/ring/clients.ts";
import { placementServer } from "../../cluster/ring/placement.ts";
import { Pacer } from "../arrivals/pacer.ts";
import { failureOf, stalledError } from "../failure.ts";
import { OPEN_LOOP_HEADSTART_MS, POPULATE_PIPELINE_MIN, READ_BUFFER_BYTES, TICK_MS } from "../limits.ts";
import { type BenchPlan, connectionsOf, type MeasurePhase, type Phase, pacingOf, type ThreadPlan } from "../plan.ts";
import type { ThreadEngine } from "../threads/serve-engine.ts";
import { createDialect } from "../wire/dialect.ts";
import { Verifier } from "../wire/verifier.ts";
import { Draw } from "../workload/draw.ts";
import { KeyRouter } from "../workload/key-router.ts";
import { LoadTable } from "../workload/load-table.ts";
import { Payload } from "../workload/payload.ts";
import { VersionTable } from "../workload/version-table.ts";
import { partStart, populateCount, RequestSource } from "../workload/workload.ts";
import { ClosedLoop } from "./closed-loop.ts";
import type { LoadConnection } from "./connection.ts";
import { FollowUps } from "./follow-ups.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { Loop } from "./loop.ts";
import { openConnections } from "./open-connections.ts";
import { OpenLoop } from "./open-loop.ts";
import type { IntervalReport, PhaseReport } from "./reports.ts";
import { SelfRecorder } from "./self-recorder.ts";
import { SharedMoment } from "./shared-moment.ts";
import { type ConnectionOwner, type LoadShape, ThreadServer } from "./thread-server.ts";
import { threadUsage } from "./thread-usage.ts";

/** Requests of one connection: its share of all, the first connections getting one more if it does not divide. */
function shareOf(phase: MeasurePhase, connection: number, connections: number): number {
  return phase.end.kind === "duration"
    ? Number.POSITIVE_INFINITY
    : partStart(phase.end.requestCount, connection + 1, connections) -
        partStart(phase.end.requestCount, connection, connections);
}

/** Places keys on the servers of a plan; undefined when there is only one. */
function createRouter({ addresses, placement, workload }: BenchPlan, payload: Payload): KeyRouter | undefined {
  if (addresses.length < 2) {
    return undefined;
  }
  const servers = addresses.map((address) => placementServer(address));
  return new KeyRouter(createPlacement(placement, servers), payload, workload.keyCount);
}

/** Makes the verifiers of a thread's connections; of undefined where values are not verified. */
function verifierMaker({ plan, versions }: ThreadPlan, payload: Payload): () => Verifier | undefined {
  const { verifyRun } = plan.workload;
  const table = versions === undefined ? undefined : new VersionTable(versions);
  return () => {
    const checker = payload.createChecker();
    return table === undefined || checker === undefined || verifyRun === undefined
      ? undefined
      : new Verifier(table, checker, verifyRun);
  };
}

/** The engine. Phases run one after the other. */
export class LoadEngine implements ConnectionOwner, ThreadEngine<Phase, readonly string[], IntervalReport> {
  readonly clock: Clock;
  readonly readBuffer: Buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
  readonly connectTimeoutMs: number;
  readonly tls: ConnectionOwner["tls"];
  readonly stallTimeoutMs: number;
  readonly reconnects: boolean;
  readonly requestsPerConnection: number;
  readonly #thread: ThreadPlan;
  readonly #numbers: readonly number[];
  readonly #servers: readonly ThreadServer[];
  /** The streams of requests of this thread's connections. */
  readonly #sources: readonly RequestSource[];
  readonly #draw: Draw;
  readonly #followUps: FollowUps | undefined;
  readonly #self = new SelfRecorder();
  readonly #lastSent: SharedMoment;
  readonly #heartbeat: Heartbeat;
  #loop: Loop | undefined;
  #failure: MemtoolError | undefined;
  #finish: (() => void) | undefined;
  #ticker: NodeJS.Timeout | undefined;
  #phaseStartMs = 0;

  constructor(thread: ThreadPlan, clock: Clock) {
    const { plan } = thread;
    const { workload } = plan;
    const keysEach = workload.mix.some(({ operation }) => operation === "mget") ? workload.keysPerMget : 1;
    const payload = new Payload(workload);
    const router = createRouter(plan, payload);
    this.#thread = thread;
    this.clock = clock;
    this.connectTimeoutMs = plan.connectTimeoutMs;
    this.tls = plan.tls;
    this.stallTimeoutMs = plan.stallTimeoutMs;
    this.reconnects = plan.reconnects;
    this.requestsPerConnection = plan.requestsPerConnection;
    this.#numbers = connectionsOf(thread);
    this.#sources = this.#numbers.map((number) => new RequestSource(workload, number, plan.connections, router));
    this.#draw = new Draw(keysEach);
    this.#lastSent = new SharedMoment(thread.lastSent, clock);
    this.#heartbeat = new Heartbeat(clock);
    this.#heartbeat.onStall = (stalledMs) => this.#self.countStall(stalledMs);
    const dialect = createDialect(plan.protocol, workload.cacheAside?.leaseWaitMs !== undefined, payload);
    const shape: LoadShape = {
      connectionCount: this.#numbers.length,
      // A missing key of an mget becomes a request of its own.
      inFlightMax: Math.max(plan.pipeline, POPULATE_PIPELINE_MIN) * (workload.cacheAside === undefined ? 1 : keysEach),
      keysEach,
      createVerifier: verifierMaker(thread, payload),
    };
    this.#servers = plan.addresses.map((address) => new ThreadServer(address, this, dialect, shape));
    this.#followUps = this.#createFollowUps();
  }

  /**
   * Opens all connections.
   * @returns the version each server gave
   * @throws MemtoolError CONNECT, TIMEOUT, DISCONNECTED, PROTOCOL, REFUSED
   */
  async connect(): Promise<readonly string[]> {
    this.#watch(this.connectTimeoutMs, () => {});
    try {
      return await Promise.race([this.#openAll(), this.#firstFailure()]);
    } finally {
      clearInterval(this.#ticker);
    }
  }

  /**
   * Runs one phase to its end: all its requests sent and answered, time up, or a failure.
   * @param onInterval gets what was measured in each interval while it runs
   */
  async run(phase: Phase, onInterval: (report: IntervalReport) => void): Promise<PhaseReport> {
    const startedMs = machineMs();
    const busyBefore = performance.eventLoopUtilization();
    const usageBefore = threadUsage();
    this.#take();
    this.#phaseStartMs = this.clock.monotonicMs();
    if (this.#thread.thread === 0) {
      this.#lastSent.clear();
      this.#followUps?.forgetLoads();
    }
    if (this.#failure === undefined) {
      await this.#runLoop(phase, onInterval);
    }
    const isPaced = phase.kind !== "populate" && this.#thread.plan.arrivals.kind !== "closed";
    return {
      last: this.#take(),
      startedMs,
      endedMs: machineMs(),
      busyRatio: isPaced ? undefined : performance.eventLoopUtilization(busyBefore).utilization,
      usage: threadUsage(usageBefore),
      failure: this.#failure === undefined ? undefined : failureOf(this.#failure),
    };
  }

  /** Sends nothing more; the phase ends when the replies in flight are in. */
  stop(): void {
    this.#loop?.stop();
  }

  /** Ends the phase now and closes all connections; what is in flight is unanswered. */
  close(): void {
    this.#loop?.stop();
    const nowMs = this.clock.monotonicMs();
    for (const { connections } of this.#servers) {
      for (const connection of connections) {
        connection.destroy();
        connection.abandon(nowMs);
      }
    }
    this.#finish?.();
  }

  isLate(nowMs: number): boolean {
    return this.#heartbeat.isLate(nowMs);
  }

  atWorkMs(nowMs: number): number {
    return this.#heartbeat.atWorkMs(nowMs);
  }

  onRoom(connection: LoadConnection, nowMs: number): void {
    this.#loop?.onRoom(connection, nowMs);
  }

  /** The first failure counts: it ends the phase for all connections. */
  onFailure(error: MemtoolError): void {
    this.#failure ??= error;
    this.close();
  }

  /** Undefined when nothing can follow from a reply: then nobody looks at single replies. */
  #createFollowUps(): FollowUps | undefined {
    const { plan, thread, loads } = this.#thread;
    const { cacheAside, mix, seed } = plan.workload;
    if (cacheAside === undefined && !mix.some(({ operation }) => operation === "cas")) {
      return undefined;
    }
    const table = loads === undefined ? undefined : new LoadTable(loads);
    const followUps = new FollowUps(cacheAside, table, seed, thread);
    for (const { connections } of this.#servers) {
      for (const connection of connections) {
        followUps.attach(connection);
      }
    }
    return followUps;
  }

  async #openAll(): Promise<string[]> {
    const { plan, threads } = this.#thread;
    const perSecond = plan.connectRate / threads;
    const versions: string[] = [];
    for (const { connections } of this.#servers) {
      versions.push(await openConnections(connections, perSecond, this.clock));
    }
    return versions;
  }

  /** Rejects when a connection fails while others are still being opened. */
  #firstFailure(): Promise<never> {
    return new Promise((_, reject) => {
      this.#finish = () => reject(this.#failure ?? new MemtoolError("INTERRUPTED", "closed while connecting"));
    });
  }

  async #runLoop(phase: Phase, onInterval: (report: IntervalReport) => void): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
    this.#watch(this.#thread.plan.stallTimeoutMs, () => onInterval(this.#take()));
    this.#heartbeat.start();
    const nowMs = this.clock.monotonicMs();
    this.#setPaced(phase.kind !== "populate" && this.#thread.plan.arrivals.kind !== "closed");
    this.#loop = this.#createLoop(phase, nowMs);
    this.#loop.start(nowMs);
    await ended;
    this.#loop = undefined;
    this.#heartbeat.stop();
    clearInterval(this.#ticker);
  }

  /** Says whether the requests of the coming phase are due at certain moments. */
  #setPaced(isPaced: boolean): void {
    for (const { connections } of this.#servers) {
      for (const { ledger } of connections) {
        ledger.isPaced = isPaced;
      }
    }
  }

  #createLoop(phase: Phase, nowMs: number): Loop {
    const { arrivals } = this.#thread.plan;
    if (phase.kind === "populate") {
      return this.#createPopulating();
    }
    return arrivals.kind === "closed" ? this.#createClosed(phase, nowMs) : this.#createOpen(phase, nowMs);
  }

  #createPopulating(): Loop {
    const { plan } = this.#thread;
    const total = populateCount(plan.workload);
    this.#sources.forEach((source, index) => {
      const number = this.#numbers[index] as number;
      source.populate(partStart(total, number, plan.connections), partStart(total, number + 1, plan.connections));
    });
    return this.#closedLoop(Math.max(plan.pipeline, POPULATE_PIPELINE_MIN), Number.POSITIVE_INFINITY);
  }

  #createClosed(phase: MeasurePhase, nowMs: number): Loop {
    const { plan } = this.#thread;
    this.#sources.forEach((source, index) => {
      source.draw(shareOf(phase, this.#numbers[index] as number, plan.connections));
    });
    const deadlineMs = phase.end.kind === "duration" ? nowMs + phase.end.durationMs : Number.POSITIVE_INFINITY;
    return this.#closedLoop(plan.pipeline, deadlineMs);
  }

  #closedLoop(pipeline: number, deadlineMs: number): Loop {
    return new ClosedLoop({
      clients: this.#sources.map((source, index) => ({
        source,
        connections: this.#servers.map(({ connections }) => connections[index] as LoadConnection),
      })),
      clock: this.clock,
      draw: this.#draw,
      followUps: this.#followUps,
      pipeline,
      deadlineMs,
      onDone: () => this.#finish?.(),
    });
  }

  #createOpen(phase: MeasurePhase, nowMs: number): Loop {
    const { plan } = this.#thread;
    const { spacing, stages } = pacingOf(plan, phase);
    const sources = new Array<RequestSource | undefined>(plan.connections).fill(undefined);
    this.#sources.forEach((source, index) => {
      source.draw(Number.POSITIVE_INFINITY);
      sources[this.#numbers[index] as number] = source;
    });
    const startMs = nowMs + OPEN_LOOP_HEADSTART_MS;
    const { end } = phase;
    const requestsMax = end.kind === "requests" ? end.requestCount : Number.POSITIVE_INFINITY;
    return new OpenLoop({
      clock: this.clock,
      servers: this.#servers,
      pacer: new Pacer(spacing, stages, plan.workload.seed, requestsMax),
      sources,
      draw: this.#draw,
      followUps: this.#followUps,
      self: this.#self,
      lastSent: this.#lastSent,
      tellsGaps: this.#thread.thread === 0,
      pipeline: plan.pipeline,
      startMs,
      deadlineMs: end.kind === "duration" ? startMs + end.durationMs : Number.POSITIVE_INFINITY,
      lowCpu: plan.lowCpu,
      onDone: () => this.#finish?.(),
    });
  }

  /** What was measured since it was last taken. */
  #take(): IntervalReport {
    return {
      interval: Math.max(0, Math.round((this.clock.monotonicMs() - this.#phaseStartMs) / TICK_MS) - 1),
      servers: this.#servers.map(({ recorder }) => recorder.take()),
      self: this.#self.take(this.#heartbeat.delays),
      inFlight: this.#servers.reduce((sum, server) => sum + server.inFlight, 0),
    };
  }

  /** Ticks, and ends everything when a connection waits longer than `limitMs`. */
  #watch(limitMs: number, onTick: () => void): void {
    this.#ticker = setInterval(() => {
      this.#failIfStalled(limitMs);
      onTick();
    }, TICK_MS);
  }

  #failIfStalled(limitMs: number): void {
    const nowMs = this.clock.monotonicMs();
    for (const { address, connections } of this.#servers) {
      const stalled = connections.find((connection) => connection.waitedMs(nowMs) >= limitMs);
      if (stalled !== undefined) {
        this.onFailure(stalledError(address, stalled.inFlight, stalled.waitedMs(nowMs), stalled.isGreeting));
        return;
      }
    }
  }
}
