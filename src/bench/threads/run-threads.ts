/** Leads all load threads through one phase together. */
import { INTERRUPT_DRAIN_MS, TICK_MS } from "../limits.ts";
import type { ThreadInterval, ThreadReport } from "./reports.ts";
import type { ThreadHandle } from "./thread-handle.ts";

/** What can be said to a load thread in a phase. */
export type PhaseThread<Phase, Interval extends ThreadInterval> = Pick<
  ThreadHandle<Phase, unknown, Interval>,
  "run" | "stop" | "close" | "onInterval"
>;

/** A phase that is about to begin. */
export interface ThreadsPhase<Phase, Interval extends ThreadInterval> {
  readonly threads: readonly PhaseThread<Phase, Interval>[];
  readonly phase: Phase;
  /** Ends it early: no further request, a moment for the replies in flight, then the end. */
  readonly signal: AbortSignal;
  /** Gets what each thread has measured as it comes in. */
  onInterval(thread: number, interval: Interval): void;
  /** A thread has delivered its last interval. */
  onEnd(thread: number): void;
  /** Called a few times a second, and once at the beginning. */
  onTick(): void;
}

/** How a phase ended. */
export interface EndedThreads<Interval extends ThreadInterval> {
  /** By load thread. */
  readonly reports: readonly ThreadReport<Interval>[];
  /** From the first request to the last reply. */
  readonly seconds: number;
  /** CPU time of this whole process over the phase, in ms. */
  readonly processCpuMs: number;
}

function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** First request to last reply of all threads, in seconds. */
function secondsOf(reports: readonly ThreadReport<ThreadInterval>[]): number {
  const started = Math.min(...reports.map((report) => report.startedMs));
  const ended = Math.max(...reports.map((report) => report.endedMs));
  return (ended - started) / 1000;
}

/** Resolves when all threads have ended the phase. When one ends it with a failure the others are ended too. */
export async function runThreads<Phase, Interval extends ThreadInterval>(
  options: ThreadsPhase<Phase, Interval>,
): Promise<EndedThreads<Interval>> {
  const { threads, onTick } = options;
  const cpuBefore = processCpuMs();
  const ticker = setInterval(onTick, TICK_MS);
  const release = stopOnSignal(options);
  onTick();
  try {
    const reports = await Promise.all(threads.map((thread, index) => runThread(options, thread, index)));
    return { reports, seconds: secondsOf(reports), processCpuMs: processCpuMs() - cpuBefore };
  } finally {
    clearInterval(ticker);
    release();
  }
}

async function runThread<Phase, Interval extends ThreadInterval>(
  { threads, phase, onInterval, onEnd }: ThreadsPhase<Phase, Interval>,
  thread: PhaseThread<Phase, Interval>,
  index: number,
): Promise<ThreadReport<Interval>> {
  thread.onInterval = (interval) => onInterval(index, interval);
  const report = await thread.run(phase);
  onInterval(index, report.last);
  onEnd(index);
  if (report.failure !== undefined) {
    closeAll(threads);
  }
  return report;
}

/** Lets the replies in flight come in, but sends nothing more. */
export function stopAll(threads: readonly Pick<PhaseThread<unknown, ThreadInterval>, "stop">[]): void {
  for (const thread of threads) {
    thread.stop();
  }
}

function closeAll(threads: readonly Pick<PhaseThread<unknown, ThreadInterval>, "close">[]): void {
  for (const thread of threads) {
    thread.close();
  }
}

function stopOnSignal<Phase, Interval extends ThreadInterval>({
  signal,
  threads,
}: ThreadsPhase<Phase, Interval>): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    stopAll(threads);
    timer = setTimeout(() => closeAll(threads), INTERRUPT_DRAIN_MS);
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
