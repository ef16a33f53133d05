/** A real terminal for tests: a tmux server of its own, keys in, screen out. Waits for text, never for time. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram, type Requirement, requirement } from "./requirement.ts";

/** How a session is started. */
export interface TmuxOptions {
  /** Program and arguments; the session ends with it unless `keep`. */
  readonly command: readonly string[];
  readonly width?: number;
  readonly height?: number;
  /** Added to the environment; CI is "false" in it, because Ink draws only its last frame in CI. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Waits for Enter, so that the pane is set up first; runs the command; leaves its exit code in the file $0, whole. tmux's own
 * pane_dead_status is sometimes empty. The trap keeps this shell alive when Ctrl-C is meant for the command.
 */
const RUN_AND_TELL = 'read -r _; trap : INT QUIT; "$@"; echo $? > "$0.part"; mv "$0.part" "$0"';

const WAIT_TIMEOUT_MS = 20_000;
const POLL_MS = 20;

/** Test options that skip (in CI: fail) where tmux is not installed. */
export function needsTmux(): Requirement {
  return requirement(findProgram("tmux") !== undefined, "tmux is not installed (Debian package tmux)");
}

/** One session on its own tmux server, so that tests running side by side never meet. The pane stays after its program ended. */
export class TmuxSession {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts the command in a pane of the given size (80 x 24). */
  static start(options: TmuxOptions): TmuxSession {
    const session = new TmuxSession(mkdtempSync(join(tmpdir(), "tmux-")));
    const size = ["-x", String(options.width ?? 80), "-y", String(options.height ?? 24)];
    const env = Object.entries({ CI: "false", ...options.env }).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
    session.#tmux(
      ...["-f", "/dev/null", "new-session", "-d", ...size, ...env],
      ...["sh", "-c", RUN_AND_TELL, session.#exitFile, ...options.command],
    );
    session.#tmux("set-option", "-g", "remain-on-exit", "on");
    session.#tmux("send-keys", "Enter");
    return session;
  }

  /** Sends keys by tmux's names: `Enter`, `C-c`, `Up`, or any text. */
  keys(...keys: readonly string[]): void {
    this.#tmux("send-keys", ...keys);
  }

  /** Types text exactly, without reading key names in it. */
  type(text: string): void {
    this.#tmux("send-keys", "-l", text);
  }

  /** Changes the size of the terminal. */
  resize(width: number, height: number): void {
    this.#tmux("resize-window", "-x", String(width), "-y", String(height));
  }

  /** The screen as text, one line a row, without trailing spaces; with `withColors` SGR codes stay in. */
  screen(withColors = false): string {
    return this.#tmux("capture-pane", "-p", ...(withColors ? ["-e"] : []));
  }

  /** Whether the program on the screen has hidden the cursor or switched to the alternate screen. */
  get isTaken(): boolean {
    return this.#tmux("display-message", "-p", "#{cursor_flag}#{alternate_on}").trim() !== "10";
  }

  /** Resolves with the screen once it matches; rejects with what it showed instead. */
  async waitFor(pattern: RegExp | string, timeoutMs: number = WAIT_TIMEOUT_MS): Promise<string> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const screen = this.screen();
      if (typeof pattern === "string" ? screen.includes(pattern) : pattern.test(screen)) {
        return screen;
      }
      if (performance.now() > deadline) {
        throw new Error(`the terminal did not show ${pattern} within ${timeoutMs} ms, but:\n${screen}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Resolves with the exit code of the program, as a shell would tell it. */
  async waitForExit(timeoutMs: number = WAIT_TIMEOUT_MS): Promise<number> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      if (existsSync(this.#exitFile)) {
        return Number(readFileSync(this.#exitFile, "utf8"));
      }
      if (performance.now() > deadline) {
        throw new Error(`the program did not end within ${timeoutMs} ms:\n${this.screen()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Ends the session and everything in it. */
  close(): void {
    this.#tmux("kill-server");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #exitFile(): string {
    return join(this.#folder, "exit-code");
  }

  #tmux(...args: readonly string[]): string {
    return execFileSync("tmux", ["-S", join(this.#folder, "socket"), ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }
}
