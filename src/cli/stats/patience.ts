/** Waiting that Ctrl-C ends at once, and what a terminal is told meanwhile. */
import { formatDurationMs } from "../../base/format-units.ts";
import { unlessAborted } from "../../base/waiting.ts";
import type { Poller } from "../../monitor/poller.ts";
import type { Round } from "../../monitor/reading.ts";
import { announceWait } from "../announce-wait.ts";
import type { Context, InterruptSignal } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { StatusLine } from "../live-terminal.ts";

/** Longer waits are announced. */
const WAIT_ANNOUNCED_MS = 1000;

/** What can be interrupted. */
export interface Patience {
  /** Whether Ctrl-C was pressed, or the process is to end. */
  readonly isInterrupted: boolean;
  /** The exit code of a command that ended because of it, as a shell reports it. */
  readonly exitCode: number;
  /** Resolves after `ms`, or at Ctrl-C. */
  sleep(ms: number): Promise<void>;
  /** The result of `work`, or undefined at Ctrl-C; `work` is then left alone. */
  unless<Result>(work: Promise<Result>): Promise<Result | undefined>;
  /** From then on Ctrl-C does what it does by default. */
  dispose(): void;
}

/** @param onInterrupt called at Ctrl-C, to end what is under way */
export function createPatience(context: Context, onInterrupt: () => void = () => {}): Patience {
  const abort = new AbortController();
  const { signal } = abort;
  let received: InterruptSignal | undefined;
  const dispose = context.onInterrupt((interrupt) => {
    received = interrupt;
    onInterrupt();
    abort.abort();
  });
  return {
    get isInterrupted() {
      return received !== undefined;
    },
    get exitCode() {
      return received === "SIGTERM" ? EXIT.terminated : EXIT.interrupted;
    },
    sleep: (ms) => context.clock.sleep(ms, signal),
    unless: (work) => unlessAborted(work, signal),
    dispose,
  };
}

/** Reads every server once, and tells a terminal who is waited for. @returns undefined at Ctrl-C */
export async function pollPatiently(poller: Poller, patience: Patience, context: Context): Promise<Round | undefined> {
  const answered = announceWait(poller.names, context);
  try {
    return await patience.unless(poller.poll());
  } finally {
    answered();
  }
}

/** Says on a terminal why nothing happens for more than a second. @returns takes the line away again */
export function announceMeasuring(ms: number, context: Pick<Context, "stderr" | "env">): () => void {
  const line = new StatusLine(context);
  if (ms > WAIT_ANNOUNCED_MS) {
    line.show(`measuring for ${formatDurationMs(ms)}...`);
  }
  return () => line.clear();
}
