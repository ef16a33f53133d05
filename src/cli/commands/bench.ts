/** `memtool bench`: the command's data; reads the options, runs the plan, shows what came of it. The work is in src/bench. */
import { MemtoolError } from "../../base/errors.ts";
import type { DatedPoint } from "../../bench/result/series.ts";
import { runBench } from "../../bench/runner.ts";
import { parseClient } from "../../cluster/ring/clients.ts";
import { ACCESS_OPTIONS } from "../access.ts";
import { BENCH_OPTIONS, type BenchOptionValues } from "../bench/bench-options.ts";
import { type LoadPlan, planOf } from "../bench/bench-plan.ts";
import { type BenchTarget, openTarget } from "../bench/bench-target.ts";
import { benchTitle, serversText } from "../bench/bench-title.ts";
import { isHttpBench } from "../bench/http-bench-plan.ts";
import { HTTP_OPTIONS, httpOptionsOf } from "../bench/http-options.ts";
import { openDisplay } from "../bench/progress-display.ts";
import { serverReader } from "../bench/read-server.ts";
import { reportOutcome } from "../bench/report.ts";
import { operationHistograms, RunFiles } from "../bench/run-files.ts";
import { type CommandArguments, defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { placementRuleText } from "../placement-options.ts";
import { FIND_OPTIONS } from "../servers/find-options.ts";

const OPTIONS = { ...BENCH_OPTIONS, ...HTTP_OPTIONS, ...FIND_OPTIONS, ...ACCESS_OPTIONS } as const;

type BenchArguments = CommandArguments<typeof OPTIONS>;

async function runOn(
  target: BenchTarget,
  load: LoadPlan,
  options: BenchOptionValues,
  files: RunFiles<DatedPoint>,
  context: Context,
): Promise<number> {
  if (target.notice !== undefined) {
    context.stderr.write(`${target.notice}\n`);
  }
  const display = await openDisplay(context, benchTitle(serversText(target), load), options["no-live"]);
  const reader = serverReader(target.addresses, target.tls);
  const interrupt = new AbortController();
  let signalCode: number | undefined;
  const dispose = context.onInterrupt((signal) => {
    signalCode = signal === "SIGTERM" ? EXIT.terminated : EXIT.interrupted;
    interrupt.abort(new MemtoolError("INTERRUPTED", "interrupted before anything was measured"));
  });
  try {
    const running = runBench(
      { ...load, addresses: target.addresses, tls: target.tls },
      {
        embedded: target.embedded,
        readServer: reader.read,
        onProgress: (progress) => display.update(progress),
        onPoint: (point) => files.add(point),
        signal: interrupt.signal,
      },
    );
    const outcome = await Promise.race([running, target.failed]);
    files.end(outcome.latencies);
    display.end();
    return await reportOutcome(outcome, options, signalCode, context);
  } finally {
    display.end();
    dispose();
    reader.close();
  }
}

async function run({ options, words }: BenchArguments, context: Context): Promise<number> {
  if (isHttpBench(words, options)) {
    const { runHttp } = await import("../bench/http-run.ts");
    return await runHttp(words, options, context);
  }
  const [useless] = httpOptionsOf(options);
  if (useless !== undefined) {
    throw new MemtoolError("USAGE", `--${useless} is for an HTTP application, and none is named`, {
      hint: "for example: memtool bench http://127.0.0.1:3000/carts/{key} --cache 127.0.0.1:11211",
    });
  }
  const plan = planOf(options);
  const files = new RunFiles(options, plan.arrivals.kind !== "closed", operationHistograms);
  const target = await openTarget(words, options, context);
  try {
    const load = { ...plan, placement: parseClient(placementRuleText(options, target.placement)) };
    return await runOn(target, load, options, files, context);
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
      describe:
        "the servers to load; several share the keys by --placement; without one an embedded server is started in threads of this process. Or http://... and requests: an application in front of caches",
      example: "127.0.0.1:11211",
      variadic: true,
    },
  ],
  options: OPTIONS,
  examples: [
    { command: "memtool bench --duration 5s", describe: "try it: starts a server of its own and loads it" },
    {
      command: "memtool bench cache1 --rate 50k --duration 1m",
      describe: "50,000 requests/s, response times from when each was due",
    },
    {
      command: "memtool bench cache1 -c 200 -P 16 --distribution zipf",
      describe: "as fast as it goes, pipelined, with popular keys",
    },
    {
      command: "memtool bench cache1 --rate 20k --threshold 'p99<5ms' --threshold 'hit_rate>0.9'",
      describe: "a check for CI: exit code 1 unless both hold",
    },
    {
      command: "memtool bench cache1 cache2 cache3 --cache-aside --miss-penalty 10ms",
      describe: "an application in front of three servers",
    },
    {
      command: "memtool bench http://127.0.0.1:3000/carts/{key} --rate 1k --cache 127.0.0.1:11211",
      describe: "an HTTP application, and the hit rate of the memcached behind it",
    },
    {
      command: "memtool bench http://127.0.0.1:3000 -r 'GET /carts/{key} 9' -r 'PUT /carts/{key} 1 @cart.json'",
      describe: "a mix of requests, 9 to 1",
    },
    { command: "memtool bench 10.0.0.5 --requests 1M --json", describe: "a fixed number of requests, for a script" },
  ],
  notes: [
    "Without --rate the loop is closed: a connection sends its next requests when half of its pipeline is answered, so a slow server is asked less, and a stall of one second shows as one slow request for each connection. With --rate requests are due whatever the server does: response time is reply - due, service time reply - sent, send lag sent - due.",
    "A run that the client could not sustain is INVALID, with the reason, and ends with exit code 1.",
    "Keys are written to the server: use a --key-prefix that nobody else uses.",
    "An HTTP application is loaded through autocannon by memtool's own clock; in a closed loop each answer makes room for the next request. Every request that fails counts at its age; answers that are not 2xx are errors; lost connections are opened again. Thresholds take a request's name, its method or a class of status in front (GET.p99<50ms, buy.error_rate<1%, 5xx.count==0), and cache.hit_rate>0.8 with --cache.",
    "Ctrl-C ends the run early and prints what was measured so far. Exit codes: 0 measured to the end, 1 INVALID, a threshold missed or a value not as stored, 2 wrong usage, 3 the server is missing, stopped answering or refused everything, 4 it asks for a login, 130 interrupted.",
  ],
  handler: run,
});
