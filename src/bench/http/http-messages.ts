/** What the runner and the load threads of an HTTP application say to each other. */
import type { Failure } from "../failure.ts";
import type { MeasurePhase } from "../plan.ts";
import type { HttpIntervalReport, HttpPhaseReport } from "./http-engine.ts";

/** From the runner to a load thread. `stop` lets answers in flight come in, `close` does not wait. */
export type ToHttpThread =
  | { readonly kind: "run"; readonly phase: MeasurePhase }
  | { readonly kind: "stop" }
  | { readonly kind: "close" };

/** From a load thread to the runner. `connected` or `failed` comes first, then `interval`s and one `report` for each `run`. */
export type FromHttpThread =
  | { readonly kind: "connected" }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "interval"; readonly report: HttpIntervalReport }
  | { readonly kind: "report"; readonly report: HttpPhaseReport };
