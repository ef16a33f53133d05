/** Advice about connections, threads and logs. The meaning of the numbers is that of memcached's doc/protocol.txt. */
import { formatCount, formatDurationMs, formatRatio } from "../../base/format-units.ts";
import { readCounter } from "../../stats/stat-map.ts";
import { type AdviceRule, share } from "./evidence.ts";

/** Connections are close to their limit from this part on. */
const CONNECTIONS_NEAR = 0.8;

/** memcached itself warns above this. */
const THREADS_MAX = 64n;

/** accepting_conns: 0 while the server takes no new connections. */
const notAccepting: AdviceRule = ({ counter }) =>
  counter("accepting_conns") === 0n
    ? {
        rule: "not-accepting",
        severity: "bad",
        text: "the server takes no new connections right now (accepting_conns 0): it has as many as it may",
        facts: { accepting_conns: 0n },
      }
    : undefined;

/** listen_disabled_num: how often the server stopped accepting because maxconns was reached. */
const listenDisabled: AdviceRule = ({ gained, period, counter }) => {
  const times = gained("listen_disabled_num");
  if (times === 0n) {
    return undefined;
  }
  const longMs = Number(gained("time_in_listen_disabled_us")) / 1000;
  const long = longMs > 0 ? `, ${formatDurationMs(longMs)} in all` : "";
  const limit = counter("max_connections");
  return {
    rule: "listen-disabled",
    severity: "bad",
    text:
      `the server stopped taking connections ${formatCount(times)} times ${period}${long}: ` +
      `raise -c${limit === undefined ? "" : ` (now ${formatCount(limit)})`}, or have clients keep fewer`,
    facts: { listen_disabled_num: times },
  };
};

/** rejected_connections: turned away at maxconns, with maxconns_fast. */
const rejectedConnections: AdviceRule = ({ gained, period, counter }) => {
  const rejected = gained("rejected_connections");
  if (rejected === 0n) {
    return undefined;
  }
  const limit = counter("max_connections");
  return {
    rule: "rejected-connections",
    severity: "bad",
    text:
      `${formatCount(rejected)} connections were turned away ${period}: ` +
      `raise -c${limit === undefined ? "" : ` (now ${formatCount(limit)})`}, or have clients keep fewer`,
    facts: { rejected_connections: rejected },
  };
};

/** Close to maxconns, before anybody is turned away. */
const nearlyFull: AdviceRule = ({ counter, settings }) => {
  const connections = counter("curr_connections") ?? 0n;
  const limit = counter("max_connections") ?? readCounter(settings, "maxconns") ?? 0n;
  if (limit === 0n || share(connections, limit) < CONNECTIONS_NEAR) {
    return undefined;
  }
  return {
    rule: "nearly-full",
    severity: "warn",
    text:
      `${formatCount(connections)} of ${formatCount(limit)} connections are open (${formatRatio(share(connections, limit))}): ` +
      "at the limit new clients are turned away; raise -c",
    facts: { curr_connections: connections, max_connections: limit },
  };
};

/** read_buf_oom and response_obj_oom: connections closed because their buffers got no memory. */
const connectionMemory: AdviceRule = ({ gained, period }) => {
  const buffers = gained("read_buf_oom");
  const responses = gained("response_obj_oom");
  if (buffers + responses === 0n) {
    return undefined;
  }
  return {
    rule: "connection-memory",
    severity: "bad",
    text:
      `${formatCount(buffers + responses)} connections were closed for want of memory ${period}: ` +
      "raise read_buf_mem_limit and resp_obj_mem_limit",
    facts: { read_buf_oom: buffers, response_obj_oom: responses },
  };
};

/** log_worker_dropped and log_watcher_skipped: log lines that watchers did not get, because a buffer was full. */
const droppedLogs: AdviceRule = ({ gained, period }) => {
  const dropped = gained("log_worker_dropped");
  const skipped = gained("log_watcher_skipped");
  if (dropped + skipped === 0n) {
    return undefined;
  }
  return {
    rule: "dropped-logs",
    severity: "info",
    text:
      `${formatCount(dropped + skipped)} log lines never reached a watcher ${period}: what \`watch\` shows is not everything; ` +
      "larger worker_logbuf_size and watcher_logbuf_size lose less",
    facts: { log_worker_dropped: dropped, log_watcher_skipped: skipped },
  };
};

/** More threads than memcached's own warning allows: they contend for the same locks. */
const manyThreads: AdviceRule = ({ settings, counter }) => {
  const threads = readCounter(settings, "num_threads") ?? counter("threads") ?? 0n;
  return threads <= THREADS_MAX
    ? undefined
    : {
        rule: "many-threads",
        severity: "info",
        text: `${formatCount(threads)} threads contend for the same locks: memcached advises one for each core, and at most ${THREADS_MAX}`,
        facts: { threads },
      };
};

/** The rules, the most important first. */
export const LIMIT_RULES: readonly AdviceRule[] = [
  notAccepting,
  listenDisabled,
  rejectedConnections,
  connectionMemory,
  nearlyFull,
  droppedLogs,
  manyThreads,
];
