/** Why a connection ended, as watchers are told, by what its dialog said. */
import { CLOSE_REASON, type CloseReason } from "../stats/log/log-types.ts";
import { STEP } from "./dialog.ts";

/** The reason behind a step that ends the connection (any of STEP but `more`). */
export function closeReasonOf(step: number): CloseReason {
  switch (step) {
    case STEP.quit:
      return CLOSE_REASON.normal;
    case STEP.shutdown:
      return CLOSE_REASON.shutdown;
    default:
      return CLOSE_REASON.error;
  }
}
