/** A command's context for tests: streams in memory, a clock that only moves when told, interrupts on request. */
import { PassThrough } from "node:stream";
import type { ReadStream, WriteStream } from "node:tty";
import type { Context, InterruptSignal } from "../../src/cli/context.ts";

/** What a test may choose. */
export interface TestContextOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  readonly color?: boolean;
  readonly width?: number;
}

/** The context and what happened to it. */
export interface TestContext {
  readonly context: Context;
  /** Everything written to stdout so far. */
  stdoutText(): string;
  /** Everything written to stderr so far. */
  stderrText(): string;
  /** Sends a signal to whoever registered with onInterrupt. */
  interrupt(signal: InterruptSignal): void;
}

/** The clock of a test context starts here (2026-01-01). */
export const TEST_START_UNIX_MS = 1_767_225_600_000;

/** Collects what is written, without ever blocking the writer. */
function captured(): { stream: WriteStream; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new PassThrough();
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return { stream: stream as unknown as WriteStream, text: () => Buffer.concat(chunks).toString("utf8") };
}

/** Builds one. `clock.sleep` returns at once and moves the clock. */
export function createTestContext(options: TestContextOptions = {}): TestContext {
  const stdout = captured();
  const stderr = captured();
  const callbacks = new Set<(signal: InterruptSignal) => void>();
  let nowMs = 0;
  const context: Context = {
    stdin: new PassThrough() as unknown as ReadStream,
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: options.env ?? {},
    isTerminal: options.isTerminal ?? false,
    color: options.color ?? false,
    errorColor: options.color ?? false,
    width: options.width ?? 80,
    clock: {
      monotonicMs: () => nowMs,
      unixMs: () => TEST_START_UNIX_MS + nowMs,
      sleep: (ms) => {
        nowMs += ms;
        return Promise.resolve();
      },
    },
    onInterrupt: (callback) => {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    onSignal: () => () => {},
  };
  return {
    context,
    stdoutText: stdout.text,
    stderrText: stderr.text,
    interrupt: (signal) => {
      for (const callback of callbacks) {
        callback(signal);
      }
    },
  };
}
