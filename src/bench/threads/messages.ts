/** What the runner and its load threads say to each other. */
import type { Failure } from "../failure.ts";
import type { ThreadInterval, ThreadReport } from "./reports.ts";

/** From the runner to a load thread. `stop` lets the replies in flight come in, `close` does not wait. */
export type ToThread<Phase> =
  | { readonly kind: "run"; readonly phase: Phase }
  | { readonly kind: "stop" }
  | { readonly kind: "close" };

/** From a load thread to the runner. `connected` or `failed` comes first, then `interval`s and one `report` for each `run`. */
export type FromThread<Greeting, Interval extends ThreadInterval> =
  | { readonly kind: "connected"; readonly greeting: Greeting }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "interval"; readonly report: Interval }
  | { readonly kind: "report"; readonly report: ThreadReport<Interval> };
