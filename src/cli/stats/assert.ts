/** `--assert`: reads the servers, judges and prints, and says with its exit code how it went. */
import { MemtoolError } from "../../base/errors.ts";
import type { Assertion } from "../../monitor/assertion.ts";
import { summaryFieldOf } from "../../monitor/assertion.ts";
import { type AssertionResult, checkAssertions, knownNames, type Observation } from "../../monitor/assertion-check.ts";
import type { Poller } from "../../monitor/poller.ts";
import type { Round } from "../../monitor/reading.ts";
import { SUMMARY_FIELDS } from "../../stats/summary.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { humanText, roundFor } from "../output/cell.ts";
import { type JsonValue, jsonDocument } from "../output/json.ts";
import { namedColumns, type ResultTable } from "../output/result-table.ts";
import { resultText } from "../output/result-text.ts";
import { suggest } from "../suggest.ts";
import type { StatsPlan, StatsTask } from "./options.ts";
import { announceMeasuring, type Patience, pollPatiently } from "./patience.ts";
import { errorJson, isoTime, isRoundFormat, JSON_SCHEMA } from "./report.ts";
import { exitCodeFor, explained, reportSilent, silentOf } from "./server-failures.ts";

type AssertTask = Extract<StatsTask, { kind: "assert" }>;

/**
 * Judges the assertions.
 * @returns 0 all passed, 1 one failed, 3 or 4 a server did not answer
 * @throws MemtoolError USAGE for a name no server knows
 */
export async function runAssertions(
  plan: StatsPlan,
  { assertions, overMs }: AssertTask,
  poller: Poller,
  patience: Patience,
  context: Context,
): Promise<number> {
  const earlier = overMs === undefined ? undefined : await firstRound(assertions, overMs, poller, patience, context);
  const round = patience.isInterrupted ? undefined : await pollPatiently(poller, patience, context);
  if (round === undefined || patience.isInterrupted) {
    return patience.exitCode;
  }
  const silent = silentOf(round.servers);
  const [first] = silent;
  if (first !== undefined && silent.length === 1 && round.servers.length === 1) {
    throw explained(first, plan.words);
  }
  reportSilent(silent, plan.words, context);
  const observations = round.servers.map((now, index) => ({ now, earlier: earlier?.servers[index] }));
  if (silent.length < round.servers.length) {
    refuseUnknownNames(assertions, observations);
  }
  const results = checkAssertions(assertions, observations);
  context.stdout.write(await report(results, round, windowSeconds(observations), plan, context));
  if (silent.length > 0) {
    return exitCodeFor(silent);
  }
  return results.every(({ passed }) => passed) ? EXIT.ok : EXIT.checkFailed;
}

/** A statistic of a slab class is there only while the class has items: whether a server knows it is seen at the end. */
function isAlwaysTold({ name }: Assertion): boolean {
  return !/^(items:)?[0-9]+:/.test(name);
}

/** The reading at the start of the window, and then the window: a misspelt name is not waited for. */
async function firstRound(
  assertions: readonly Assertion[],
  overMs: number,
  poller: Poller,
  patience: Patience,
  context: Context,
): Promise<Round | undefined> {
  const round = await pollPatiently(poller, patience, context);
  if (round?.servers.every(({ up }) => up)) {
    refuseUnknownNames(
      assertions.filter(isAlwaysTold),
      round.servers.map((now) => ({ now, earlier: undefined })),
    );
  }
  // Nothing comes of a window when nobody answered.
  if (round?.servers.some(({ up }) => up)) {
    const done = announceMeasuring(overMs, context);
    await patience.sleep(overMs);
    done();
  }
  return round;
}

