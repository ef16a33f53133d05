/** Pings servers: waits until they answer, if it is to, then asks each of them in turns. Time and stopping are passed in. */
import { MemtoolError } from "../../base/errors.ts";
import { PingTally } from "./ping-tally.ts";

/** What is pinged; a MemcachedClient is one. */
export interface PingTarget {
  readonly name: string;
  connect(): Promise<void>;
  version(): Promise<string>;
}

/** How often, how long. */
export interface PingPlan {
  /** 0: until it is stopped. */
  readonly count: number;
  readonly everyMs: number;
  /** How long a server may take until it answers for the first time; 0: it has to answer at once. */
  readonly waitMs: number;
}

/** The outside world. */
export interface PingPorts {
  readonly monotonicMs: () => number;
  /** Resolves after `ms`, or sooner when it is stopped. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
  readonly onAnswer: (tally: PingTally) => void;
  readonly onLoss: (tally: PingTally, error: MemtoolError) => void;
}

/** Time between two attempts to reach a server that is not there yet. */
const RETRY_MS = 100;

/** Pings one server to the end of the plan, or until it has not come in the time it was given. @throws only what is a bug */
export async function pingServer(target: PingTarget, plan: PingPlan, ports: PingPorts): Promise<PingTally> {
  const tally = new PingTally(target.name);
  const deadlineMs = ports.monotonicMs() + plan.waitMs;
  const error = await awaitFirstAnswer(target, tally, deadlineMs, ports);
  if (error !== undefined && !ports.isStopped()) {
    // The attempt that failed is the first ping: another one would take its time-out once more.
    tally.sentCount++;
    lose(tally, error, ports);
    if (plan.waitMs > 0 || plan.count === 1) {
      return tally;
    }
    await ports.sleep(plan.everyMs);
  }
  let nextMs = ports.monotonicMs();
  while (!ports.isStopped() && (plan.count === 0 || tally.sentCount < plan.count)) {
    await pingOnce(target, tally, ports);
    nextMs = Math.max(nextMs + plan.everyMs, ports.monotonicMs());
    if (tally.sentCount !== plan.count) {
      await ports.sleep(nextMs - ports.monotonicMs());
    }
  }
  return tally;
}

function lose(tally: PingTally, error: MemtoolError, ports: PingPorts): void {
  tally.error = error;
  ports.onLoss(tally, error);
}

/**
 * Tries until the deadline, and once in any case. A server that refuses (its login, its TLS) is there: waiting longer would not
 * change its mind.
 * @returns why there was no answer
 */
async function awaitFirstAnswer(
  target: PingTarget,
  tally: PingTally,
  deadlineMs: number,
  ports: PingPorts,
): Promise<MemtoolError | undefined> {
  for (;;) {
    const error = await failureOf(async () => {
      await target.connect();
      tally.version = await target.version();
    });
    const isFinal = error === undefined || error.code === "REFUSED" || error.code === "USAGE";
    if (isFinal || ports.isStopped() || ports.monotonicMs() + RETRY_MS > deadlineMs) {
      return error;
    }
    await ports.sleep(RETRY_MS);
  }
}

/** The connection is made before the clock starts: what is measured is a round trip. */
async function pingOnce(target: PingTarget, tally: PingTally, ports: PingPorts): Promise<void> {
  tally.sentCount++;
  let startMs = 0;
  const error = await failureOf(async () => {
    await target.connect();
    startMs = ports.monotonicMs();
    tally.version = await target.version();
  });
  if (error === undefined) {
    tally.record(ports.monotonicMs() - startMs);
    ports.onAnswer(tally);
  } else if (ports.isStopped()) {
    tally.sentCount--;
  } else {
    lose(tally, error, ports);
  }
}

async function failureOf(work: () => Promise<void>): Promise<MemtoolError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof MemtoolError && error.code !== "BUG") {
      return error;
    }
    throw error;
  }
}
