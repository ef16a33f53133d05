/** `top` on a terminal: rounds go into the model, keys change what is seen of it and what servers are asked, signals end or stop it. */
import type { MonitorModel } from "../../monitor/model.ts";
import type { Round, ServerAnswer, StatsSubcommand } from "../../monitor/reading.ts";
import type { TopSource } from "../../ui/top/top-data.ts";
import { type Page, TOTAL, type TopState } from "../../ui/top/top-state.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { guardTerminal, stopByKey } from "../terminal-guard.ts";
import type { HotWatcher } from "./hot-watcher.ts";
import type { LiveRounds } from "./live-rounds.ts";
import { loadTopScreen } from "./load-screen.ts";
import type { ReplayRounds } from "./replay-rounds.ts";

/** Asked in every round, so that the past has them too, and advice can be given. */
const ALWAYS: readonly StatsSubcommand[] = ["items", "slabs", "settings"];

/** The statistics to ask for while a page is open: connections only then, because there may be thousands. */
export function extrasFor(page: Page): StatsSubcommand[] {
  return page === "conns" ? [...ALWAYS, "conns"] : [...ALWAYS];
}

/** What a screen is made of. */
export interface ScreenOptions {
  readonly model: MonitorModel;
  readonly initial: TopState;
  readonly rounds:
    | { readonly kind: "live"; readonly source: LiveRounds; readonly recordsTo: string | undefined }
    | { readonly kind: "replay"; readonly source: ReplayRounds };
  readonly onRound: (round: Round) => void;
  readonly adviceOf: (answer: ServerAnswer, earlier: ServerAnswer | undefined) => readonly string[];
  readonly hot: HotWatcher | undefined;
  /** Told of every new state. */
  readonly onState?: (state: TopState) => void;
}

/** Passes on what a new state means outside of the screen. */
function apply({ rounds, hot }: ScreenOptions, state: TopState, before: TopState, onReport: () => void): void {
  if (rounds.kind === "live") {
    if (state.everyMs !== before.everyMs) {
      rounds.source.setEvery(state.everyMs);
    } else if (state.page !== before.page && state.page === "conns") {
      rounds.source.hurry();
    }
  } else {
    if (state.speed !== before.speed) {
      rounds.source.setSpeed(state.speed);
    }
    rounds.source.setPaused(state.momentMs !== undefined);
  }
  const isHot = state.page === "hot";
  if (hot !== undefined && (isHot !== (before.page === "hot") || (isHot && state.server !== before.server))) {
    hot.stop();
    if (isHot) {
      hot.start(state.server === TOTAL ? undefined : state.server, onReport);
    }
  }
}

/**
 * Runs until the user quits.
 * @returns 0 for q, 130 for Ctrl-C, 143 and 129 for SIGTERM and a terminal that is gone
 */
export async function runScreen(options: ScreenOptions, context: Context): Promise<number> {
  const { model, rounds, hot } = options;
  const TopScreen = await loadTopScreen();
  let isOver = false;
  let end: (exitCode: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const source = (): TopSource =>
    rounds.kind === "live" ? { kind: "live", recordsTo: rounds.recordsTo } : { kind: "replay", isOver };
  const screen = new TopScreen({
    stdin: context.stdin,
    stdout: context.stdout,
    hasColor: context.color,
    monotonicMs: () => context.clock.monotonicMs(),
    initial: options.initial,
    data: () => ({ model, source: source(), hot: hot?.report, adviceOf: options.adviceOf }),
    onState: (next, before) => {
      options.onState?.(next);
      apply(options, next, before, () => screen.update());
      if (next.hasQuit) {
        end(EXIT.ok);
      }
    },
    onInterrupt: () => end(EXIT.interrupted),
    onStop: () => stopByKey(),
    onEnd: () => end(EXIT.hungUp),
    onDrawn: () => rounds.kind === "live" && rounds.source.noteOwnWork(),
  });
  const releases = [
    guardTerminal(screen),
    context.onInterrupt((signal) => end(signal === "SIGTERM" ? EXIT.terminated : EXIT.interrupted)),
    context.onSignal("SIGHUP", () => end(EXIT.hungUp)),
  ];
  screen.open();
  try {
    const running = rounds.source
      .run((round) => {
        options.onRound(round);
        model.add(round);
        screen.update();
      })
      .then(() => {
        isOver = true;
        screen.update();
        return ended;
      });
    return await Promise.race([ended, running]);
  } finally {
    hot?.stop();
    rounds.source.close();
    screen.close();
    for (const release of releases) {
      release();
    }
  }
}
