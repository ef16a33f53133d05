/** The live screen of a load on a terminal: takes what it is told, draws it a few times a second, and gives the terminal back. */
import { renderToString } from "ink";
import type { Progress } from "../../bench/progress.ts";
import { FullScreen } from "../screen/full-screen.ts";
import { BenchScreen } from "./bench-screen.tsx";
import { type BenchState, type BenchTitle, initialBench, reduceBench } from "./bench-state.ts";
import { type BenchTexts, viewBench } from "./bench-view.ts";

/** Shortest and longest time from the end of a frame to the next one, in ms. */
const PAUSE_MS_MIN = 250;
const PAUSE_MS_MAX = 1000;

/** The pause is this many times as long as the frame took: whatever the size of the terminal, the load threads keep their cores. */
const PAUSE_FACTOR = 25;

/** What the screen needs. */
export interface DashboardOptions {
  readonly terminal: NodeJS.WriteStream;
  readonly hasColor: boolean;
  readonly title: BenchTitle;
  readonly texts: BenchTexts;
  readonly monotonicMs: () => number;
}

/** See the file's head. It reads no keys, so Ctrl-C stays the signal it is. */
export class BenchDashboard {
  readonly #options: DashboardOptions;
  readonly #screen: FullScreen;
  #state: BenchState;
  #nextFrameMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DashboardOptions) {
    this.#options = options;
    this.#screen = new FullScreen(options.terminal, () => this.#draw());
    this.#state = initialBench(options.title);
  }

  /** Takes the terminal, also again after {@link BenchDashboard.close}, and draws. */
  open(): void {
    if (!this.#screen.isOpen) {
      this.#screen.open();
      this.#draw();
    }
  }

  /** Shows a moment of the run: now, or when the next frame is due. */
  update(progress: Progress): void {
    this.#state = reduceBench(this.#state, progress);
    const waitMs = this.#nextFrameMs - this.#options.monotonicMs();
    if (this.#screen.isOpen && waitMs <= 0) {
      this.#draw();
    } else if (this.#screen.isOpen) {
      this.#timer ??= setTimeout(() => this.#draw(), waitMs);
    }
  }

  /** Gives the terminal back as it was: what was on it, and the cursor. Does nothing the second time. */
  close(): void {
    this.#forgetFrame();
    this.#screen.close();
  }

  #forgetFrame(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #draw(): void {
    const { hasColor, texts, monotonicMs } = this.#options;
    this.#forgetFrame();
    const startMs = monotonicMs();
    const { size } = this.#screen;
    const view = viewBench(this.#state, texts, size);
    const screen = <BenchScreen view={view} rows={size.rows} hasColor={hasColor} />;
    this.#screen.paint(renderToString(screen, { columns: size.columns }));
    const endMs = monotonicMs();
    this.#nextFrameMs = endMs + Math.min(PAUSE_MS_MAX, Math.max(PAUSE_MS_MIN, (endMs - startMs) * PAUSE_FACTOR));
  }
}
