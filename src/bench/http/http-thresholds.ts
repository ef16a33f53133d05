/**
 * Thresholds of a run against an HTTP application: those of memcached's load, with other words in front.
 *
 *   [NAME | METHOD | 2xx ...].[error.][clock.]p99 < 50ms      error_rate < 1%   GET.error_rate < 1%   ops > 1k
 *   cache.hit_rate > 0.8   (hit_rate alone is the same)
 */
import { MemtoolError } from "../../base/errors.ts";
import type { Threshold } from "../thresholds.ts";
import { parseThreshold } from "../thresholds-text.ts";
import type { HttpRequest } from "./http-plan.ts";
import { CACHE_WORD, STATUS_CLASSES } from "./request-line.ts";

function refuse(text: string, found: string, hint: string): MemtoolError {
  return new MemtoolError("USAGE", `cannot use the threshold ${JSON.stringify(text)}: ${found}`, { hint });
}

function isStatusClass(word: string | undefined): boolean {
  return STATUS_CLASSES.some((known) => known === word);
}

/** Whether a metric is of the caches. */
function isOfCache({ metric }: Threshold): boolean {
  return metric.kind === "number" && metric.name === "hit_rate";
}

/** Refuses what an HTTP application does not have. */
function check(threshold: Threshold, hasCache: boolean): Threshold {
  const { metric, text } = threshold;
  const word = metric.kind === "latency" ? metric.selector.operation : metric.operation;
  const outcome = metric.kind === "latency" ? metric.selector.outcome : undefined;
  if (outcome !== undefined && outcome !== "error") {
    throw refuse(text, `an HTTP request is no ${outcome}`, "the hit rate of the caches is cache.hit_rate");
  }
  if (isOfCache(threshold) !== (word === CACHE_WORD) && !(isOfCache(threshold) && word === undefined)) {
    throw refuse(
      text,
      word === CACHE_WORD ? "of the caches only hit_rate is known" : "the hit rate is the caches', not a request's",
      "write cache.hit_rate>0.8",
    );
  }
  if (isOfCache(threshold) && !hasCache) {
    throw refuse(text, "no cache is read", "name the memcached servers behind the application with --cache ADDR");
  }
  if (isStatusClass(word) && (outcome !== undefined || (metric.kind === "number" && metric.name === "error_rate"))) {
    throw refuse(text, `${word} is not counted by errors`, `${word} has p99, max, count, ops ...`);
  }
  return threshold;
}

/**
 * Reads one threshold.
 * @param requests whose names and methods may stand in front
 * @param hasCache whether the counters of memcached servers are read
 * @throws MemtoolError USAGE: what was found, and what may stand there
 */
export function parseHttpThreshold(text: string, requests: readonly HttpRequest[], hasCache: boolean): Threshold {
  const names = requests.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const methods = [...new Set(requests.map(({ method }) => method))];
  return check(parseThreshold(text, [...names, ...methods, ...STATUS_CLASSES, CACHE_WORD]), hasCache);
}
