/** What the runner and its load threads say to each other. */
import type { Failure } from "../failure.ts";
import type { Phase } from "../plan.ts";
import type { IntervalReport, PhaseReport } from "./reports.ts";

/** From the runner to a load thread. `stop` lets the replies in flight come in, `close` does not wait. */
export type ToThread =
  | { readonly kind: "run"; readonly phase: Phase }
  | { readonly kind: "stop" }
  | { readonly kind: "close" };

/** From a load thread to the runner. `connected` or `failed` comes first, then `interval`s and one `report` for each `run`. */
export type FromThread =
  | { readonly kind: "connected"; readonly versions: readonly string[] }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "interval"; readonly report: IntervalReport }
  | { readonly kind: "report"; readonly report: PhaseReport };
