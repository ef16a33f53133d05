/** The runner's end of a load thread of an HTTP application. */
import type { MeasurePhase } from "../plan.ts";
import { ThreadHandle } from "../threads/thread-handle.ts";
import type { HttpIntervalReport } from "./http-engine.ts";
import type { HttpThreadPlan } from "./http-plan.ts";

/** One load thread. */
export type HttpThread = ThreadHandle<MeasurePhase, void, HttpIntervalReport>;

/** Starts it: it opens its connections at once. */
export function startHttpThread(plan: HttpThreadPlan): HttpThread {
  return new ThreadHandle(new URL("./http-load.thread.js", import.meta.url), plan);
}
