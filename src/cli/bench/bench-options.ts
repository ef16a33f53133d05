/** The options of `memtool bench` as data. */
import { SPACINGS } from "../../bench/arrivals/arrivals.ts";
import { PROTOCOLS } from "../../bench/wire/dialect.ts";
import type { OptionTable, OptionValues } from "../command.ts";
import { PLACEMENT_OPTIONS } from "../placement-options.ts";

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
  rate: {
    type: "rate",
    defaultText: "as fast as replies come: a closed loop",
    describe:
      "requests that are due per second, whatever the server does: an open loop, with response times from when each was due",
    example: "50k",
    group: "Load",
  },
  arrivals: {
    type: "text",
    default: "constant",
    choices: SPACINGS,
    describe: "how the requests of an open loop are spaced: evenly, or as those of many independent users",
    example: "poisson",
    group: "Load",
  },
  stages: {
    type: "text",
    unit: "DURATION:RATE,...",
    defaultText: "one rate throughout",
    describe:
      "an open loop whose rate goes in straight lines from --rate (or 0) to each stage's; a stage of 0s jumps. They say when the run ends",
    example: "10s:1k,30s:50k",
    group: "Load",
  },
  "low-cpu": {
    type: "flag",
    describe:
      "an open loop sleeps between requests instead of spinning; they are sent, and replies read, up to 0.2 ms late",
    example: "memtool bench cache1 --rate 1000 --low-cpu",
    group: "Load",
  },
  duration: {
    type: "duration",
    defaultText: "10s, unless --requests or --stages is given",
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
    type: "text",
    default: "0",
    unit: "DURATION|auto",
    describe: "run the load this long before measuring begins; auto: until the hit rate is flat, 5 minutes at most",
    example: "auto",
    group: "Load",
  },
  "connect-rate": {
    type: "rate",
    defaultText: "as fast as they are accepted",
    describe: "connections opened per second, to each server",
    example: "100/s",
    group: "Load",
  },
  reconnect: {
    type: "flag",
    describe: "open lost connections again and go on: their requests count as errors",
    example: "memtool bench cache1 --reconnect",
    group: "Load",
  },
  "requests-per-connection": {
    type: "count",
    defaultText: "connections stay open",
    describe: "open each connection anew after so many requests",
    example: "1000",
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
    defaultText: "1:9; with --cache-aside only gets",
    unit: "SET:GET|OP=N,...",
    describe:
      "mix of operations: get gets gat mget set set_noreply add replace append prepend cas delete incr decr touch, mg ms md ma invalidate (counters have keys of their own)",
    example: "get=90,set=9,delete=1",
    group: "Workload",
  },
  "cache-aside": {
    type: "flag",
    describe: "a miss loads the value, which takes --miss-penalty, and then stores it, as an application does",
    example: "memtool bench cache1 --cache-aside --miss-penalty 5ms --distribution zipf",
    group: "Workload",
  },
  "miss-penalty": {
    type: "text",
    default: "0",
    unit: "TIME|FROM-TO|NAME:...",
    describe:
      "how long cache-aside takes to load a value: one time, a range, exponential:MEAN, normal:MEAN,SD or pareto:LOC,SCALE,SHAPE",
    example: "exponential:10ms",
    group: "Workload",
  },
  lease: {
    type: "flag",
    describe:
      "cache-aside in which the first to miss a key loads it and the others wait (meta's N, W and Z): no stampede; needs --protocol meta",
    example: "memtool bench cache1 --protocol meta --lease --miss-penalty 20ms",
    group: "Workload",
  },
  "lease-wait": {
    type: "duration",
    default: "10ms",
    describe: "how long those wait who were not told to load, before they ask again",
    example: "2ms",
    group: "Workload",
  },
  "keys-per-mget": {
    type: "count",
    default: "10",
    describe: "keys that each mget asks for",
    example: "100",
    group: "Workload",
  },
  protocol: {
    type: "text",
    default: "text",
    choices: PROTOCOLS,
    describe: "how requests are spelled: classic commands, meta commands for the same, or the binary protocol",
    example: "meta",
    group: "Workload",
  },
  keys: { type: "count", default: "100k", describe: "number of different keys", example: "1M", group: "Workload" },
  "key-prefix": {
    type: "text",
    defaultText: "memtool-, nothing for an HTTP application",
    describe: "what stands before the number of a key",
    example: "user:",
    group: "Workload",
  },
  "key-length": {
    type: "text",
    unit: "BYTES|FROM-TO|LIST|pareto:...",
    defaultText: "prefix and number, no longer",
    describe: "bytes of whole keys: zeros are put before the number; each key keeps its length",
    example: "16-64",
    group: "Workload",
  },
  distribution: {
    type: "text",
    default: "uniform",
    unit: "NAME[:...]",
    describe:
      "how requests spread over the keys: uniform, zipf[:S] (0.99), hotspot[:KEYS:REQUESTS] (0.2:0.8), latest[:S], gaussian[:DEVIATION] or sequential",
    example: "zipf:1.2",
    group: "Workload",
  },
  "value-size": {
    type: "text",
    default: "100",
    unit: "SIZE|FROM-TO|LIST|pareto:...",
    describe:
      "bytes of a value: one size, a range, sizes with shares, or pareto:LOC,SCALE,SHAPE[,MAX]; each key keeps its size",
    example: "64:0.5,1k:0.4,10k-20k:0.1",
    group: "Workload",
  },
  compressibility: {
    type: "ratio",
    default: "0",
    describe: "part of each value that a compressor can take away",
    example: "0.5",
    group: "Workload",
  },
  verify: {
    type: "flag",
    describe:
      "stamp key and version into values and check those that come back: mismatches and lost updates are counted and end with exit code 1",
    example: "memtool bench cache1 --verify",
    group: "Workload",
  },
  ttl: {
    type: "text",
    default: "0",
    unit: "TIME|FROM-TO|LIST",
    describe:
      "expiry sent with values, whole seconds: one, a range, or times with shares; 0 never expires; each key keeps its own",
    example: "1d:0.65,14d:0.27,12h:0.08",
    group: "Workload",
  },
  ...PLACEMENT_OPTIONS,
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
  threshold: {
    type: "text",
    unit: "METRIC<LIMIT",
    defaultText: "nothing has to be reached",
    repeatable: true,
    describe:
      "end with exit code 1 unless this holds: p99<5ms, get.miss.p99.9<10ms, service.max<1s, send_lag.p99<1ms, hit_rate>0.9, error_rate<0.1%, ops>100k",
    example: "p99<5ms",
    group: "Output",
  },
  hgrm: {
    type: "text",
    unit: "FILE",
    defaultText: "none",
    describe: "write the percentiles of all requests to a file in HdrHistogram's form, in ms",
    example: "run.hgrm",
    group: "Output",
  },
  hlog: {
    type: "text",
    unit: "FILE",
    defaultText: "none",
    describe:
      "write a histogram for each second, and for each operation by tag, to a file in HdrHistogram's interval log form",
    example: "run.hlog",
    group: "Output",
  },
  csv: {
    type: "text",
    unit: "FILE",
    defaultText: "none",
    describe: "write a row for each second to a file",
    example: "run.csv",
    group: "Output",
  },
  histogram: {
    type: "flag",
    describe: "show how the latencies spread, as bars below the tables",
    example: "memtool bench --histogram",
    group: "Output",
  },
  json: {
    type: "flag",
    describe: "one JSON document instead of the table",
    example: "memtool bench --json",
    group: "Output",
  },
  "no-live": {
    type: "flag",
    describe: "a line of progress a second on a terminal too, instead of the live screen",
    example: "memtool bench --no-live",
    group: "Output",
  },
} as const satisfies OptionTable;

/** The parsed options. */
export type BenchOptionValues = OptionValues<typeof BENCH_OPTIONS>;
