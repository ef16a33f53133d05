/** The CPU time of the calling thread, for saying what the load generator itself costs when a server runs in the same process. */
import { readFileSync } from "node:fs";

interface ThreadUsage {
  threadCpuUsage?: () => { user: number; system: number };
}

/**
 * CPU time of this thread in ms, from process.threadCpuUsage (Node 22 and later) or Linux's /proc/thread-self/schedstat (first number: ns
 * on a CPU, proc(5)). Undefined where there is neither.
 */
export function threadCpuMs(): number | undefined {
  const usage = (process as ThreadUsage).threadCpuUsage?.();
  if (usage !== undefined) {
    return (usage.user + usage.system) / 1000;
  }
  try {
    const ns = Number(readFileSync("/proc/thread-self/schedstat", "latin1").split(" ")[0]);
    return Number.isFinite(ns) ? ns / 1e6 : undefined;
  } catch {
    return undefined;
  }
}
