/** Runs the commands of a pipe or a command line and prints what comes back; several are under way at a time. */
import { MemtoolError } from "../base/errors.ts";
import type { Reply } from "../protocol/reply.ts";
import { formatPlain } from "./format.ts";
import { formatJson, formatJsonFailure, formatJsonLines } from "./format-json.ts";
import { helpLines } from "./help.ts";
import { type LocalName, localCommand } from "./local-commands.ts";
import { type ParsedLine, type Request, withFileValue } from "./parse-line.ts";
import type { ScriptStep } from "./read-script.ts";
import { fullText, type Line, plainLines, plainText } from "./segments.ts";
import type { Outcome } from "./session.ts";

/** How replies are printed. `raw`: the bytes of values exactly, everything else as `plain`. */
export type ScriptFormat = "plain" | "json" | "raw";

/** What a script talks to. */
export interface ScriptPorts {
  run(request: Request): Promise<Outcome>;
  /** Switches the server; returns the error when that failed. */
  connect(addresses: readonly string[]): Promise<MemtoolError | undefined>;
  /** Runs a command of the shell that prints lines (peek, keys, slabs, nodes, use). @throws MemtoolError */
  inspect(name: LocalName, args: readonly string[], onLines: (lines: readonly Line[]) => Promise<void>): Promise<void>;
  /** The bytes of a file, for `@file`. @throws MemtoolError */
  readFile(path: string): Promise<Uint8Array>;
  /** Resolves when more may be written. */
  write(output: string | Uint8Array): Promise<void>;
  /** One line about something that went wrong in this line of the script, without its end. */
  complain(message: string, lineNumber: number): void;
}

/** How it ended: how many commands failed, and the error that ended it early, if one did. */
export interface ScriptResult {
  readonly failedCount: number;
  readonly fatal: MemtoolError | undefined;
}

type LocalLine = Extract<ParsedLine, { kind: "local" }>;

/** Requests sent ahead of the oldest reply still missing. */
const WINDOW = 256;

/** One command under way. */
interface Pending {
  readonly step: ScriptStep;
  readonly request: Request;
  readonly outcome: Promise<Outcome>;
}

/** Runs one script; see {@link runScript}. */
class ScriptRun {
  readonly #ports: ScriptPorts;
  readonly #format: ScriptFormat;
  readonly #pending: Pending[] = [];
  failedCount = 0;
  fatal: MemtoolError | undefined;

  constructor(ports: ScriptPorts, format: ScriptFormat) {
    this.#ports = ports;
    this.#format = format;
  }

  /** True when the script goes on after this step. */
  async step(step: ScriptStep): Promise<boolean> {
    const { parsed } = step;
    if (parsed.kind === "request") {
      this.#pending.push({ step, request: parsed, outcome: this.#send(parsed) });
      return this.#pending.length < WINDOW || (await this.#finishDownTo(WINDOW / 2));
    }
    if (!(await this.finish())) {
      return false;
    }
    return parsed.kind === "local" ? this.#runLocal(parsed, step) : this.#refuse(step, parsed);
  }

