/**
 * The JSON of the admin pages: plain ASCII, numbers as numbers, and as strings of digits beyond 2^53, where readers would round them.
 *
 *   /readyz      { "schema": "memtool.ready/1", "ready": false, "conditions": [ { "name": "server", "ready": false, "reason": "..." } ] }
 *   /stats.json  { "schema": "memtool.server/1", "time": "2026-01-31T12:00:00.000Z", "ready": true, "conditions": [ as above ],
 *                  "stats": { every line of `stats` }, "settings": { every line of `stats settings` },
 *                  "items": [ { "class": 1, "number": 5, ... } ],
 *                  "slabs": { "classes": [ { "class": 1, "chunk_size": 96, ... } ], "active_slabs": 1, "total_malloced": 1048576 },
 *                  "connections": { "current": 3, "limit": 1024, "states": { "conn_read": 3, ... } },
 *                  "workers": [ { "worker": 0, "connections": 3, "gets": 5, ... } ] }
 */
import { asciiJson } from "../../base/ascii-json.ts";
import { groupNumbered, type NumberedGroup } from "../../stats/numbered-stats.ts";
import { numberOf, type StatMap } from "../../stats/stat-map.ts";
import type { ReadinessReport } from "./readiness.ts";
import type { ConnectionCounts, WorkerReading } from "./stats-reader.ts";

/** Names of the documents; the number grows when a field changes its meaning or goes. */
const READY_SCHEMA = "memtool.ready/1";
const SERVER_SCHEMA = "memtool.server/1";

const INDENT = 2;

/** What `/stats.json` is made of. */
export interface ServerReading {
  readonly unixMs: number;
  readonly readiness: ReadinessReport;
  readonly views: ReadonlyMap<string, StatMap>;
  readonly connections: ConnectionCounts;
  readonly workers: readonly WorkerReading[];
}

/** The text of `/readyz`. */
export function readyDocument(report: ReadinessReport): string {
  return write({ schema: READY_SCHEMA, ...report });
}

/** The text of `/stats.json`. */
export function serverDocument({ unixMs, readiness, views, connections, workers }: ServerReading): string {
  const view = (name: string): StatMap => views.get(name) ?? new Map();
  const slabs = groupNumbered(view("slabs"));
  return write({
    schema: SERVER_SCHEMA,
    time: new Date(unixMs).toISOString(),
    ...readiness,
    stats: values(view("")),
    settings: values(view("settings")),
    items: groupNumbered(view("items")).groups.map(classValues),
    slabs: { classes: slabs.groups.map(classValues), ...values(slabs.others) },
    connections: { ...connections, states: Object.fromEntries(connections.states) },
    workers: workers.map((reading, worker) => ({ worker, ...reading })),
  });
}

function write(value: object): string {
  return `${asciiJson(value, undefined, INDENT)}\n`;
}

function classValues({ id, values: stats }: NumberedGroup): Record<string, string | number> {
  return { class: id, ...values(stats) };
}

function values(stats: StatMap): Record<string, string | number> {
  return Object.fromEntries([...stats].map(([name, text]) => [name, jsonValue(text)]));
}

function jsonValue(text: string): string | number {
  const number = Number(numberOf(text) ?? Number.NaN);
  return Number.isNaN(number) || Math.abs(number) > Number.MAX_SAFE_INTEGER ? text : number;
}
