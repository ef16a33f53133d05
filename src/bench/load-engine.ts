/**
 * The connections of one load thread and the phases they go through. It is free of threads, so that tests run it in place;
 * load.thread.ts puts it into a worker.
 */
import type { Clock } from "../base/clock.ts";
import { machineMs } from "../base/clock.ts";
import { MemtoolError } from "../base/errors.ts";
import { type Failure, failureOf, stalledError } from "./failure.ts";
import { POPULATE_PIPELINE_MIN, READ_BUFFER_BYTES, TICK_MS } from "./limits.ts";
import { type ConnectionContext, LoadConnection } from "./load-connection.ts";
import type { MeasureEnd, Phase, ThreadPlan } from "./plan.ts";
import { Recorder, type RecorderSnapshot } from "./recorder.ts";
import { RequestWriter } from "./request-writer.ts";
import { threadCpuMs } from "./thread-cpu.ts";
import { ValueLine } from "./value-line.ts";
import { partStart, populateCount, RequestSource } from "./workload/workload.ts";

/** Connections opened at the same moment; more would overrun the server's backlog. */
const OPENING_AT_ONCE = 64;

/** What a load thread did in one phase. */
export interface PhaseReport {
  readonly snapshot: RecorderSnapshot;
  /** First request sent and last reply read, on the machine's clock, in ms. */
  readonly startedMs: number;
  readonly endedMs: number;
  /** Share of the time in which the thread was not waiting for the sockets, 0 .. 1. */
  readonly busyRatio: number;
  /** CPU time of the thread in ms; undefined where the system does not tell. */
  readonly cpuMs: number | undefined;
  /** Why the phase ended early. */
  readonly failure: Failure | undefined;
}

/** Requests of one connection: its share of all, the first connections getting one more if it does not divide. */
function shareOf(end: MeasureEnd, connection: number, connections: number): number {
  return end.kind === "duration"
    ? Number.POSITIVE_INFINITY
    : partStart(end.requestCount, connection + 1, connections) - partStart(end.requestCount, connection, connections);
}

/** The engine. Phases run one after the other. */
export class LoadEngine implements ConnectionContext {
  readonly address;
  readonly tls;
  readonly clock: Clock;
  readonly writer: RequestWriter;
  readonly valueLine: ValueLine;
  readonly readBuffer: Buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
  readonly connectTimeoutMs: number;
  readonly #thread: ThreadPlan;
  readonly #connections: LoadConnection[];
  #recorder = new Recorder();
  #busyConnections = 0;
  #failure: MemtoolError | undefined;
  #finish: (() => void) | undefined;
  #ticker: NodeJS.Timeout | undefined;

