/** Shows how a run goes on stderr: a live screen on a terminal, a line a second elsewhere. */
import type { Progress } from "../../bench/progress.ts";
import { latencyBars } from "../../bench/reporters/latency-bars.ts";
import { progressText } from "../../bench/reporters/progress-text.ts";
import type { BenchTitle } from "../../ui/bench/bench-state.ts";
import type { Context } from "../context.ts";
import { isLiveTerminal } from "../live-terminal.ts";
import { guardTerminal } from "../terminal-guard.ts";
import { loadDashboard } from "./load-dashboard.ts";

/** Time between two lines, in ms. */
const LINE_INTERVAL_MS = 1000;

/** Shows moments of a run. */
export interface ProgressDisplay {
  /** Shows a moment of the run. */
  update(progress: Progress): void;
  /** Takes everything away that does not stay. Does nothing the second time. */
  end(): void;
}

/** About one line a second. */
class LineDisplay implements ProgressDisplay {
  readonly #context: Context;
  #nextLineMs = LINE_INTERVAL_MS;
  #phase = "";

  constructor(context: Context) {
    this.#context = context;
  }

  update(progress: Progress): void {
    if (progress.phase !== this.#phase) {
      this.#phase = progress.phase;
      this.#nextLineMs = LINE_INTERVAL_MS;
    }
    if (progress.elapsedMs >= this.#nextLineMs) {
      this.#nextLineMs = progress.elapsedMs + LINE_INTERVAL_MS * 0.9;
      this.#context.stderr.write(`${progressText(progress)}\n`);
    }
  }

  end(): void {}
}

/** Whether there is a terminal that can show a live screen, and a person who may want one. */
export function wantsLive({ stderr, env }: Pick<Context, "stderr" | "env">, noLive: boolean): boolean {
  return !noLive && isLiveTerminal(stderr, env);
}

/**
 * Opens the display. The live screen is loaded before it resolves, so that nothing of that happens while the load runs.
 * @param noLive whether lines are wanted on a terminal too
 */
export async function openDisplay(context: Context, title: BenchTitle, noLive: boolean): Promise<ProgressDisplay> {
  if (!wantsLive(context, noLive)) {
    return new LineDisplay(context);
  }
  const Dashboard = await loadDashboard();
  const dashboard = new Dashboard({
    terminal: context.stderr,
    hasColor: context.errorColor,
    title,
    texts: { latencyBars, progressText },
    monotonicMs: () => context.clock.monotonicMs(),
  });
  const release = guardTerminal(dashboard);
  dashboard.open();
  return {
    update: (progress) => dashboard.update(progress),
    end: () => {
      release();
      dashboard.close();
    },
  };
}
