/** Runs the shell on a terminal until the person leaves. The only place that starts Ink for it. */
import { render } from "ink";
import { formatCount } from "../base/format-units.ts";
import { complete } from "../repl/complete.ts";
import type { Line } from "../repl/segments.ts";
import type { Shell } from "../repl/shell.ts";
import type { ScreenPorts } from "../repl/shell-ports.ts";
import { wrapProse } from "../repl/wrap-prose.ts";
import { openPager } from "./pager.ts";
import { CONTINUATION } from "./prompt-layout.ts";
import type { PromptEffect } from "./prompt-state.ts";
import { initialPrompt } from "./prompt-state.ts";
import { PromptStore } from "./prompt-store.ts";
import { type PromptTarget, promptText } from "./prompt-view.ts";
import { ReplScreen } from "./repl-screen.tsx";
import { paintLine } from "./theme.ts";

/** What the screen is given. `onStop` registers what stops it from outside (a signal) and returns how to unregister. */
export interface ReplOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly hasColor: boolean;
  /** Addresses to offer after `connect`. */
  readonly addresses: readonly string[];
  readonly makeShell: (ports: ScreenPorts) => Shell;
  readonly onStop: (stop: () => void) => () => void;
  /** While another program has the terminal: calls back once on Ctrl-C. Returns how to unregister. */
  readonly onInterrupt: (callback: () => void) => () => void;
  /** The person's own pager, given painted text; undefined: the one built in. */
  readonly runPager: ((text: string) => Promise<void>) | undefined;
}

/**
 * Ctrl-C goes to a program and to this process at once, and the end of the one may be heard of before the signal of the other: for so long
 * after the end a signal is still the program's.
 */
const LATE_SIGNAL_MS = 200;
/** Lets Ink take its frame away before anything else writes: two frames and more. */
const AWAY_MS = 20;

/** The alternate screen and back (xterm's 1049, which keeps the cursor's place too): the pager leaves nothing behind. */
const OTHER_SCREEN = "\x1b[?1049h\x1b[H";
const USUAL_SCREEN = "\x1b[?1049l";

const CURSOR_ON = "\x1b[?25h";

/** Frames a second: high, so that a key is seen at once. */
const FRAMES_MAX = 250;

/** Ink ends its last, empty frame with a line end; this takes it back. */
const LINE_UP = "\x1b[1A";

const CLEAR_SCREEN = "\x1b[2J\x1b[H";

/**
 * Goes to the start of a line behind what a program has printed, which may have ended in the middle of one: as many blanks as a row
 * has only stay in the row when it was empty. Ink then takes away one row more, as if it were its own.
 */
function nextLine(columns: number): string {
  return `${" ".repeat(columns)}\r\n`;
}

/** Connects the shell, the prompt's store and the screen. */
class ReplRun {
  readonly #options: ReplOptions;
  readonly #shell: Shell;
  readonly store: PromptStore;
  readonly #leave: () => void;
  #write: ((text: string) => void) | undefined;
  #answer: ((text: string | undefined) => void) | undefined;
  #paged: (() => void) | undefined;
  /** The pager was left and its screen is still there: Ctrl-C is late, and there is nothing that it could stop. */
  #isLeavingPager = false;
  /** What is to be printed when the terminal is ours again; undefined while it is. */
  #held: Line[] | undefined;
  #forgetStop = () => {};
  /** Counts entered lines: what an abandoned one still does is not taken for the next one's end. */
  #entered = 0;

