/** From the options of `memtool bench` to the plan they make. */
import { availableParallelism } from "node:os";
import { MemtoolError } from "../../base/errors.ts";
import { randomSeed } from "../../base/random.ts";
import { parseDurationMs } from "../../base/units.ts";
import { type Arrivals, checkRate, constantStages, parseStages, type Spacing } from "../../bench/arrivals/arrivals.ts";
import {
  CONNECTIONS_MAX,
  KEY_PREFIX_BYTES_MAX,
  KEYS_EACH_MAX,
  KEYS_MAX,
  PIPELINE_MAX,
  THREADS_MAX,
  VERIFIED_KEYS_MAX,
} from "../../bench/limits.ts";
import type { BenchPlan, MeasureEnd, Warmup } from "../../bench/plan.ts";
import { parseThreshold } from "../../bench/thresholds-text.ts";
import { isBinary } from "../../bench/wire/binary-requests.ts";
import type { ProtocolName } from "../../bench/wire/dialect.ts";
import { parseDelay } from "../../bench/workload/delay.ts";
import { parseKeyLengths } from "../../bench/workload/key-lengths.ts";
import { KeyNumbers, type NumberLaw } from "../../bench/workload/key-numbers.ts";
import { parseDistribution } from "../../bench/workload/keyspace.ts";
import { type MixPart, parseMix } from "../../bench/workload/mix.ts";
import { OPERATIONS, type OperationName } from "../../bench/workload/operations.ts";
import { parseTtls } from "../../bench/workload/ttls.ts";
import { parseValueSizes } from "../../bench/workload/value-sizes.ts";
import { STAMP_BYTES } from "../../bench/workload/value-stamp.ts";
import type { CacheAside } from "../../bench/workload/workload.ts";
import { parseClient } from "../../cluster/ring/clients.ts";
import { timerMs } from "../option-values.ts";
import { placementRuleText } from "../placement-options.ts";
import type { BenchOptionValues } from "./bench-options.ts";

/** Operations whose values are not what one set wrote, or that tell nothing of their fate. */
const UNVERIFIABLE: readonly OperationName[] = ["append", "prepend", "set_noreply"];

/** How long is measured when nothing says so. */
const DURATION_MS_DEFAULT = 10_000;

/** What stands before the numbers of keys when nothing says so. */
const KEY_PREFIX_DEFAULT = "memtool-";

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

function checkPrefix(prefix: string = KEY_PREFIX_DEFAULT): string {
  if (!/^[\x21-\x7e]*$/.test(prefix) || prefix.length > KEY_PREFIX_BYTES_MAX) {
    throw new MemtoolError("USAGE", `--key-prefix ${JSON.stringify(prefix)} cannot start a key`, {
      hint: `use printable ASCII without blanks, at most ${KEY_PREFIX_BYTES_MAX} characters`,
    });
  }
  return prefix;
}

/** Lengths of keys: none may be too short for its number. */
function keyLengthsOf(options: BenchOptionValues): NumberLaw | undefined {
  const text = options["key-length"];
  if (text === undefined) {
    return undefined;
  }
  const lengths = parseKeyLengths(text);
  const { min } = new KeyNumbers(lengths, 0, "keyBytes");
  const needed = checkPrefix(options["key-prefix"]).length + String(Math.max(0, options.keys - 1)).length;
  if (min < needed) {
    throw new MemtoolError(
      "USAGE",
      `--key-length ${text} leaves keys too short: prefix and number take ${needed} bytes`,
    );
  }
  return lengths;
}

/** What a miss leads to. */
function cacheAsideOf(options: BenchOptionValues): CacheAside | undefined {
  if (!options["cache-aside"] && !options.lease) {
    return undefined;
  }
  if (options.lease && options.protocol !== "meta") {
    throw new MemtoolError("USAGE", "--lease needs meta commands", { hint: "add --protocol meta" });
  }
  return {
    penalty: parseDelay(options["miss-penalty"]),
    leaseWaitMs: options.lease ? timerMs("lease-wait", options["lease-wait"]) : undefined,
  };
}

/** What is mixed where nobody says so: cache-aside only asks, because it stores what it misses. */
function mixOf({ ratio, "cache-aside": cacheAside, lease }: BenchOptionValues): MixPart[] {
  return parseMix(ratio ?? (cacheAside || lease ? "get=1" : "1:9"));
}

function optionalRate(name: string, rate: number | undefined): number {
  return rate === undefined ? Number.POSITIVE_INFINITY : checkRate(rate, name);
}

function requestsPerConnectionOf(options: BenchOptionValues): number {
  const requests = options["requests-per-connection"];
  return requests === undefined
    ? Number.POSITIVE_INFINITY
    : checkRange("requests-per-connection", requests, 1, Number.MAX_SAFE_INTEGER);
}

function warmupOf(text: string): Warmup {
  if (text === "auto") {
    return { kind: "flat" };
  }
  const durationMs = parseDurationMs(text);
  return durationMs === 0 ? { kind: "none" } : { kind: "duration", durationMs: timerMs("warmup", durationMs) };
}

