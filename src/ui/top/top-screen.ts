/**
 * The edge of `top`: reads keys, draws frames, takes the terminal and gives it back. Between two frames that nobody pressed a key for
 * there is a pause of 25 times what drawing took, so that drawing takes at most a twenty-fifth of a core.
 */
import type { KeyEvent } from "../decode-keys.ts";
import { FullScreen } from "../screen/full-screen.ts";
import { paintRow } from "../screen/piece-theme.ts";
import { type KeyTerminal, readTerminalKeys } from "../terminal-keys.ts";
import type { TopData } from "./top-data.ts";
import { reduceTop } from "./top-reducer.ts";
import type { TopState } from "./top-state.ts";
import { keyFacts, viewTop } from "./top-view.ts";

const PAUSE_FACTOR = 25;

/** Shortest time between two frames, keys or not, and longest wait for one. */
const FRAME_MS_MIN = 30;
const FRAME_MS_MAX = 2000;

/** What the screen needs. */
export interface TopScreenOptions {
  readonly stdin: KeyTerminal["stdin"];
  readonly stdout: NodeJS.WriteStream;
  readonly hasColor: boolean;
  readonly monotonicMs: () => number;
  readonly initial: TopState;
  readonly data: () => TopData;
  /** Told of every new state, after the key that made it. */
  readonly onState: (state: TopState, before: TopState) => void;
  /** Ctrl-C, and Ctrl-Z: signals that a terminal in raw mode does not send. */
  readonly onInterrupt: () => void;
  readonly onStop: () => void;
  /** The terminal is gone. */
  readonly onEnd: () => void;
  /** After each frame. */
  readonly onDrawn: () => void;
}

/** See the head of the file. */
export class TopScreen {
  readonly #options: TopScreenOptions;
  readonly #screen: FullScreen;
  #state: TopState;
  #releaseKeys: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastFrameMs = Number.NEGATIVE_INFINITY;
  #tookMs = 0;

  constructor(options: TopScreenOptions) {
    this.#options = options;
    this.#state = options.initial;
    this.#screen = new FullScreen(options.stdout, () => this.#draw());
  }

  /** Takes the terminal, also again after {@link TopScreen.close}, and draws. */
  open(): void {
    if (!this.#screen.isOpen) {
      const { stdin, stdout, onEnd } = this.#options;
      this.#screen.open();
      this.#releaseKeys = readTerminalKeys({ stdin, stdout }, (key) => this.#onKey(key), onEnd);
      this.#draw();
    }
  }

  /** Gives it back. Does nothing the second time. */
  close(): void {
    if (this.#screen.isOpen) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#releaseKeys?.();
      this.#screen.close();
    }
  }

  /** The data has changed: draws when the next frame is due. */
  update(): void {
    const pauseMs = Math.min(FRAME_MS_MAX, Math.max(FRAME_MS_MIN, this.#tookMs * PAUSE_FACTOR));
    this.#drawIn(this.#lastFrameMs + pauseMs - this.#options.monotonicMs());
  }

  #onKey(key: KeyEvent): void {
    const { onInterrupt, onStop, onState, data } = this.#options;
    if (key.kind === "key" && key.name === "C-c") {
      onInterrupt();
      return;
    }
    if (key.kind === "key" && key.name === "C-z") {
      onStop();
      return;
    }
    const before = this.#state;
    this.#state = reduceTop(before, key, keyFacts(before, data(), this.#screen.size));
    onState(this.#state, before);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#drawIn(this.#lastFrameMs + FRAME_MS_MIN - this.#options.monotonicMs());
  }

  #drawIn(waitMs: number): void {
    if (!this.#screen.isOpen) {
      return;
    }
    if (waitMs <= 0) {
      this.#draw();
    } else {
      this.#timer ??= setTimeout(() => this.#draw(), waitMs);
    }
  }

  #draw(): void {
    const { data, hasColor, monotonicMs, onDrawn } = this.#options;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const startMs = monotonicMs();
    const rows = viewTop(this.#state, data(), this.#screen.size);
    this.#screen.paint(rows.map((row) => paintRow(row, hasColor)).join("\n"));
    this.#lastFrameMs = monotonicMs();
    this.#tookMs = this.#lastFrameMs - startMs;
    onDrawn();
  }
}