  constructor(options: ReplOptions, leave: () => void) {
    this.#options = options;
    this.#leave = leave;
    this.#shell = options.makeShell({
      print: (lines) => this.#print(lines),
      page: (lines) => this.#page(lines),
      busy: (note) => this.store.dispatch({ kind: "busy", note }),
      withoutScreen: (work) => this.#withoutScreen(work),
      ask: ({ prompt }) => this.#ask(prompt),
      clearScreen: () => this.#write?.(CLEAR_SCREEN),
      width: () => options.stdout.columns || 80,
      height: () => options.stdout.rows || 24,
    });
    const { nodes } = this.#shell;
    const knowledge = {
      keysStartingWith: (prefix: string) => nodes.keysStartingWith(prefix),
      get addresses() {
        return [...new Set([...nodes.sessions.map((session) => session.address), ...options.addresses])];
      },
    };
    this.store = new PromptStore(
      initialPrompt([]),
      (line, cursor) => complete(line, cursor, knowledge),
      (effect) => this.#perform(effect),
    );
    nodes.onGone = () => this.store.dispatch({ kind: "refresh" });
  }

  readonly target = (): PromptTarget => {
    const { label, state, goneCount, chosen } = this.#shell.nodes;
    return { label, state, goneCount, nodeCount: chosen.length };
  };

  /** The screen is there: connect, then prompt. */
  readonly ready = (write: (text: string) => void): void => {
    const isFirst = this.#write === undefined;
    this.#write = write;
    if (isFirst) {
      this.#follow(this.#shell.start());
    }
  };

  /** Ends the conversation; a signal may come while something is paged. */
  close(): void {
    if (this.#paged !== undefined) {
      this.#options.stdout.write(USUAL_SCREEN);
    }
    this.#forgetStop();
    this.#shell.close();
  }

  /** What a signal does from now on: it ends the shell. */
  listen(): void {
    this.#forgetStop = this.#options.onStop(this.#leave);
  }

  async #page(lines: readonly Line[]): Promise<void> {
    const { runPager, stdout, hasColor } = this.#options;
    if (runPager !== undefined) {
      const text = lines.map((line) => `${paintLine(line, hasColor)}\n`).join("");
      await this.#withoutScreen(() => runPager(text));
      return;
    }
    stdout.write(OTHER_SCREEN);
    await new Promise<void>((resolve) => {
      this.#paged = resolve;
      this.store.dispatch({ kind: "page", pager: openPager(lines, stdout.columns || 80, stdout.rows || 24) });
    });
    this.#paged = undefined;
    await this.#framesDrawn();
    this.#isLeavingPager = false;
    stdout.write(USUAL_SCREEN);
    this.#print([
      [
        {
          text: `(${formatCount(lines.length)} line${lines.length === 1 ? "" : "s"}; pager off prints them here)`,
          style: "note",
        },
      ],
    ]);
  }

  /** Ink draws a little later than it is told. */
  #framesDrawn(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, AWAY_MS));
  }

  /** Ctrl-C is then for the other program, and stops what feeds it. */
  async #withoutScreen<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    this.#forgetStop();
    const interrupted = new AbortController();
    let isBack = false;
    let forget = () => {};
    const listen = () => {
      forget = this.#options.onInterrupt(() => {
        forget();
        listen();
        if (!isBack) {
          interrupted.abort();
          this.#shell.interruptFeeding();
        }
      });
    };
    listen();
    this.store.dispatch({ kind: "away" });
    this.#held = [];
    try {
      await this.#framesDrawn();
      this.#options.stdout.write(LINE_UP + CURSOR_ON);
      return await work(interrupted.signal);
    } finally {
      this.#options.stdout.write(nextLine(this.#options.stdout.columns || 80));
      isBack = true;
      const late = setTimeout(() => {
        forget();
        this.listen();
      }, LATE_SIGNAL_MS);
      this.#forgetStop = () => {
        clearTimeout(late);
        forget();
      };
      this.store.dispatch({ kind: "back" });
      const held = this.#held;
      this.#held = undefined;
      this.#print(held);
    }
  }

  #print(lines: readonly Line[]): void {
    if (this.#held !== undefined) {
      this.#held.push(...lines);
      return;
    }
    this.#printRows(wrapProse(lines, this.#options.stdout.columns || 80));
  }

  #printRows(rows: readonly Line[]): void {
    const text = rows.map((line) => `${paintLine(line, this.#options.hasColor)}\n`).join("");
    if (text !== "") {
      this.#write?.(text);
    }
  }

  #ask(question: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.store.dispatch({ kind: "ask", question });
    });
  }

  /** Prompts again when `work` has ended, unless it was abandoned meanwhile. */
  #follow(work: Promise<unknown>): void {
    const number = ++this.#entered;
    const done = () => {
      if (number === this.#entered) {
        this.store.dispatch({ kind: "finished", history: this.#shell.history.entries });
      }
    };
    work.then((next) => (next === "quit" ? this.#leave() : done()), this.#crash);
  }

  /** A bug: let it end the program with its stack, after the terminal is restored. */
  readonly #crash = (error: unknown): void => {
    this.#leave();
    queueMicrotask(() => {
      throw error;
    });
  };

  #perform(effect: PromptEffect): void {
    switch (effect.kind) {
      case "echo":
        this.#echo(effect.text, effect.mark, effect.prompt);
        return;
      case "enter":
        this.#follow(this.#shell.enter(effect.line));
        return;
      case "answer":
        this.#answer?.(effect.text);
        return;
      case "abort":
        if (!this.#isLeavingPager && !this.#shell.interrupt()) {
          this.#follow(Promise.resolve());
        }
        return;
      case "paged":
        this.#isLeavingPager = true;
        this.#paged?.();
        return;
      case "clear":
        this.#write?.(CLEAR_SCREEN);
        return;
      case "quit":
        this.#leave();
        return;
    }
  }

  #echo(text: string, mark: string, question: string): void {
    const target = this.target();
    const prompt = question === "" ? promptText(target) : question;
    const style = target.state === "gone" && question === "" ? "error" : "heading";
    this.#printRows(
      `${text}${mark}`
        .split("\n")
        .map((line, index) => [
          index === 0 ? { text: prompt, style } : { text: CONTINUATION, style: "note" },
          { text: line, style: "plain" },
        ]),
    );
  }
}

/** A terminal that does not say how large it is. Ink takes 0 rows for a screen that overflows, and clears it with all that was above. */
function assumeSize(stdout: NodeJS.WriteStream): void {
  stdout.columns ||= 80;
  stdout.rows ||= 24;
}

/** Resolves when the person left; the terminal is then as it was. Ink restores it too when the process dies. */
export async function runRepl(options: ReplOptions): Promise<void> {
  const onResize = () => assumeSize(options.stdout);
  onResize();
  options.stdout.prependListener("resize", onResize);
  let leave = () => {};
  const run = new ReplRun(options, () => leave());
  const screen = render(
    <ReplScreen
      store={run.store}
      hasColor={options.hasColor}
      target={run.target}
      onReady={run.ready}
      onEnd={() => leave()}
    />,
    { stdin: options.stdin, stdout: options.stdout, exitOnCtrlC: false, patchConsole: false, maxFps: FRAMES_MAX },
  );
  // Not at once: the screen must first be drawn without the prompt, or the cursor would be left standing in it.
  leave = () => {
    run.store.dispatch({ kind: "left" });
    setImmediate(() => screen.unmount());
  };
  run.listen();
  try {
    await screen.waitUntilExit();
    options.stdout.write(LINE_UP);
  } finally {
    options.stdout.off("resize", onResize);
    run.close();
  }
}
