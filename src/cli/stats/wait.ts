/** `--wait`: until every server answers, or the time is up. For scripts that have just started servers. */
import { MemtoolError } from "../../base/errors.ts";
import { formatDurationMs } from "../../base/format-units.ts";
import type { Poller } from "../../monitor/poller.ts";
import type { ServerSilence } from "../../monitor/reading.ts";
import type { Context } from "../context.ts";
import { StatusLine } from "../live-terminal.ts";
import type { Patience } from "./patience.ts";

/** Between two attempts. */
const RETRY_MS = 100;

/**
 * Resolves when every server has answered in one round, or at Ctrl-C.
 * @throws MemtoolError REFUSED at once, because waiting does not change a password; the code of the last failure when the time is up
 */
export async function waitForServers(
  poller: Poller,
  waitMs: number,
  patience: Patience,
  context: Context,
): Promise<void> {
  const deadlineMs = context.clock.monotonicMs() + waitMs;
  const line = new StatusLine(context);
  try {
    for (;;) {
      const round = await patience.unless(poller.poll());
      if (round === undefined || patience.isInterrupted) {
        return;
      }
      const silent = round.servers.filter((server) => !server.up);
      const [first] = silent;
      if (first === undefined) {
        return;
      }
      const refused = silent.find(({ error }) => error.code === "REFUSED");
      const leftMs = deadlineMs - context.clock.monotonicMs();
      if (refused !== undefined || leftMs <= 0) {
        throw refused?.error ?? timeIsUp(silent, round.servers.length, waitMs);
      }
      line.show(`waiting for ${silent.map(({ address }) => address).join(", ")}: ${formatDurationMs(leftMs)} left`);
      await patience.sleep(Math.min(RETRY_MS, leftMs));
    }
  } finally {
    line.clear();
  }
}

function timeIsUp(silent: readonly ServerSilence[], serverCount: number, waitMs: number): MemtoolError {
  const names = silent.map(({ address }) => address).join(", ");
  const [{ error } = { error: new MemtoolError("TIMEOUT", "no answer") }] = silent;
  const of = serverCount > 1 ? ` (${serverCount - silent.length} of ${serverCount} servers did)` : "";
  return new MemtoolError(
    error.code,
    `${names} did not answer within ${formatDurationMs(waitMs)}${of}: ${error.message}`,
    {
      cause: error,
      hint: "is memcached running there? a longer --wait gives it more time",
    },
  );
}
