/**
 * Runs a plan: starts the load threads, leads them through the phases together, and gathers what they measured.
 *
 *   connect -> populate -> warm-up -> read server -> measure -> read server -> result
 *
 * Between phases nothing is in flight, so the server's counters and ours cover exactly the same requests.
 */
import { systemClock } from "../base/clock.ts";
import type { MemtoolError } from "../base/errors.ts";
import { errorOf, type Failure, failureOf, nothingSetError } from "./failure.ts";
import { INTERRUPT_DRAIN_MS, POPULATE_ERRORS_MAX, TICK_MS } from "./limits.ts";
import type { PhaseReport } from "./load-engine.ts";
import { notesOf } from "./notes.ts";
import { type BenchPlan, type Phase, type PhaseKind, phasesOf, threadPlans } from "./plan.ts";
import { type Progress, progressOf } from "./progress.ts";
import { Recorder } from "./recorder.ts";
import { type BenchResult, deriveResult, errorRepliesOf, type PopulateSummary } from "./result.ts";
import { type ReadServer, type ServerReading, type ServerWindow, windowOf } from "./server-counters.ts";
import { ThreadHandle } from "./thread-handle.ts";
import { populateCount } from "./workload/workload.ts";

/** What the caller lends to a run. */
export interface RunHooks {
  /** True when the server runs in this process; its CPU time is then what is left of the process's. */
  readonly embedded: boolean;
  readonly readServer: ReadServer;
  /** Called a few times a second, and once when a phase begins. */
  onProgress(progress: Progress): void;
  /** Ends the run early; what was measured is still reported. */
  readonly signal: AbortSignal;
}

/** All load threads' reports of one phase, put together. */
interface PhaseTotal {
  readonly recorder: Recorder;
  readonly seconds: number;
  readonly busiestThread: number;
  readonly threadCpuMs: number | undefined;
  readonly processCpuMs: number;
  readonly failure: Failure | undefined;
}

function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function totalOf(reports: readonly PhaseReport[], cpuMs: number): PhaseTotal {
  const recorder = new Recorder();
  for (const report of reports) {
    recorder.add(report.snapshot);
  }
  const started = Math.min(...reports.map((report) => report.startedMs));
  const ended = Math.max(...reports.map((report) => report.endedMs));
  const cpus = reports.map((report) => report.cpuMs);
  const known = cpus.filter((cpu) => cpu !== undefined);
  return {
    recorder,
    seconds: (ended - started) / 1000,
    busiestThread: Math.max(...reports.map((report) => report.busyRatio)),
    threadCpuMs: known.length === cpus.length ? known.reduce((sum, cpu) => sum + cpu, 0) : undefined,
    processCpuMs: cpuMs,
    failure: reports.find((report) => report.failure !== undefined)?.failure,
  };
}

/** One run. */
class BenchRun {
  readonly #plan: BenchPlan;
  readonly #hooks: RunHooks;
  readonly #threads: readonly ThreadHandle[];
  #serverVersion: string | undefined;
  #populate: PopulateSummary | undefined;

  constructor(plan: BenchPlan, hooks: RunHooks) {
    this.#plan = plan;
    this.#hooks = hooks;
    this.#threads = threadPlans(plan).map((thread) => new ThreadHandle(thread));
  }

  /** Opens all connections. */
  async connect(): Promise<void> {
    const { signal } = this.#hooks;
    const interrupted = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    signal.throwIfAborted();
    const versions = Promise.all(this.#threads.map((thread) => thread.connected()));
    [this.#serverVersion] = await Promise.race([versions, interrupted]);
  }

  /** Goes through the phases; resolves to what the last one that began has measured. */
  async measure(): Promise<BenchResult> {
    let reading: ServerReading | undefined;
    let total: PhaseTotal | undefined;
    let measured = false;
    for (const phase of phasesOf(this.#plan)) {
      measured = phase.kind === "measure";
      reading = measured ? await this.#hooks.readServer() : undefined;
      total = await this.#runPhase(phase);
      if (phase.kind === "populate") {
        this.#populate = this.#populated(total);
        total = { ...total, failure: total.failure ?? this.#nothingSet(this.#populate) };
      }
      if (total.failure !== undefined || this.#hooks.signal.aborted) {
        break;
      }
    }
    const window = total?.failure === undefined ? await this.#windowSince(reading) : undefined;
    return this.#derive(measured ? total : undefined, total?.failure, window);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  async #windowSince(before: ServerReading | undefined): Promise<ServerWindow | undefined> {
    const after = before === undefined ? undefined : await this.#hooks.readServer();
    return before === undefined || after === undefined ? undefined : windowOf(before, after);
  }

  async #runPhase(phase: Phase): Promise<PhaseTotal> {
    const startedMs = systemClock.monotonicMs();
    const cpuBefore = processCpuMs();
    const report = (): void => {
      const progress = this.#progress(phase.kind, systemClock.monotonicMs() - startedMs);
      this.#hooks.onProgress(progress);
      this.#stopIfHopeless(progress);
    };
    const ticker = setInterval(report, TICK_MS);
    const release = this.#stopOnSignal();
    report();
    try {
      const reports = await Promise.all(this.#threads.map((thread) => this.#runThread(thread, phase)));
      return totalOf(reports, processCpuMs() - cpuBefore);
    } finally {
      clearInterval(ticker);
      release();
    }
  }

  /** One thread's phase. When it ends with a failure the other threads are ended too. */
  async #runThread(thread: ThreadHandle, phase: Phase): Promise<PhaseReport> {
    const report = await thread.run(phase);
    if (report.failure !== undefined) {
      for (const other of this.#threads) {
        other.close();
      }
    }
    return report;
  }

  /** On an interrupt: no further request, a moment for the replies in flight, then the end. */
  #stopOnSignal(): () => void {
    const { signal } = this.#hooks;
    let timer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      for (const thread of this.#threads) {
        thread.stop();
      }
      timer = setTimeout(() => {
        for (const thread of this.#threads) {
          thread.close();
        }
      }, INTERRUPT_DRAIN_MS);
    };
    if (signal.aborted) {
      stop();
    }
    signal.addEventListener("abort", stop, { once: true });
    return () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    };
  }

