/** Runs the shell on a terminal until the person leaves. The only place that starts Ink for it. */
import { render } from "ink";
import { complete } from "../repl/complete.ts";
import type { Line } from "../repl/segments.ts";
import type { Shell, ShellPorts } from "../repl/shell.ts";
import type { PromptEffect } from "./prompt-state.ts";
import { initialPrompt } from "./prompt-state.ts";
import { PromptStore } from "./prompt-store.ts";
import { promptText } from "./prompt-view.ts";
import { ReplScreen } from "./repl-screen.tsx";
import { paintLine } from "./theme.ts";

/** What the screen is given. `onStop` registers what stops it from outside (a signal) and returns how to unregister. */
export interface ReplOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly hasColor: boolean;
  /** Addresses to offer after `connect`. */
  readonly addresses: readonly string[];
  readonly makeShell: (ports: Pick<ShellPorts, "print" | "ask" | "clearScreen" | "width">) => Shell;
  readonly onStop: (stop: () => void) => () => void;
}

/** Frames a second: high, so that a key is seen at once. */
const FRAMES_MAX = 250;

/** Ink ends its last, empty frame with a line end; this takes it back. */
const LINE_UP = "\x1b[1A";

const CLEAR_SCREEN = "\x1b[2J\x1b[H";

/** Connects the shell, the prompt's store and the screen. */
class ReplRun {
  readonly #options: ReplOptions;
  readonly #shell: Shell;
  readonly store: PromptStore;
  readonly #leave: () => void;
  #write: ((text: string) => void) | undefined;
  #answer: ((text: string | undefined) => void) | undefined;
  /** Counts entered lines: what an abandoned one still does is not taken for the next one's end. */
  #entered = 0;

  constructor(options: ReplOptions, leave: () => void) {
    this.#options = options;
    this.#leave = leave;
    this.#shell = options.makeShell({
      print: (lines) => this.#print(lines),
      ask: ({ prompt }) => this.#ask(prompt),
      clearScreen: () => this.#write?.(CLEAR_SCREEN),
      width: () => options.stdout.columns || 80,
    });
    const knowledge = {
      keysStartingWith: (prefix: string) => this.#shell.session.keys.startingWith(prefix),
      addresses: options.addresses,
    };
    this.store = new PromptStore(
      initialPrompt([]),
      (line, cursor) => complete(line, cursor, knowledge),
      (effect) => this.#perform(effect),
    );
    this.#shell.session.onGone = () => this.store.dispatch({ kind: "refresh" });
  }

  readonly address = () => this.#shell.session.address;
  readonly connection = () => this.#shell.session.state;

  /** The screen is there: connect, then prompt. */
  readonly ready = (write: (text: string) => void): void => {
    const isFirst = this.#write === undefined;
    this.#write = write;
    if (isFirst) {
      this.#follow(this.#shell.start());
    }
  };

  /** Ends the conversation. */
  close(): void {
    this.#shell.session.close();
  }

  #print(lines: readonly Line[]): void {
    const text = lines.map((line) => `${paintLine(line, this.#options.hasColor)}\n`).join("");
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
        this.#shell.abandon();
        this.#follow(Promise.resolve());
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
    const prompt = question === "" ? promptText(this.address(), this.connection()) : question;
    const style = this.connection() === "gone" && question === "" ? "error" : "heading";
    this.#print([
      [
        { text: prompt, style },
        { text: `${text}${mark}`, style: "plain" },
      ],
    ]);
  }
}

/** Resolves when the person left; the terminal is then as it was. Ink restores it too when the process dies. */
export async function runRepl(options: ReplOptions): Promise<void> {
  let leave = () => {};
  const run = new ReplRun(options, () => leave());
  const screen = render(
    <ReplScreen
      store={run.store}
      hasColor={options.hasColor}
      address={run.address}
      connection={run.connection}
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
  const forget = options.onStop(leave);
  try {
    await screen.waitUntilExit();
    options.stdout.write(LINE_UP);
  } finally {
    forget();
    run.close();
  }
}