/** Refuses what the protocol has no form for. */
function checkProtocol(plan: LoadPlan): LoadPlan {
  const missing = plan.workload.mix.find(({ operation }) => plan.protocol === "binary" && !isBinary(operation));
  if (missing !== undefined) {
    throw new MemtoolError("USAGE", `the binary protocol has no ${missing.operation}`, {
      hint: "leave it out of --ratio, or use --protocol text or meta",
    });
  }
  return plan;
}

/** Refuses what values that are to be verified cannot be. */
function checkVerifiable(plan: LoadPlan): LoadPlan {
  const { verifyRun, mix, valueSizes, keyCount } = plan.workload;
  if (verifyRun === undefined) {
    return plan;
  }
  const unverifiable = mix.find(({ operation }) => UNVERIFIABLE.includes(operation));
  if (unverifiable !== undefined) {
    throw new MemtoolError("USAGE", `--verify cannot tell what ${unverifiable.operation} leaves behind`, {
      hint: `leave ${UNVERIFIABLE.join(", ")} out of --ratio`,
    });
  }
  if (new KeyNumbers(valueSizes, 0, "valueBytes").min < STAMP_BYTES) {
    throw new MemtoolError("USAGE", `--verify stamps ${STAMP_BYTES} bytes into each value`, {
      hint: `give a --value-size of ${STAMP_BYTES} or more`,
    });
  }
  checkRange("keys", keyCount, 1, VERIFIED_KEYS_MAX);
  return plan;
}

/** What the options say of when requests are sent. */
function arrivalsOf({ rate, arrivals, stages }: BenchOptionValues): Arrivals {
  if (rate === undefined && stages === undefined) {
    return { kind: "closed" };
  }
  const kind = arrivals as Spacing;
  if (stages !== undefined) {
    return { kind, stages: parseStages(stages, rate === undefined ? 0 : checkRate(rate, "--rate")) };
  }
  return { kind, stages: constantStages(checkRate(rate ?? 0, "--rate")) };
}

function stagesEnd(arrivals: Arrivals, { duration, requests }: BenchOptionValues): MeasureEnd | undefined {
  const durationMs =
    arrivals.kind === "closed"
      ? Number.POSITIVE_INFINITY
      : arrivals.stages.reduce((sum, stage) => sum + stage.durationMs, 0);
  if (!Number.isFinite(durationMs)) {
    return undefined;
  }
  if (duration !== undefined || requests !== undefined) {
    throw new MemtoolError("USAGE", "--stages already says when to end", {
      hint: `leave out ${duration === undefined ? "--requests" : "--duration"}, or add a stage`,
    });
  }
  return { kind: "duration", durationMs };
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

/** A plan that lacks only the servers and how to talk to them. */
export type LoadPlan = Omit<BenchPlan, "addresses" | "tls">;

/**
 * The plan that the options make.
 * @throws MemtoolError USAGE for values out of range
 */
export function planOf(options: BenchOptionValues): LoadPlan {
  const arrivals = arrivalsOf(options);
  const plan: LoadPlan = {
    arrivals,
    lowCpu: options["low-cpu"],
    protocol: options.protocol as ProtocolName,
    placement: parseClient(placementRuleText(options)),
    threads: checkRange("threads", options.threads ?? threadsDefault(), 1, THREADS_MAX),
    connections: checkRange("connections", options.connections, 1, CONNECTIONS_MAX),
    pipeline: checkRange("pipeline", options.pipeline, 1, PIPELINE_MAX),
    workload: {
      mix: mixOf(options),
      keyCount: checkRange("keys", options.keys, 1, KEYS_MAX),
      keyPrefix: checkPrefix(options["key-prefix"]),
      distribution: parseDistribution(options.distribution),
      valueSizes: parseValueSizes(options["value-size"]),
      keysPerMget: checkRange("keys-per-mget", options["keys-per-mget"], 2, KEYS_EACH_MAX),
      keyLengths: keyLengthsOf(options),
      ttls: parseTtls(options.ttl),
      compressibility: options.compressibility,
      cacheAside: cacheAsideOf(options),
      verifyRun: options.verify ? randomSeed() >>> 0 : undefined,
      seed: checkRange("seed", options.seed, 0, Number.MAX_SAFE_INTEGER),
    },
    populate: !options["no-populate"],
    warmup: warmupOf(options.warmup),
    connectRate: optionalRate("--connect-rate", options["connect-rate"]),
    reconnects: options.reconnect,
    requestsPerConnection: requestsPerConnectionOf(options),
    measure: stagesEnd(arrivals, options) ?? measureEnd(options),
    thresholds: options.threshold.map((text) => parseThreshold(text, OPERATIONS)),
    connectTimeoutMs: timerMs("timeout", options.timeout),
    stallTimeoutMs: timerMs("stall-timeout", options["stall-timeout"]),
  };
  return checkVerifiable(checkProtocol(plan));
}