  constructor(thread: ThreadPlan, clock: Clock) {
    const { plan } = thread;
    this.#thread = thread;
    this.address = plan.address;
    this.tls = plan.tls;
    this.clock = clock;
    this.connectTimeoutMs = plan.connectTimeoutMs;
    this.writer = new RequestWriter(plan.workload);
    this.valueLine = new ValueLine(plan.workload.keyPrefix);
    const pipelineMax = Math.max(plan.pipeline, POPULATE_PIPELINE_MIN);
    this.#connections = Array.from({ length: thread.connectionCount }, (_, index) => {
      const source = new RequestSource(plan.workload, thread.firstConnection + index, plan.connections);
      return new LoadConnection(this, source, pipelineMax);
    });
  }

  /**
   * Opens all connections.
   * @returns the version the server gave
   * @throws MemtoolError CONNECT, TIMEOUT, DISCONNECTED, PROTOCOL, REFUSED
   */
  async connect(): Promise<string> {
    this.#watch(this.connectTimeoutMs, () => {});
    try {
      return await Promise.race([this.#openAll(), this.#firstFailure()]);
    } finally {
      clearInterval(this.#ticker);
    }
  }

  /**
   * Runs one phase to its end: all its requests sent and answered, time up, or a failure.
   * @param onTick called a few times a second while it runs
   */
  async run(phase: Phase, onTick: () => void): Promise<PhaseReport> {
    this.#recorder = new Recorder();
    const startedMs = machineMs();
    const busyBefore = performance.eventLoopUtilization();
    const cpuBefore = threadCpuMs();
    if (this.#failure === undefined) {
      await this.#runConnections(phase, onTick);
    }
    const cpuAfter = threadCpuMs();
    return {
      snapshot: this.#recorder.snapshot(),
      startedMs,
      endedMs: machineMs(),
      busyRatio: performance.eventLoopUtilization(busyBefore).utilization,
      cpuMs: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
      failure: this.#failure === undefined ? undefined : failureOf(this.#failure),
    };
  }

  /** What the running phase measured so far. */
  snapshot(): RecorderSnapshot {
    return this.#recorder.snapshot();
  }

  /** Sends nothing more; the phase ends when the replies in flight are in. */
  stop(): void {
    for (const connection of this.#connections) {
      connection.stop();
    }
  }

  /** Ends the phase now and closes all connections. */
  close(): void {
    for (const connection of this.#connections) {
      connection.destroy();
    }
    this.#finish?.();
  }

  onIdle(): void {
    this.#busyConnections--;
    if (this.#busyConnections === 0) {
      this.#finish?.();
    }
  }

  /** The first failure counts: it ends the phase for all connections. */
  onFailure(error: MemtoolError): void {
    this.#failure ??= error;
    this.close();
  }

  async #openAll(): Promise<string> {
    let version = "";
    for (let start = 0; start < this.#connections.length; start += OPENING_AT_ONCE) {
      const versions = await Promise.all(
        this.#connections.slice(start, start + OPENING_AT_ONCE).map((connection) => connection.open()),
      );
      version = versions[0] ?? version;
    }
    return version;
  }

  /** Rejects when a connection fails while others are still being opened. */
  #firstFailure(): Promise<never> {
    return new Promise((_, reject) => {
      this.#finish = () => reject(this.#failure ?? new MemtoolError("INTERRUPTED", "closed while connecting"));
    });
  }

  async #runConnections(phase: Phase, onTick: () => void): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
    this.#watch(this.#thread.plan.stallTimeoutMs, onTick);
    this.#busyConnections = this.#connections.length;
    this.#startAll(phase);
    await ended;
    clearInterval(this.#ticker);
  }

  #startAll(phase: Phase): void {
    const { plan, firstConnection } = this.#thread;
    const isTimed = phase.kind !== "populate" && phase.end.kind === "duration";
    const deadlineMs = isTimed ? this.clock.monotonicMs() + phase.end.durationMs : Number.POSITIVE_INFINITY;
    const pipeline = phase.kind === "populate" ? Math.max(plan.pipeline, POPULATE_PIPELINE_MIN) : plan.pipeline;
    const total = populateCount(plan.workload);
    this.#connections.forEach((connection, index) => {
      const number = firstConnection + index;
      if (phase.kind === "populate") {
        const end = partStart(total, number + 1, plan.connections);
        connection.source.populate(partStart(total, number, plan.connections), end);
      } else {
        connection.source.draw(shareOf(phase.end, number, plan.connections));
      }
      connection.start(this.#recorder, pipeline, deadlineMs);
    });
  }

  /** Ticks, and ends everything when a connection waits longer than `limitMs`. */
  #watch(limitMs: number, onTick: () => void): void {
    this.#ticker = setInterval(() => {
      const nowMs = this.clock.monotonicMs();
      const stalled = this.#connections.find((connection) => connection.waitedMs(nowMs) >= limitMs);
      if (stalled !== undefined) {
        this.onFailure(stalledError(this.address, stalled.waiting, stalled.waitedMs(nowMs), stalled.isGreeting));
      }
      onTick();
    }, TICK_MS);
  }
}
