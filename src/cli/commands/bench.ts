/** `memtool bench`: the command's data; reads the options, runs the plan, shows what came of it. The work is in src/bench. */
import { type Address, parseAddressList } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { plainTable, resultTable } from "../../bench/reporters/result-table.ts";
import { footer, headline } from "../../bench/reporters/result-text.ts";
import type { BenchResult } from "../../bench/result.ts";
import { runBench } from "../../bench/runner.ts";
import { BENCH_OPTIONS, type BenchOptionValues, planOf } from "../bench/bench-options.ts";
import { ProgressDisplay } from "../bench/progress-display.ts";
import { serverReader } from "../bench/read-server.ts";
import { type CommandArguments, defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { describeFailure, failureText } from "../failure.ts";

type BenchArguments = CommandArguments<typeof BENCH_OPTIONS>;

/** A server to load: one that was named, or one of our own. */
interface Target {
  readonly address: Address;
  readonly embedded: boolean;
  close(): Promise<void>;
}

function targetOf(words: readonly string[]): Promise<Target> {
  const addresses = words.length === 0 ? [] : parseAddressList(words, {});
  const [address, second] = addresses;
  if (second !== undefined) {
    throw new MemtoolError("USAGE", `one server at a time: ${addresses.length} were named`, {
      hint: "this version loads a single server; run one bench for each",
    });
  }
  if (address === undefined) {
    throw new MemtoolError("USAGE", "name the server to load", { hint: "memtool bench 127.0.0.1:11211" });
  }
  return Promise.resolve({ address, embedded: false, close: async () => {} });
}

async function resultText(result: BenchResult, json: boolean, _context: Context): Promise<string> {
  if (json) {
    return `${JSON.stringify(result, null, 2)}\n`;
  }
  const table = resultTable(result);
  return `${[...headline(result), "", plainTable(table), "", ...footer(result)].join("\n")}\n`;
}

async function runOn(target: Target, options: BenchOptionValues, context: Context): Promise<number> {
  const plan = planOf(options, target.address);
  const display = new ProgressDisplay(context);
  const reader = serverReader(target.address);
  const interrupt = new AbortController();
  const dispose = context.onInterrupt(() => interrupt.abort(new MemtoolError("INTERRUPTED", "interrupted")));
  try {
    const { result, error } = await runBench(plan, {
      embedded: target.embedded,
      readServer: reader.read,
      onProgress: (progress) => display.update(progress),
      signal: interrupt.signal,
    });
    display.end();
    context.stdout.write(await resultText(result, options.json, context));
    if (error !== undefined) {
      const failure = describeFailure(error);
      context.stderr.write(failureText(failure, "bench"));
      return failure.exitCode;
    }
    return result.interrupted ? EXIT.interrupted : EXIT.ok;
  } finally {
    display.end();
    dispose();
    reader.close();
  }
}

async function run({ options, words }: BenchArguments, context: Context): Promise<number> {
  const target = await targetOf(words);
  try {
    return await runOn(target, options, context);
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
      describe: "the server to load",
      example: "127.0.0.1:11211",
      variadic: true,
    },
  ],
  options: BENCH_OPTIONS,
  examples: [
    { command: "memtool bench cache1:11211 --duration 30s", describe: "load a server for half a minute" },
    { command: "memtool bench cache1 -c 200 -P 16 --distribution zipf", describe: "pipelined, with popular keys" },
    { command: "memtool bench 10.0.0.5 --requests 1M --json", describe: "a fixed number of requests, for a script" },
  ],
  notes: [
    "The loop is closed: a connection sends its next request when a reply makes room for it, so a slow server is asked less. Latency is the time from sending a request to having read its reply.",
    "Keys are written to the server: use a --key-prefix that nobody else uses.",
  ],
  handler: run,
});
