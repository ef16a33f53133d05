/**
 * A real terminal for tests of the shell: beyond tmux.ts it pastes, resizes, reads colours, and shows after the program has
 * ended how it left the terminal.
 */
import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { findProgram } from "./requirement.ts";

const tmuxPath = findProgram("tmux");

/** How long a test waits for something to be seen; nothing depends on it when all is well, and a busy machine needs it. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 40;

let count = 0;

/** One program in one window. The caller closes it. */
export class ShellTerminal {
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  /** Starts `argv` in a window of `columns` by `rows`; the window stays when it ends and then shows `ended N`. */
  static start(
    argv: readonly string[],
    { columns = 80, rows = 24, env = {} }: { columns?: number; rows?: number; env?: Record<string, string> } = {},
  ): ShellTerminal {
    const tmux = new ShellTerminal(`memtool-test-${process.pid}-${++count}`);
    const quoted = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
    const variables = Object.entries(env).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
    tmux.#run("-f", "/dev/null", "new-session", "-d", "-x", String(columns), "-y", String(rows), ...variables, [
      `${quoted}; echo "ended $?"; stty -a | tr ' ;' '\\n' | grep -x 'icanon\\|echo'; exec sleep 600`,
    ]);
    return tmux;
  }

  #run(...args: (string | string[])[]): string {
    return execFileSync(tmuxPath ?? "tmux", ["-L", this.#socket, ...args.flat()], { encoding: "utf8" });
  }

  /** Sends keys by tmux's names (`Enter`, `C-r`, `Tab`); anything else is typed. */
  keys(...keys: string[]): void {
    this.#run("send-keys", ...keys);
  }

  /** Types text as it is. */
  type(text: string): void {
    this.#run("send-keys", "-l", text);
  }

  /** Pastes text, bracketed when the program asked for that. */
  paste(text: string): void {
    this.#run("set-buffer", text);
    this.#run("paste-buffer", "-p");
  }

  resize(columns: number, rows: number): void {
    this.#run("resize-window", "-x", String(columns), "-y", String(rows));
  }

  /** The lines on the screen, trailing empty ones left out. */
  lines(): string[] {
    return this.#run("capture-pane", "-p").trimEnd().split("\n");
  }

  /** From now on, everything the program writes goes to a file as well, byte for byte. */
  record(path: string): void {
    this.#run("pipe-pane", "-o", `cat > '${path}'`);
  }

  /** The screen with the escape sequences of its colours. */
  painted(): string {
    return this.#run("capture-pane", "-p", "-e");
  }

  /** Looks until `condition` holds; fails with the screen in its message. */
  async until(condition: (lines: readonly string[]) => boolean, what: string): Promise<string[]> {
    const endMs = performance.now() + PATIENCE_MS;
    for (;;) {
      const lines = this.lines();
      if (condition(lines)) {
        return lines;
      }
      if (performance.now() > endMs) {
        throw new Error(`never saw ${what}; the screen:\n${lines.join("\n")}`);
      }
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** Waits for a line to be there. */
  async untilLine(line: string): Promise<string[]> {
    return await this.until((lines) => lines.includes(line), JSON.stringify(line));
  }

  /** Types `line` and Enter, and waits for a line of the reply. */
  async enter(line: string, expected: string): Promise<string[]> {
    this.type(line);
    this.keys("Enter");
    return await this.untilLine(expected);
  }

  /** Types `text` and Tab until that completes to `line`: what a shell samples from a server is there a little later than its prompt. */
  async untilCompleted(text: string, line: string): Promise<void> {
    for (let isThere = false; !isThere; ) {
      this.keys("C-u");
      this.type(text);
      this.keys("Tab");
      const lines = await this.until(
        (seen) => seen.at(-1) === line || seen.at(-1) === "nothing to complete",
        `${JSON.stringify(line)} or nothing to complete`,
      );
      isThere = lines.at(-1) === line;
    }
  }

  /** Waits for the last line to be `line`. */
  async untilLastLine(line: string): Promise<string[]> {
    return await this.until((lines) => lines.at(-1) === line, `the last line ${JSON.stringify(line)}`);
  }

  /** Ends the window and what runs in it. */
  close(): void {
    this.#run("kill-server");
  }
}
