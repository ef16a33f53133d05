/** The context of the real process: its streams, environment, clock and signals. */
import { systemClock } from "../base/clock.ts";
import { sleep } from "../base/waiting.ts";
import { type Context, type ControlSignal, type InterruptSignal, WIDTH_DEFAULT, wantsColor } from "./context.ts";
import { EXIT } from "./exit-codes.ts";

const SIGNALS: readonly InterruptSignal[] = ["SIGINT", "SIGTERM"];

/** Builds the context. @param noColorOption whether `--no-color` was given */
export function createProcessContext(noColorOption: boolean): Context {
  const { env, stdout, stderr } = process;
  const isTerminal = stdout.isTTY === true;
  return {
    // Made when it is first used: opening it takes time, and keeps a process that never reads it from ending.
    get stdin() {
      return process.stdin;
    },
    stdout,
    stderr,
    env,
    isTerminal,
    color: wantsColor(env, isTerminal, noColorOption),
    errorColor: wantsColor(env, stderr.isTTY === true, noColorOption),
    get width() {
      // A terminal that was never told its size says 0.
      return stdout.columns || WIDTH_DEFAULT;
    },
    clock: { ...systemClock, sleep },
    onInterrupt,
    onSignal,
  };
}

function onSignal(signal: ControlSignal, callback: () => void): () => void {
  process.on(signal, callback);
  return () => process.off(signal, callback);
}

/** A signal nobody waits for keeps Node's default: the process dies of it, and a shell reports 130 or 143. */
function onInterrupt(callback: (signal: InterruptSignal) => void): () => void {
  let interrupted = false;
  const listener = (signal: InterruptSignal): void => {
    if (interrupted) {
      process.exit(signal === "SIGINT" ? EXIT.interrupted : EXIT.terminated);
    }
    interrupted = true;
    callback(signal);
  };
  for (const signal of SIGNALS) {
    process.on(signal, listener);
  }
  return () => {
    for (const signal of SIGNALS) {
      process.off(signal, listener);
    }
  };
}
