/** What was saved of servers: recordings and documents of `--json`, read back as the statistics they were made of. For `--diff`. */
import { MemtoolError } from "../../base/errors.ts";
import type { StatViews } from "../../monitor/changes.ts";
import type { StatsSubcommand } from "../../monitor/reading.ts";
import { RECORDING_FORMAT } from "../../monitor/recording.ts";
import type { StatMap } from "../../stats/stat-map.ts";
import { roundsOf } from "./recording-file.ts";
import { JSON_SCHEMA } from "./report.ts";

/** Servers at one moment. Those that did not answer are not in it. */
export interface Snapshot {
  readonly atUnixMs: number;
  readonly servers: ReadonlyMap<string, StatViews>;
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The snapshots in a file, in their order; at least one.
 * @param path for messages
 * @throws MemtoolError USAGE for what is neither
 */
export function snapshotsOf(path: string, text: string): Snapshot[] {
  const [first = ""] = text.split("\n", 1);
  const snapshots =
    parsed(first)?.["format"] === RECORDING_FORMAT
      ? roundsOf(path, text).map(({ atUnixMs, servers }) => ({
          atUnixMs,
          servers: new Map(servers.flatMap((server) => (server.up ? [[server.address, server.views]] : []))),
        }))
      : documentsOf(text).map((document) => snapshotOfDocument(path, document));
  if (snapshots.length === 0) {
    throw unknownFile(path, "there is no reading in it");
  }
  return snapshots;
}

/** One document, or one on each line as `--every --json` writes them. */
function documentsOf(text: string): (JsonObject | undefined)[] {
  const whole = parsed(text);
  return whole === undefined
    ? text
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map(parsed)
    : [whole];
}

function parsed(text: string): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

function snapshotOfDocument(path: string, document: JsonObject | undefined): Snapshot {
  const servers = document?.["servers"];
  const atUnixMs = Date.parse(String(document?.["time"]));
  if (document?.["schema"] !== JSON_SCHEMA || !Array.isArray(servers) || Number.isNaN(atUnixMs)) {
    throw unknownFile(path, "it is neither a recording nor a document of memtool stats --json");
  }
  const views = servers.flatMap((server): [string, StatViews][] => {
    const found = objectOf(server);
    const address = found?.["address"];
    return found?.["up"] === true && typeof address === "string" ? [[address, viewsOf(path, document, found)]] : [];
  });
  return { atUnixMs, servers: new Map(views) };
}

/** Undoes what the views made of the server's lines. */
function viewsOf(path: string, document: JsonObject, server: JsonObject): StatViews {
  const view = String(document["view"]);
  switch (view) {
    case "summary":
      return one("", textsOf(objectOf(server["stats"]) ?? {}));
    case "settings":
    case "persistence":
    case "directory":
      return one(view, textsOf(objectOf(server[view]) ?? {}));
    case "items":
    case "slabs":
      return one(view, classesOf(server, view));
    default:
      throw unknownFile(path, `the view ${JSON.stringify(view)} has nothing that can be compared`);
  }
}

function one(subcommand: StatsSubcommand, stats: StatMap): StatViews {
  return new Map([[subcommand, stats]]);
}

function textsOf(values: JsonObject, prefix = ""): StatMap {
  const texts = Object.entries(values).filter(([, value]) => ["string", "number"].includes(typeof value));
  return new Map(texts.map(([name, value]) => [`${prefix}${name}`, String(value)]));
}

function classesOf(server: JsonObject, view: "items" | "slabs"): StatMap {
  const list: readonly unknown[] = Array.isArray(server["classes"]) ? server["classes"] : [];
  const classes = list.map(objectOf).filter((group) => group !== undefined);
  const prefix = view === "items" ? "items:" : "";
  const numbered = classes.flatMap(({ class: id, ...values }) => [...textsOf(values, `${prefix}${String(id)}:`)]);
  const { address: _address, ...others } = server;
  return new Map([...numbered, ...textsOf(others)]);
}

function unknownFile(path: string, found: string): MemtoolError {
  return new MemtoolError("USAGE", `cannot compare ${path}: ${found}`, {
    hint: "save one with `memtool stats --json > FILE`, or record with `memtool stats --every 5s --record FILE`",
  });
}
