/**
 * The history on disk: one line each, mode 0600, in a directory of mode 0700. Several shells may share it: a lock
 * directory beside the file covers every write, lines are appended, and only a file grown to twice its limit is rewritten.
 * Trouble with the file never disturbs the shell: it is told once, by the message that is returned.
 */
import fs from "node:fs";
import path from "node:path";
import { systemClock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { addToHistory, HISTORY_LINES_MAX, isKept, parseHistory } from "../../repl/history.ts";
import type { HistoryStore } from "../../repl/shell-ports.ts";

/** A lock older than this was left by a process that died. */
const LOCK_STALE_MS = 5000;
/** How long another shell may hold the lock before a line is appended without it; holding takes well under 1 ms. */
const LOCK_PATIENCE_MS = 100;

/**
 * Where the history is kept: `MEMTOOL_HISTORY` if set (empty: nowhere, undefined), else `memtool/history` under
 * `XDG_STATE_HOME` or `~/.local/state`. Undefined too when there is no home.
 */
export function historyPath(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const chosen = env["MEMTOOL_HISTORY"];
  if (chosen !== undefined) {
    return chosen === "" ? undefined : chosen;
  }
  const state = env["XDG_STATE_HOME"];
  if (state !== undefined && path.isAbsolute(state)) {
    return path.join(state, "memtool", "history");
  }
  const home = env["HOME"];
  return home === undefined || home === "" ? undefined : path.join(home, ".local", "state", "memtool", "history");
}

/** The history of one shell, and its file. */
export class HistoryFile implements HistoryStore {
  readonly #path: string | undefined;
  readonly #limit: number;
  #entries: readonly string[] = [];
  #trouble: string | undefined;

  /** @param file undefined keeps the history in memory only */
  constructor(file: string | undefined, limit: number = HISTORY_LINES_MAX) {
    this.#path = file;
    this.#limit = limit;
  }

  /** The lines, oldest first. */
  get entries(): readonly string[] {
    return this.#entries;
  }

  /** Why the file could not be read or written, once; undefined when all is well or it was told before. */
  takeTrouble(): string | undefined {
    const trouble = this.#trouble;
    this.#trouble = undefined;
    return trouble;
  }

  /** Reads the file, if there is one; rewrites it when it has grown to twice the limit. */
  load(): void {
    this.#guard("read", (file) => {
      if (!fs.existsSync(file)) {
        return;
      }
      const text = fs.readFileSync(file, "utf8");
      this.#entries = parseHistory(text, this.#limit);
      if (text.split("\n").length > 2 * this.#limit) {
        withLock(file, (locked) => locked && this.#rewrite(file));
      }
    });
  }

  /** Adds a line to memory and file, unless it is not worth keeping or is the newest already. */
  add(line: string): void {
    if (!isKept(line) || this.#entries.at(-1) === line) {
      return;
    }
    this.#entries = addToHistory(this.#entries, line, this.#limit);
    this.#guard("write", (file) => {
      fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      withLock(file, () => fs.appendFileSync(file, `${line}\n`, { mode: 0o600 }));
    });
  }

  /** Another shell may have added lines since: they are read again, under the lock. */
  #rewrite(file: string): void {
    const text = `${parseHistory(fs.readFileSync(file, "utf8"), this.#limit).join("\n")}\n`;
    const fresh = `${file}.${process.pid}`;
    fs.writeFileSync(fresh, text, { mode: 0o600 });
    fs.renameSync(fresh, file);
  }

  #guard(what: "read" | "write", work: (file: string) => void): void {
    if (this.#path === undefined) {
      return;
    }
    try {
      work(this.#path);
    } catch (error) {
      this.#trouble ??= `cannot ${what} the history file ${this.#path}: ${messageOf(error)}`;
    }
  }
}

/** Runs `work` holding the lock of `file`; after {@link LOCK_PATIENCE_MS} without it (`locked` is false). */
function withLock(file: string, work: (locked: boolean) => void): void {
  const lock = `${file}.lock`;
  const locked = takeLock(lock);
  try {
    work(locked);
  } finally {
    if (locked) {
      fs.rmSync(lock, { recursive: true, force: true });
    }
  }
}

function takeLock(lock: string): boolean {
  const endMs = systemClock.monotonicMs() + LOCK_PATIENCE_MS;
  do {
    try {
      fs.mkdirSync(lock);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        throw error;
      }
    }
    breakStaleLock(lock);
  } while (systemClock.monotonicMs() < endMs);
  return false;
}

function breakStaleLock(lock: string): void {
  const made = fs.statSync(lock, { throwIfNoEntry: false });
  if (made !== undefined && systemClock.unixMs() - made.mtimeMs > LOCK_STALE_MS) {
    fs.rmSync(lock, { recursive: true, force: true });
  }
}