  #progress(phase: PhaseKind, elapsedMs: number): Progress {
    const recorder = new Recorder();
    for (const { progress } of this.#threads) {
      if (progress !== undefined) {
        recorder.add(progress);
      }
    }
    return progressOf(phase, elapsedMs, this.#expected(phase), recorder);
  }

  /** How many requests, or how many ms, the phase will take. */
  #expected(phase: PhaseKind): { requests?: number; durationMs?: number } {
    const plan = this.#plan;
    if (phase === "populate") {
      return { requests: populateCount(plan.workload) };
    }
    if (phase === "warmup") {
      return { durationMs: plan.warmupMs };
    }
    return plan.measure.kind === "duration"
      ? { durationMs: plan.measure.durationMs }
      : { requests: plan.measure.requestCount };
  }

  #populated({ recorder, seconds }: PhaseTotal): PopulateSummary {
    const { requests, errors } = progressOf("populate", seconds * 1000, {}, recorder);
    const complete = requests === populateCount(this.#plan.workload);
    return { complete, requests, errors, seconds, errorReplies: errorRepliesOf(recorder) };
  }

  /** A server that refuses every key is not asked for all of them. */
  #stopIfHopeless({ phase, requests, errors }: Progress): void {
    if (phase === "populate" && errors === requests && errors >= POPULATE_ERRORS_MAX) {
      for (const thread of this.#threads) {
        thread.stop();
      }
    }
  }

  #nothingSet({ requests, errors, errorReplies }: PopulateSummary): Failure | undefined {
    return requests > 0 && errors === requests
      ? failureOf(nothingSetError(this.#plan.address, errorReplies))
      : undefined;
  }

  /** With a server in this process, CPU is told apart by thread: the load threads' own is the client's, the rest the server's. */
  #derive(total: PhaseTotal | undefined, failure: Failure | undefined, window: ServerWindow | undefined): BenchResult {
    const { embedded, signal } = this.#hooks;
    const threadCpu = total?.threadCpuMs;
    const rest = total === undefined || threadCpu === undefined ? undefined : total.processCpuMs - threadCpu;
    return deriveResult(
      {
        plan: this.#plan,
        address: this.#plan.address,
        embedded,
        serverVersion: this.#serverVersion,
        populate: this.#populate,
        recorder: total?.recorder ?? new Recorder(),
        seconds: total?.seconds ?? 0,
        clientCpuMs: embedded ? threadCpu : total?.processCpuMs,
        serverCpuMs: embedded ? rest : window?.cpuMs,
        busiestThread: total?.busiestThread ?? 0,
        serverWindow: window,
        interrupted: signal.aborted && failure === undefined,
        failure,
      },
      notesOf,
    );
  }
}

/** How a run ended: with a result, which names the failure or the interruption that cut it short. */
export interface BenchOutcome {
  readonly result: BenchResult;
  /** Why it ended early. */
  readonly error: MemtoolError | undefined;
}

/**
 * Runs `plan` to its end, to the first failure or to the interruption.
 * @throws MemtoolError when not all connections could be opened: nothing was measured then
 */
export async function runBench(plan: BenchPlan, hooks: RunHooks): Promise<BenchOutcome> {
  const run = new BenchRun(plan, hooks);
  try {
    await run.connect();
    const result = await run.measure();
    const { error } = result;
    return { result, error: error === null ? undefined : errorOf({ ...error, hint: error.hint ?? undefined }) };
  } finally {
    await run.close();
  }
}
