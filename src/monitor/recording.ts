/**
 * Rounds as lines of JSON, to be kept in a file: `stats --record`, `top --record`, `top --replay`, `stats --diff`.
 *
 *   {"format":"memtool.recording/1","atUnixMs":...}                     once
 *   {"atUnixMs":1795488000000,"servers":[{"address":"a:11211","up":true,"atMs":5.2,"tookMs":0.4,"views":{"":{"pid":"7",...}}},
 *                                        {"address":"b:11211","up":false,"code":"CONNECT","message":"..."}]}
 *
 * A view holds what changed since the last line on which its server was up: a new text, or null for a name that went. A day of a
 * reading a second takes tens of MB, because most counters of a server stand still. Times of `atMs` only mean something against each other.
 * `top` adds the round trips of its probe, "probesUs":[118,97.5], to a server that is up.
 */
import { asciiJson } from "../base/ascii-json.ts";
import { ERROR_CODES, type ErrorCode, MemtoolError } from "../base/errors.ts";
import type { StatMap } from "../stats/stat-map.ts";
import type { Round, ServerAnswer, ServerState, StatsSubcommand } from "./reading.ts";

/** Grows when lines change their meaning. */
export const RECORDING_FORMAT = "memtool.recording/1";

const SUBCOMMANDS: ReadonlySet<string> = new Set<StatsSubcommand>([
  "",
  "items",
  "slabs",
  "settings",
  "sizes",
  "conns",
  "persistence",
  "directory",
]);

type Views = ReadonlyMap<StatsSubcommand, StatMap>;
type Changes = Record<string, Record<string, string | null>>;

/** Writes rounds as lines, each with its line feed. */
export class RecordingEncoder {
  readonly #last = new Map<string, Views>();

  /** The first line. */
  header(atUnixMs: number): string {
    return `${asciiJson({ format: RECORDING_FORMAT, atUnixMs })}\n`;
  }

  /** The line of a round. Rounds must be given in order. */
  line({ atUnixMs, servers }: Round): string {
    return `${asciiJson({ atUnixMs, servers: servers.map((server) => this.#server(server)) })}\n`;
  }

  #server(server: ServerState): Record<string, unknown> {
    const { address } = server;
    if (!server.up) {
      const { code, message } = server.error;
      return { address, up: false, code, message };
    }
    const before = this.#last.get(address);
    this.#last.set(address, server.views);
    const views: Changes = Object.create(null);
    for (const [subcommand, stats] of server.views) {
      views[subcommand] = changesBetween(before?.get(subcommand) ?? new Map(), stats);
    }
    const probes = server.probesUs === undefined ? {} : { probesUs: server.probesUs };
    return { address, up: true, atMs: server.atMs, tookMs: server.tookMs, ...probes, views };
  }
}

function changesBetween(before: StatMap, after: StatMap): Record<string, string | null> {
  const changes: Record<string, string | null> = Object.create(null);
  for (const [name, value] of after) {
    if (before.get(name) !== value) {
      changes[name] = value;
    }
  }
  for (const name of before.keys()) {
    if (!after.has(name)) {
      changes[name] = null;
    }
  }
  return changes;
}

/** Reads a recording line by line. */
export class RecordingDecoder {
  readonly #last = new Map<string, Views>();
  #lineNumber = 0;

  /**
   * Reads one line, without its line feed; undefined for the first one.
   * @throws MemtoolError USAGE that names the line, for what is no recording
   */
  line(text: string): Round | undefined {
    this.#lineNumber++;
    const value = this.#parse(text);
    if (this.#lineNumber === 1) {
      if (value["format"] !== RECORDING_FORMAT) {
        throw this.#fault(`it does not say "format":"${RECORDING_FORMAT}"`);
      }
      return undefined;
    }
    const { atUnixMs, servers } = value;
    if (typeof atUnixMs !== "number" || !Array.isArray(servers)) {
      throw this.#fault("it has no atUnixMs and servers");
    }
    return { atUnixMs, servers: servers.map((server) => this.#server(this.#record(server))) };
  }

  #server(server: Record<string, unknown>): ServerState {
    const { address, up, atMs, tookMs, views } = server;
    if (typeof address !== "string") {
      throw this.#fault("a server has no address");
    }
    if (up !== true) {
      const { code, message } = server;
      const known = ERROR_CODES.find((candidate): candidate is ErrorCode => candidate === code) ?? "CONNECT";
      return { address, up: false, error: new MemtoolError(known, String(message)) };
    }
    if (typeof atMs !== "number" || typeof tookMs !== "number") {
      throw this.#fault("a server has no atMs and tookMs");
    }
    const probes = probesOf(server["probesUs"]);
    const answer: ServerAnswer = {
      address,
      up,
      atMs,
      tookMs,
      ...probes,
      views: this.#views(address, this.#record(views)),
    };
    this.#last.set(address, answer.views);
    return answer;
  }

  #views(address: string, changes: Record<string, unknown>): Views {
    const before = this.#last.get(address);
    const views = new Map<StatsSubcommand, StatMap>();
    for (const [subcommand, changed] of Object.entries(changes)) {
      if (!isSubcommand(subcommand)) {
        throw this.#fault(`there are no statistics called ${JSON.stringify(subcommand)}`);
      }
      views.set(subcommand, applyChanges(before?.get(subcommand), this.#record(changed)));
    }
    return views;
  }

  #parse(text: string): Record<string, unknown> {
    try {
      return this.#record(JSON.parse(text));
    } catch (error) {
      throw error instanceof MemtoolError ? error : this.#fault("it is no JSON");
    }
  }

  #record(value: unknown): Record<string, unknown> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw this.#fault("an object is missing");
    }
    return value as Record<string, unknown>;
  }

  #fault(found: string): MemtoolError {
    return new MemtoolError("USAGE", `line ${this.#lineNumber} is not of a recording: ${found}`, {
      hint: "recordings are made by `memtool stats --record FILE` and `memtool top --record FILE`",
    });
  }
}

/** Round trips of a probe, if there was one; what is no number is left out. */
function probesOf(value: unknown): Pick<ServerAnswer, "probesUs"> {
  return Array.isArray(value) ? { probesUs: value.filter((probe) => typeof probe === "number") } : {};
}

function isSubcommand(text: string): text is StatsSubcommand {
  return SUBCOMMANDS.has(text);
}

function applyChanges(before: StatMap | undefined, changes: Record<string, unknown>): StatMap {
  const stats = new Map(before);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) {
      stats.delete(name);
    } else {
      stats.set(name, String(value));
    }
  }
  return stats;
}
