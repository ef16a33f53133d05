/** The options of `memtool bench` as data, and the plan they make. */
import { availableParallelism } from "node:os";
import { MemtoolError } from "../../base/errors.ts";
import { CONNECTIONS_MAX, KEY_PREFIX_BYTES_MAX, KEYS_MAX, PIPELINE_MAX, THREADS_MAX } from "../../bench/limits.ts";
import type { BenchPlan, MeasureEnd } from "../../bench/plan.ts";
import { parseDistribution } from "../../bench/workload/keyspace.ts";
import { parseMix } from "../../bench/workload/mix.ts";
import { parseValueSizes } from "../../bench/workload/value-sizes.ts";
import type { OptionTable, OptionValues } from "../command.ts";
import { timerMs } from "../option-values.ts";

/** How long is measured when neither --duration nor --requests is given. */
const DURATION_MS_DEFAULT = 10_000;

/** The option table. */
export const BENCH_OPTIONS = {
  connections: {
    type: "count",
    alias: "c",
    default: "50",
    describe: "connections of all threads together",
    example: "200",
    group: "Load",
  },
  threads: {
    type: "integer",
    alias: "t",
    defaultText: "half the cores, 1 to 4",
    describe: "load threads; the connections are dealt out to them",
    example: "2",
    group: "Load",
  },
  pipeline: {
    type: "count",
    alias: "P",
    default: "1",
    describe: "most requests each connection has in flight; sent on when half of them are answered",
    example: "32",
    group: "Load",
  },
  duration: {
    type: "duration",
    defaultText: "10s, unless --requests is given",
    describe: "how long to measure",
    example: "1m",
    group: "Load",
  },
  requests: {
    type: "count",
    defaultText: "as many as the duration allows",
    describe: "measure this many requests instead of a time",
    example: "1M",
    group: "Load",
  },
  warmup: {
    type: "duration",
    default: "0",
    describe: "run the load this long before measuring begins",
    example: "5s",
    group: "Load",
  },
  seed: {
    type: "integer",
    default: "1",
    describe: "same seed, same requests: each connection draws from its own stream of it",
    example: "42",
    group: "Load",
  },
  ratio: {
    type: "text",
    default: "1:9",
    unit: "SET:GET|OP=N,...",
    describe:
      "mix of operations: get gets gat set add replace append prepend delete incr decr touch (incr and decr have keys of their own)",
    example: "get=90,set=9,delete=1",
    group: "Workload",
  },
  keys: { type: "count", default: "100k", describe: "number of different keys", example: "1M", group: "Workload" },
  "key-prefix": {
    type: "text",
    default: "memtool-",
    describe: "what stands before the number of a key",
    example: "user:",
    group: "Workload",
  },
  distribution: {
    type: "text",
    default: "uniform",
    unit: "uniform|zipf[:S]",
    describe: "how requests spread over the keys; zipf has the exponent 0.99 unless one is given",
    example: "zipf:1.2",
    group: "Workload",
  },
  "value-size": {
    type: "text",
    default: "100",
    unit: "SIZE|FROM-TO|LIST",
    describe: "bytes of a value: one size, a range, or sizes with shares; each key keeps its size",
    example: "64:0.5,1k:0.4,10k-20k:0.1",
    group: "Workload",
  },
  ttl: {
    type: "duration",
    default: "0",
    describe: "expiry sent with every value, whole seconds; 0 never expires",
    example: "1h",
    group: "Workload",
  },
  "no-populate": {
    type: "flag",
    describe: "do not set every key once before the load starts",
    example: "memtool bench 127.0.0.1:11211 --no-populate",
    group: "Workload",
  },
  timeout: {
    type: "duration",
    default: "3s",
    describe: "longest wait for a connection",
    example: "500ms",
    group: "Limits",
  },
  "stall-timeout": {
    type: "duration",
    default: "5s",
    describe: "end the run when a connection gets no reply for this long",
    example: "30s",
    group: "Limits",
  },
  "server-memory": {
    type: "size",
    default: "1g",
    describe: "memory limit of the embedded server",
    example: "256m",
    group: "Embedded server",
  },
  "server-threads": {
    type: "integer",
    defaultText: "half the cores, 1 to 4",
    describe: "worker threads of the embedded server",
    example: "2",
    group: "Embedded server",
  },
  json: {
    type: "flag",
    describe: "one JSON document instead of the table",
    example: "memtool bench --json",
    group: "Output",
  },
} as const satisfies OptionTable;

