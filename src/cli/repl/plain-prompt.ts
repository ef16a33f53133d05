/**
 * The prompt on a terminal that cannot move its cursor (TERM=dumb: Emacs' M-x shell, some consoles and CI logs): the terminal edits the
 * line, and nothing but text is written. Everything of the shell works, without what needs keys: completion, hints, the pager.
 */
import { ByteReader } from "../../repl/byte-reader.ts";
import { waitsFor } from "../../repl/heredoc.ts";
import { fullText, type Line } from "../../repl/segments.ts";
import type { Shell } from "../../repl/shell.ts";
import type { ScreenPorts } from "../../repl/shell-ports.ts";
import { promptText } from "../../ui/prompt-view.ts";
import type { Context, InterruptSignal } from "../context.ts";
import { EXIT } from "../exit-codes.ts";

/** What stands before every further line of a command. */
const CONTINUATION = "... ";

/** A terminal without a size. */
const ROWS_DEFAULT = 24;

/** How a wait for a line ended; `text` undefined: no more input. */
type Input = { readonly kind: "line"; readonly text: string | undefined } | { readonly kind: "interrupted" };

/** One conversation. */
class PlainPrompt {
  readonly #context: Context;
  readonly #reader: ByteReader;
  readonly #shell: Shell;
  /** A read under way: a line that was waited for in vain is the next one's. */
  #reading: Promise<string | undefined> | undefined;
  #onInterrupt: (signal: InterruptSignal) => void = () => {};
  #forget = () => {};
  exitCode: number = EXIT.ok;

  constructor(context: Context, makeShell: (ports: ScreenPorts) => Shell) {
    this.#context = context;
    this.#reader = new ByteReader(context.stdin);
    this.#shell = makeShell({
      print: (lines) => this.#print(lines),
      page: async (lines) => this.#print(lines),
      ask: async ({ prompt }) => {
        const input = await this.#read(prompt);
        return input.kind === "line" ? input.text : undefined;
      },
      busy: () => {},
      withoutScreen: (work) => this.#withProgram(work),
      clearScreen: () => {},
      width: () => context.width,
      height: () => context.stdout.rows || ROWS_DEFAULT,
    });
  }

  async run(): Promise<void> {
    this.#listen();
    try {
      await this.#whileInterruptible(() => this.#shell.start());
      while (this.exitCode === EXIT.ok && (await this.#turn())) {}
    } finally {
      this.#forget();
      this.#shell.close();
      this.#context.stdin.destroy();
    }
  }

  /** One command; false when it was the last. */
  async #turn(): Promise<boolean> {
    const { label, state, goneCount, chosen } = this.#shell.nodes;
    let input = await this.#read(promptText({ label, state, goneCount, nodeCount: chosen.length }));
    let text = "";
    while (input.kind === "line" && input.text !== undefined) {
      text += input.text;
      if (waitsFor(text) === undefined) {
        const whole = text;
        return (await this.#whileInterruptible(() => this.#shell.enter(whole))) !== "quit";
      }
      text += "\n";
      input = await this.#read(CONTINUATION);
    }
    this.#context.stdout.write(input.kind === "line" ? "\n" : "\n(Ctrl-D leaves)\n");
    return input.kind === "interrupted";
  }

  /** Waits for a line; Ctrl-C gives up on it. */
  async #read(prompt: string): Promise<Input> {
    this.#context.stdout.write(prompt);
    this.#reading ??= this.#reader.readLine().then((bytes) => bytes && Buffer.from(bytes).toString("utf8"));
    const interrupted = new Promise<Input>((resolve) => {
      this.#onInterrupt = () => resolve({ kind: "interrupted" });
    });
    const line = this.#reading.then((text): Input => {
      this.#reading = undefined;
      return { kind: "line", text };
    });
    return Promise.race([line, interrupted]);
  }

  /** Runs a command; Ctrl-C stops it, or stops waiting for it. */
  async #whileInterruptible<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    const abandoned = new Promise<undefined>((resolve) => {
      this.#onInterrupt = () => {
        if (!this.#shell.interrupt()) {
          resolve(undefined);
        }
      };
    });
    return Promise.race([work(), abandoned]);
  }

  /** Another program has the terminal, and gets Ctrl-C too. */
  async #withProgram<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const interrupted = new AbortController();
    const before = this.#onInterrupt;
    this.#onInterrupt = () => {
      interrupted.abort();
      this.#shell.interruptFeeding();
    };
    try {
      return await work(interrupted.signal);
    } finally {
      this.#onInterrupt = before;
    }
  }

  /** A second Ctrl-C would end the process, so each is a first one. */
  #listen(): void {
    this.#forget = this.#context.onInterrupt((signal) => {
      this.#forget();
      this.#listen();
      if (signal !== "SIGINT") {
        this.exitCode = EXIT.terminated;
      }
      this.#onInterrupt(signal);
    });
  }

  #print(lines: readonly Line[]): void {
    this.#context.stdout.write(lines.map((line) => `${fullText(line)}\n`).join(""));
  }
}

/** Talks until the person leaves; the exit code. */
export async function runPlainPrompt(context: Context, makeShell: (ports: ScreenPorts) => Shell): Promise<number> {
  const prompt = new PlainPrompt(context, makeShell);
  await prompt.run();
  return prompt.exitCode;
}