  async #send(request: Request): Promise<Outcome> {
    if (request.fileValue === undefined) {
      return this.#ports.run(request);
    }
    try {
      return await this.#ports.run(withFileValue(request, await this.#ports.readFile(request.fileValue.path)));
    } catch (error) {
      return { kind: "failed", error: asMemtoolError(error) };
    }
  }

  /** Prints replies as they come in while the next step is not there yet; false when the script has to end. */
  async printUntil(nextStep: Promise<unknown>): Promise<boolean> {
    const stepIsThere = nextStep.then(() => true);
    for (let oldest = this.#pending[0]; oldest !== undefined; oldest = this.#pending[0]) {
      if (await Promise.race([stepIsThere, oldest.outcome.then(() => false)])) {
        return true;
      }
      if (!(await this.#finishOne())) {
        return false;
      }
    }
    return true;
  }

  /** Waits for everything under way; false when the script has to end. */
  finish(): Promise<boolean> {
    return this.#finishDownTo(0);
  }

  /** Waits until `count` are left: several at a time, so that those that take their place leave in one write. */
  async #finishDownTo(count: number): Promise<boolean> {
    while (this.#pending.length > count) {
      if (!(await this.#finishOne())) {
        return false;
      }
    }
    return true;
  }

  async #finishOne(): Promise<boolean> {
    const next = this.#pending.shift();
    if (next === undefined) {
      return true;
    }
    const outcome = await next.outcome;
    if (outcome.kind === "failed" && outcome.error.code === "USAGE") {
      return this.#refuse(next.step, outcome.error);
    }
    if (outcome.kind === "failed") {
      this.failedCount++;
      this.fatal = outcome.error;
      return false;
    }
    await this.#print(outcome.reply, next);
    return outcome.reply.kind !== "closed";
  }

  async #print(reply: Reply, { request, step }: Pending): Promise<void> {
    if (reply.kind === "error") {
      this.failedCount++;
    }
    if (this.#format === "json") {
      await this.#ports.write(`${formatJson(reply, request)}\n`);
      return;
    }
    const lines = formatPlain(reply, request);
    if (reply.kind === "error") {
      this.#ports.complain(lines.map(fullText).join(" "), step.number);
      return;
    }
    const text = plainLines(lines);
    await this.#ports.write(this.#format === "raw" ? (rawBytes(reply) ?? text) : text);
  }

  async #runLocal({ name, args }: LocalLine, step: ScriptStep): Promise<boolean> {
    if (name === "help") {
      await this.#ports.write(plainLines(helpLines(args, true)));
      return true;
    }
    if (name === "connect") {
      this.fatal = await this.#ports.connect(args);
      return this.fatal === undefined;
    }
    if (name === "exit" || name === "quit") {
      return false;
    }
    if (name !== "clear" && localCommand(name)?.promptOnly === true) {
      return this.#refuse(step, { message: `${name} is a command of the prompt`, hint: "it means nothing in a pipe" });
    }
    return name === "clear" || this.#inspect(name, args, step);
  }

  async #inspect(name: LocalName, args: readonly string[], step: ScriptStep): Promise<boolean> {
    const collected: Line[] = [];
    const onLines = async (lines: readonly Line[]) => {
      if (this.#format === "json") {
        collected.push(...lines);
      } else {
        await this.#ports.write(plainLines(lines));
      }
    };
    try {
      await this.#ports.inspect(name, args, onLines);
    } catch (error) {
      const failure = asMemtoolError(error);
      if (failure.code === "USAGE") {
        return this.#refuse(step, failure);
      }
      this.failedCount++;
      this.fatal = failure;
      return false;
    }
    if (this.#format === "json") {
      await this.#ports.write(`${formatJsonLines([name, ...args].join(" "), collected.map(plainText))}\n`);
    }
    return true;
  }

  async #refuse(step: ScriptStep, invalid: { message: string; hint?: string | undefined }): Promise<boolean> {
    this.failedCount++;
    const hint = invalid.hint === undefined ? "" : ` (${invalid.hint})`;
    if (this.#format === "json") {
      const details = invalid.hint === undefined ? {} : { hint: invalid.hint };
      await this.#ports.write(`${formatJsonFailure("", new MemtoolError("USAGE", invalid.message, details))}\n`);
    } else {
      this.#ports.complain(`${invalid.message}${hint}`, step.number);
    }
    return true;
  }
}

function asMemtoolError(error: unknown): MemtoolError {
  if (error instanceof MemtoolError) {
    return error;
  }
  throw error;
}

/** The bytes of the values in a reply, one after the other; undefined for a reply that holds none. */
function rawBytes(reply: Reply): Uint8Array | undefined {
  if (reply.kind === "values") {
    return Buffer.concat(reply.entries.map((entry) => entry.value));
  }
  return reply.kind === "meta" ? reply.value : undefined;
}

/**
 * Runs `steps` in order and prints each reply in order. A server's error reply or a line that cannot be understood is
 * counted and the script goes on; a lost server ends it. `quit` ends it too. Replies are printed as soon as they are
 * there, also while the script waits for its next line: another program may be waiting for them at the other end.
 */
export async function runScript(
  steps: AsyncIterable<ScriptStep> | Iterable<ScriptStep>,
  ports: ScriptPorts,
  format: ScriptFormat,
): Promise<ScriptResult> {
  const run = new ScriptRun(ports, format);
  const iterator = iterate(steps);
  for (;;) {
    const coming = iterator.next();
    if (!(await run.printUntil(coming))) {
      return run;
    }
    const next = await coming;
    if (next.done === true) {
      await run.finish();
      return run;
    }
    if (!(await run.step(next.value))) {
      return run;
    }
  }
}

async function* iterate(steps: AsyncIterable<ScriptStep> | Iterable<ScriptStep>): AsyncGenerator<ScriptStep> {
  yield* steps;
}
