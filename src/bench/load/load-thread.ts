/** The runner's end of a load thread of memcached servers. */
import type { Phase, ThreadPlan } from "../plan.ts";
import { ThreadHandle } from "../threads/thread-handle.ts";
import type { IntervalReport } from "./reports.ts";

/** One load thread; it is greeted by the versions of the servers. */
export type LoadThread = ThreadHandle<Phase, readonly string[], IntervalReport>;

/** Starts it: it opens its connections at once. */
export function startLoadThread(plan: ThreadPlan): LoadThread {
  return new ThreadHandle(new URL("./load.thread.js", import.meta.url), plan);
}