/** The parsed options. */
export type BenchOptionValues = OptionValues<typeof BENCH_OPTIONS>;

/** Threads used on each side when nobody says how many. */
export function threadsDefault(): number {
  return Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
}

/** Returns `value` if it is a whole number from `min` to `max`. @throws MemtoolError USAGE naming the option */
export function checkRange(name: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new MemtoolError("USAGE", `--${name} ${value} is out of range`, {
      hint:
        max === Number.MAX_SAFE_INTEGER
          ? `give a whole number from ${min} on`
          : `give a whole number from ${min} to ${max}`,
    });
  }
  return value;
}

function checkPrefix(prefix: string): string {
  if (!/^[\x21-\x7e]*$/.test(prefix) || prefix.length > KEY_PREFIX_BYTES_MAX) {
    throw new MemtoolError("USAGE", `--key-prefix ${JSON.stringify(prefix)} cannot start a key`, {
      hint: `use printable ASCII without blanks, at most ${KEY_PREFIX_BYTES_MAX} characters`,
    });
  }
  return prefix;
}

function checkTtl(ttlMs: number): number {
  const seconds = ttlMs / 1000;
  if (!Number.isInteger(seconds) || seconds > 30 * 86_400) {
    throw new MemtoolError("USAGE", "--ttl takes whole seconds up to 30 days", {
      hint: "memcached reads a longer expiry as a date",
    });
  }
  return seconds;
}

function measureEnd({ duration, requests }: BenchOptionValues): MeasureEnd {
  if (duration !== undefined && requests !== undefined) {
    throw new MemtoolError("USAGE", "--duration and --requests both say when to end", { hint: "give one of them" });
  }
  if (requests !== undefined) {
    return { kind: "requests", requestCount: checkRange("requests", requests, 1, Number.MAX_SAFE_INTEGER) };
  }
  const durationMs = duration ?? DURATION_MS_DEFAULT;
  return { kind: "duration", durationMs: timerMs("duration", durationMs) };
}

/** A plan that lacks only the server. */
export type LoadPlan = Omit<BenchPlan, "address">;

/**
 * The plan that the options make.
 * @throws MemtoolError USAGE for values out of range
 */
export function planOf(options: BenchOptionValues): LoadPlan {
  return {
    threads: checkRange("threads", options.threads ?? threadsDefault(), 1, THREADS_MAX),
    connections: checkRange("connections", options.connections, 1, CONNECTIONS_MAX),
    pipeline: checkRange("pipeline", options.pipeline, 1, PIPELINE_MAX),
    workload: {
      mix: parseMix(options.ratio),
      keyCount: checkRange("keys", options.keys, 1, KEYS_MAX),
      keyPrefix: checkPrefix(options["key-prefix"]),
      distribution: parseDistribution(options.distribution),
      valueSizes: parseValueSizes(options["value-size"]),
      ttlSeconds: checkTtl(options.ttl),
      seed: checkRange("seed", options.seed, 0, Number.MAX_SAFE_INTEGER),
    },
    populate: !options["no-populate"],
    warmupMs: options.warmup,
    measure: measureEnd(options),
    connectTimeoutMs: timerMs("timeout", options.timeout),
    stallTimeoutMs: timerMs("stall-timeout", options["stall-timeout"]),
  };
}
