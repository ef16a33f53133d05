/** Runs the commands of a pipe or a command line and prints what comes back; several are under way at a time. */
import { MemtoolError } from "../base/errors.ts";
import type { Reply } from "../protocol/reply.ts";
import { formatPlain } from "./format.ts";
import { formatJson, formatJsonFailure, formatJsonFields } from "./format-json.ts";
import { helpLines } from "./help.ts";
import type { InspectJson } from "./inspect-json.ts";
import { type LocalName, localCommand } from "./local-commands.ts";
import { type ParsedLine, parseLine, type Request, withFileValue } from "./parse-line.ts";
import type { ScriptStep } from "./read-script.ts";
import { parseRepeat } from "./repeat.ts";
import { fullText, type Line, plainLines } from "./segments.ts";
import type { Outcome } from "./session.ts";

/** How replies are printed. `raw`: the bytes of values exactly, everything else as `plain`. */
export type ScriptFormat = "plain" | "json" | "raw";

/** What a script talks to. */
export interface ScriptPorts {
  run(request: Request): Promise<Outcome>;
  /** Switches the server; returns the error when that failed. */
  connect(addresses: readonly string[]): Promise<MemtoolError | undefined>;
  /** Runs a command of the shell that finds something out (peek, keys, slabs, nodes, use). @throws MemtoolError */
  inspect(name: LocalName, args: readonly string[], wantsJson: boolean, onLines: OnLines): Promise<Inspection>;
  /** Prints what servers tell until they stop or the person does. @throws MemtoolError */
  watch(request: Request): Promise<void>;
  /** Resolves after `ms` milliseconds. */
  sleep(ms: number): Promise<void>;
  /** Monotonic milliseconds. */
  nowMs(): number;
  /** The bytes of a file, for `@file`. @throws MemtoolError */
  readFile(path: string): Promise<Uint8Array>;
  /** Resolves when more may be written. */
  write(output: string | Uint8Array): Promise<void>;
  /** One line about something that went wrong in this line of the script, without its end. */
  complain(message: string, lineNumber: number): void;
}

/** Takes lines as they come. */
export type OnLines = (lines: readonly Line[]) => Promise<void>;

/** What was found beside lines: the fields of its JSON, and what servers said instead of an answer. */
export interface Inspection {
  readonly json: InspectJson;
  readonly failures: readonly Outcome[];
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
    if (parsed.kind === "request" && parsed.spec?.streams !== true) {
      this.#pending.push({ step, request: parsed, outcome: this.#send(parsed) });
      return this.#pending.length < WINDOW || (await this.#finishDownTo(WINDOW / 2));
    }
    if (!(await this.finish())) {
      return false;
    }
    if (parsed.kind === "request") {
      return this.#attempt(step, () => this.#ports.watch(parsed));
    }
    return parsed.kind === "local" ? this.#runLocal(parsed, step) : this.#refuse(step, parsed);
  }

  /** Does what may throw; false when the script has to end because of it. */
  async #attempt(step: ScriptStep, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      const failure = asMemtoolError(error);
      if (failure.code === "USAGE") {
        return this.#refuse(step, failure);
      }
      this.failedCount++;
      this.fatal = failure;
      return false;
    }
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

  async #runLocal({ name, args, rest }: LocalLine, step: ScriptStep): Promise<boolean> {
    if (name === "repeat") {
      return this.#repeat(rest, step);
    }
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

  /** The same step again and again; those that do not wait for a moment are sent ahead like any others. */
  async #repeat(rest: string, step: ScriptStep): Promise<boolean> {
    const repetition = parseRepeat(rest);
    if ("message" in repetition) {
      return this.#refuse(step, repetition);
    }
    const { count, everyMs, command } = repetition;
    const again = { parsed: parseLine(command), number: step.number };
    if (!isStep(again)) {
      return true;
    }
    const startMs = this.#ports.nowMs();
    for (let turn = 0; turn < count; turn++) {
      if (everyMs > 0 && turn > 0) {
        await this.#ports.sleep(Math.max(0, startMs + turn * everyMs - this.#ports.nowMs()));
      }
      if (!(await this.step(again)) || (everyMs > 0 && !(await this.finish()))) {
        return false;
      }
    }
    return true;
  }

  async #inspect(name: LocalName, args: readonly string[], step: ScriptStep): Promise<boolean> {
    const isJson = this.#format === "json";
    const onLines = async (lines: readonly Line[]) => {
      if (!isJson) {
        await this.#ports.write(plainLines(lines));
      }
    };
    return this.#attempt(step, async () => {
      const { json, failures } = await this.#ports.inspect(name, args, isJson, onLines);
      if (isJson) {
        await this.#ports.write(`${formatJsonFields([name, ...args].join(" "), json)}\n`);
      }
      for (const failure of failures) {
        this.#tellFailure(failure, step);
      }
    });
  }

  /** A server that said no is counted; one that could not be asked ends the script. @throws MemtoolError */
  #tellFailure(outcome: Outcome, { number }: ScriptStep): void {
    if (outcome.kind === "failed") {
      throw outcome.error;
    }
    const { reply } = outcome;
    this.failedCount++;
    this.#ports.complain(
      reply.kind === "error" ? `${reply.error} ${reply.text}`.trim() : `an answer of another kind: ${reply.kind}`,
      number,
    );
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

/** A line that asks for something. */
function isStep(step: { readonly parsed: ParsedLine; readonly number: number }): step is ScriptStep {
  return step.parsed.kind !== "empty";
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
