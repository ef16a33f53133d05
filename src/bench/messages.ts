/** What the runner and its load threads say to each other. */
import type { Failure } from "./failure.ts";
import type { PhaseReport } from "./load-engine.ts";
import type { Phase } from "./plan.ts";
import type { RecorderSnapshot } from "./recorder.ts";

/** From the runner to a load thread. `stop` lets the replies in flight come in, `close` does not wait. */
export type ToThread =
  | { readonly kind: "run"; readonly phase: Phase }
  | { readonly kind: "stop" }
  | { readonly kind: "close" };

/** From a load thread to the runner. `connected` or `failed` comes first, then one `report` for each `run`. */
export type FromThread =
  | { readonly kind: "connected"; readonly serverVersion: string }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "progress"; readonly snapshot: RecorderSnapshot }
  | { readonly kind: "report"; readonly report: PhaseReport };
