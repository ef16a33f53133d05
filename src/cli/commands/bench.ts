/** `memtool bench`: the command's data; reads the options, runs the plan, shows what came of it. The work is in src/bench. */
import { MemtoolError } from "../../base/errors.ts";
import { plainTable, type ResultTable, resultTable } from "../../bench/reporters/result-table.ts";
import { footer, headline, isMeasured } from "../../bench/reporters/result-text.ts";
import type { BenchResult } from "../../bench/result.ts";
import { type BenchOutcome, runBench } from "../../bench/runner.ts";
import { ACCESS_OPTIONS } from "../access.ts";
import { BENCH_OPTIONS, type LoadPlan, planOf } from "../bench/bench-options.ts";
import { type BenchTarget, openTarget } from "../bench/bench-target.ts";
import { ProgressDisplay } from "../bench/progress-display.ts";
import { serverReader } from "../bench/read-server.ts";
import { type CommandArguments, defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { describeFailure, failureText } from "../failure.ts";
import { wrap } from "../help.ts";
import type { JsonValue } from "../output/json.ts";
import { createStyle } from "../output/style.ts";

const OPTIONS = { ...BENCH_OPTIONS, ...ACCESS_OPTIONS };

type BenchArguments = CommandArguments<typeof OPTIONS>;

async function resultText(result: BenchResult, json: boolean, context: Context): Promise<string> {
  if (json) {
    const { jsonDocument } = await import("../output/json.ts");
    return jsonDocument(result as unknown as JsonValue);
  }
  const fit = (line: string): string => (context.isTerminal ? wrap(line, context.width) : line);
  const blocks = [
    headline(result).map(fit).join("\n"),
    isMeasured(result) ? await tableText(resultTable(result), context) : "",
    footer(result).map(fit).join("\n"),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

async function tableText(table: ResultTable, context: Context): Promise<string> {
  if (!context.isTerminal) {
    return plainTable(table);
  }
  const { terminalTable } = await import("../output/terminal-table.ts");
  return terminalTable(table, createStyle(context.color), context.width);
}

/** Prints the result and, when the run was cut short, why. @returns the exit code */
async function report({ result, error }: BenchOutcome, json: boolean, context: Context): Promise<number> {
  context.stdout.write(await resultText(result, json, context));
  if (error === undefined) {
    return EXIT.ok;
  }
  const failure = describeFailure(error);
  context.stderr.write(failureText(failure, "bench"));
  return failure.exitCode;
}

async function runOn(target: BenchTarget, load: LoadPlan, json: boolean, context: Context): Promise<number> {
  const display = new ProgressDisplay(context);
  const reader = serverReader(target.address, target.tls);
  const interrupt = new AbortController();
  let signalCode: number | undefined;
  const dispose = context.onInterrupt((signal) => {
    signalCode = signal === "SIGTERM" ? EXIT.terminated : EXIT.interrupted;
    interrupt.abort(new MemtoolError("INTERRUPTED", "interrupted before anything was measured"));
  });
  try {
    if (target.notice !== undefined) {
      display.say(target.notice);
    }
    const running = runBench(
      { ...load, address: target.address, tls: target.tls },
      {
        embedded: target.embedded,
        readServer: reader.read,
        onProgress: (progress) => display.update(progress),
        signal: interrupt.signal,
      },
    );
    const outcome = await Promise.race([running, target.failed]);
    display.end();
    return (await report(outcome, json, context)) || (signalCode ?? EXIT.ok);
  } finally {
    display.end();
    dispose();
    reader.close();
  }
}

async function run({ options, words }: BenchArguments, context: Context): Promise<number> {
  const load = planOf(options);
  const target = await openTarget(words, options, context.env);
  try {
    return await runOn(target, load, options.json, context);
  } finally {
    await target.close();
  }
}

/** The command. */
export const benchCommand = defineCommand({
  name: "bench",
  describe: "load a server and measure hit rate and latency",
  positionals: [
    {
      name: "server",
      describe: "the server to load; without one an embedded server is started in threads of this process",
      example: "127.0.0.1:11211",
      variadic: true,
    },
  ],
  options: OPTIONS,
  examples: [
    { command: "memtool bench --duration 5s", describe: "try it: starts a server of its own and loads it" },
    { command: "memtool bench cache1:11211 --duration 30s", describe: "load a server for half a minute" },
    { command: "memtool bench cache1 -c 200 -P 16 --distribution zipf", describe: "pipelined, with popular keys" },
    { command: "memtool bench 10.0.0.5 --requests 1M --json", describe: "a fixed number of requests, for a script" },
  ],
  notes: [
    "The loop is closed: a connection sends its next requests when half of its pipeline is answered, so a slow server is asked less. Latency is the time from sending a request to having read its reply.",
    "Keys are written to the server: use a --key-prefix that nobody else uses.",
    "Ctrl-C ends the run early and prints what was measured so far. Exit codes: 0 measured to the end, 2 wrong usage, 3 the server is missing, stopped answering or refused every key, 4 login or TLS refused, 130 interrupted.",
  ],
  handler: run,
});
