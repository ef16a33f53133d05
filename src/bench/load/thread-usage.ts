/** What the calling thread uses of the machine, for saying what the load generator itself costs and whether it got a CPU when it wanted one. */
import { readFileSync } from "node:fs";

interface UsageSource {
  threadCpuUsage?: () => { user: number; system: number };
}

/** Times in ms; undefined where the system does not tell. */
export interface ThreadUsage {
  /** On a CPU. */
  readonly cpuMs: number | undefined;
  /** Ready to run, but waiting for a CPU that others had. */
  readonly waitedMs: number | undefined;
}

/** Linux's account of this thread (proc(5), /proc/[pid]/schedstat): ns on a CPU, ns waiting for one. */
function schedstat(): readonly [cpuMs: number, waitedMs: number] | undefined {
  try {
    const [cpuNs, waitedNs] = readFileSync("/proc/thread-self/schedstat", "latin1").split(" ").map(Number);
    return cpuNs === undefined || waitedNs === undefined || Number.isNaN(cpuNs + waitedNs)
      ? undefined
      : [cpuNs / 1e6, waitedNs / 1e6];
  } catch {
    return undefined;
  }
}

/** What this thread has used since it began, or since `before`; its CPU time from process.threadCpuUsage (Node 22 and later) or Linux. */
export function threadUsage(before?: ThreadUsage): ThreadUsage {
  const usage = (process as UsageSource).threadCpuUsage?.();
  const scheduled = schedstat();
  const cpuMs = usage === undefined ? scheduled?.[0] : (usage.user + usage.system) / 1000;
  const waitedMs = scheduled?.[1];
  if (before === undefined) {
    return { cpuMs, waitedMs };
  }
  const since = (now: number | undefined, then: number | undefined): number | undefined =>
    now === undefined || then === undefined ? undefined : now - then;
  return { cpuMs: since(cpuMs, before.cpuMs), waitedMs: since(waitedMs, before.waitedMs) };
}
