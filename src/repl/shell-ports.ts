/** What the shell needs of the world around it: the screen, and files, programs and connections. */
import type { Address } from "../base/address.ts";
import type { KeyWalk } from "./key-list.ts";
import type { Line } from "./segments.ts";
import type { ExplainFlags, ShowValue } from "./show-value.ts";

/** Something the person has to answer before a line can go on. */
export interface Question {
  readonly prompt: string;
}

/** What the shell needs of the screen. */
export interface ScreenPorts {
  print(lines: readonly Line[]): void;
  /** Shows lines page by page; resolves when the person has left. */
  page(lines: readonly Line[]): Promise<void>;
  /** The answer, without its line end; undefined when the person gave up. */
  ask(question: Question): Promise<string | undefined>;
  /** What is shown while the running command goes on. */
  busy(note: string): void;
  /** Gives the terminal to another program while `work` goes on; `signal` is aborted by the first Ctrl-C. */
  withoutScreen<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
  clearScreen(): void;
  /** Columns of the terminal. */
  width(): number;
  /** Rows of the terminal. */
  height(): number;
}

/** A program that takes what a command prints. */
export interface ProgramInput {
  /** False when the program takes no more. */
  write(bytes: Uint8Array): Promise<boolean>;
  /** No more comes: resolves when the program has ended, with what it is worth saying about its end. */
  end(): Promise<string | undefined>;
}

/** Takes the lines of one read of a watcher, one character a byte, and resolves when there may be more. Never rejects. */
export type OnWatchLines = (lines: readonly string[]) => Promise<void>;

/** A connection that prints what happens inside a server. */
export interface WatchStream {
  stop(): void;
  /** Resolves when it has ended: undefined after `stop`, else why. */
  readonly ended: Promise<string | undefined>;
}

/** What the shell needs beyond the screen. Everything rejects with a MemtoolError. */
export interface WorldPorts {
  parseAddress(text: string): Address;
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, bytes: Uint8Array, isAppending: boolean): Promise<void>;
  /** Runs a shell command line that reads what is written to it and prints to the terminal. */
  openProgram(commandLine: string): ProgramInput;
  walkKeys(address: Address, onNotice: (notice: string) => void): KeyWalk;
  /** Starts watching. */
  openWatch(address: Address, types: readonly string[], onLines: OnWatchLines): Promise<WatchStream>;
  /** Resolves after `ms` milliseconds or when `signal` is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Monotonic milliseconds. */
  nowMs(): number;
  /** Resolves when values can be shown: what decodes them is loaded on use. */
  prepareValues(): Promise<void>;
  readonly showValue: ShowValue;
  readonly explainFlags: ExplainFlags;
  /** Keys that completion asks a server for; 0 for none. */
  readonly sampleKeyCount: number;
}

/** All of it. */
export type ShellPorts = ScreenPorts & WorldPorts;

/** Where entered lines are kept; trouble with it never disturbs the shell. */
export interface HistoryStore {
  /** Oldest first. */
  readonly entries: readonly string[];
  load(): void;
  /** Keeps a line, if it is worth keeping and holds no secret. */
  add(line: string): void;
  /** What went wrong since the last call, if anything did. */
  takeTrouble(): string | undefined;
}