function refuseUnknownNames(assertions: readonly Assertion[], observations: readonly Observation[]): void {
  const stats = knownNames(observations);
  const known = [...SUMMARY_FIELDS.map(({ name }) => name), ...stats];
  for (const { name, text } of assertions) {
    if (summaryFieldOf(name) === undefined && !stats.includes(name)) {
      const near = suggest(name, known);
      throw new MemtoolError(
        "USAGE",
        `cannot use the assertion ${JSON.stringify(text)}: no server knows ${JSON.stringify(name)}`,
        {
          hint:
            near === undefined
              ? "names are those of `memtool stats --format csv`, and of `--raw`, `settings --raw`, `items --raw` and `slabs --raw`"
              : `did you mean ${near}?`,
        },
      );
    }
  }
}

function windowSeconds(observations: readonly Observation[]): number | undefined {
  const lengths = observations.flatMap(({ now, earlier }) =>
    now.up && earlier?.up === true ? [(now.atMs - earlier.atMs) / 1000] : [],
  );
  return lengths.length === 0 ? undefined : Math.max(...lengths);
}

async function report(
  results: readonly AssertionResult[],
  round: Round,
  seconds: number | undefined,
  { format }: StatsPlan,
  context: Context,
): Promise<string> {
  if (isRoundFormat(format)) {
    throw new MemtoolError("BUG", `--assert does not print ${format}`);
  }
  if (format === "json") {
    return jsonDocument(assertionsDocument(results, round, seconds));
  }
  const isForPeople = format === "table" || format === "markdown";
  return await resultText(format, isForPeople ? peopleTable(results) : assertionsTable(results), context);
}

/** For people the reasons stand below, where there is room for sentences. */
export function peopleTable(results: readonly AssertionResult[]): ResultTable {
  const { columns, rows } = assertionsTable(results);
  const failed = results.filter(({ passed }) => !passed).length;
  return {
    columns: columns.slice(0, -1),
    rows: rows.map((row) => row.slice(0, -1)),
    note: failed === 0 ? `all ${results.length} passed` : `${failed} of ${results.length} failed`,
    remarks: results.flatMap(({ assertion, server, reason }) =>
      reason === undefined ? [] : [{ label: "bad", tone: "bad" as const, text: `${assertion} (${server}): ${reason}` }],
    ),
  };
}

/** One row an assertion and server. */
export function assertionsTable(results: readonly AssertionResult[]): ResultTable {
  return {
    columns: [
      ...namedColumns(["result", "assertion", "server"]),
      { name: "measured", label: "measured", kind: "count" },
      { name: "wanted", label: "wanted", kind: "count" },
      ...namedColumns(["reason"]),
    ],
    rows: results.map(({ assertion, server, passed, kind, measured, operator, limit, reason }) => [
      passed ? { value: "passed", kind: "text", tone: "good" } : { value: "failed", kind: "text", tone: "bad" },
      assertion,
      server,
      { value: measured, kind },
      `${operator} ${typeof limit === "number" ? humanText({ value: limit, kind }) : JSON.stringify(limit)}`,
      reason,
    ]),
  };
}

/**
 *   { "schema": 1, "view": "assertions", "time", "window_seconds": 30 or null, "passed": false,
 *     "assertions": [ { "assertion": "hit_ratio > 0.9", "server": "a:11211", "passed": false, "measured": 0.5, "operator": ">",
 *                       "limit": 0.9, "reason": null } ],
 *     "servers": [ { "address": "a:11211", "up": true, "error": null } ] }
 */
function assertionsDocument(results: readonly AssertionResult[], round: Round, seconds: number | undefined): JsonValue {
  return {
    schema: JSON_SCHEMA,
    view: "assertions",
    time: isoTime(round.atUnixMs),
    window_seconds: seconds === undefined ? null : roundFor("rate", seconds),
    passed: results.every(({ passed }) => passed),
    assertions: results.map(({ assertion, server, passed, kind, measured, operator, limit, reason }) => ({
      assertion,
      server,
      passed,
      measured: typeof measured === "number" ? roundFor(kind, measured) : measured,
      operator,
      limit,
      reason,
    })),
    servers: round.servers.map((server) => ({
      address: server.address,
      up: server.up,
      error: server.up ? null : errorJson(server),
    })),
  };
}
