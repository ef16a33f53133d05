/**
 * The directory of nodes, in the main thread:
 *
 *     worker ── words behind `config` ──> table (directory/node-table.ts) ── changed ──> file, synced ──> published to all workers ──> answer
 *
 * A list is published, and whoever changed it answered, only once it is on disk: a version that a client has seen does not come back after
 * a restart with other nodes. Changes that come while one is written share the next writing. Renewing a lease changes nothing and waits
 * for nothing.
 */
import { type Clock, systemClock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { formatDurationMs } from "../../base/format-units.ts";
import { type DirectoryAnswer, formatAnswer } from "../../directory/answer.ts";
import type { StoredList } from "../../directory/list-document.ts";
import { clusterText, type NodeList } from "../../directory/node-list.ts";
import { type NodeRecord, placeOfNode } from "../../directory/node-record.ts";
import { NodeTable } from "../../directory/node-table.ts";
import { type DirectoryRequest, parseDirectoryRequest } from "../../directory/request.ts";
import type { StatLine } from "../../engine/server-view.ts";
import { type DirectoryCounts, directoryStatLines } from "./directory-stats.ts";

/** How often leases are looked at, in milliseconds. */
const LOOK_MS = 200;

/** The thread was not running when it looks so much later than planned: nobody could be heard. */
const PAUSE_MS_MIN = 500;

/** A list that could not be written is tried again so often. */
const RETRY_MS = 1000;

/** The directory's own instance, of which there is one. */
const OWN_INSTANCE = "0000000000000000";

/** What a directory works with. */
export interface DirectoryOptions {
  /** The list of an earlier run. */
  readonly stored: StoredList | undefined;
  /** Whether that is what is on disk now. */
  readonly isOnDisk: boolean;
  /** Keeps a list; undefined where nothing is kept. Called once at a time. */
  readonly write: ((list: StoredList) => Promise<void>) | undefined;
  /** Has clients get this from now on. */
  readonly publish: (text: Uint8Array | undefined) => void;
  /** Another directory whose list this is, if it is. */
  readonly follows: string | undefined;
  readonly log: (line: string) => void;
  readonly clock?: Clock;
}

/** See the head of the file. Close it. */
export class Directory {
  readonly #options: DirectoryOptions;
  readonly #clock: Clock;
  readonly #table: NodeTable;
  readonly #timer: NodeJS.Timeout;
  readonly #counts = { joins: 0, leaves: 0, expired: 0, refused: 0 };
  #lookedMs: number;
  #current: Promise<void> = Promise.resolve();
  #planned: Promise<void> | undefined;
  #publishedVersion: number;
  #writtenVersion: number | undefined;
  #failure: { readonly reason: string; readonly atMs: number } | undefined;

  constructor(options: DirectoryOptions) {
    const { stored, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    this.#lookedMs = clock.monotonicMs();
    // Without a list of its own the clock makes versions that are above all that were ever seen of this directory.
    const version = stored?.version ?? Math.floor(clock.unixMs() / 1000);
    this.#table = new NodeTable(version, stored?.members ?? [], this.#lookedMs);
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
    this.#publishedVersion = version;
    this.#writtenVersion = stored !== undefined && options.isOnDisk ? version : undefined;
    options.publish(encodeList(this.#table.list()));
  }

  /** Lists this server itself; undefined leaves it out. Resolves when clients are told. */
  async setOwn(node: NodeRecord | undefined): Promise<void> {
    this.#table.setOwn(node, OWN_INSTANCE, this.#lookedMs);
    await this.#settle();
  }

  /** Makes the list that of the directory it follows. Resolves when clients are told. */
  async follow(nodes: readonly NodeRecord[]): Promise<void> {
    this.#table.replaceAll(nodes, OWN_INSTANCE);
    await this.#settle();
  }

  /** Answers the words behind `config`, with a line without its end. */
  async register(words: readonly string[]): Promise<string> {
    const request = parseDirectoryRequest(words);
    if (request === undefined || request.kind === "bad") {
      this.#counts.refused++;
      return request === undefined ? "ERROR" : `CLIENT_ERROR ${request.reason}`;
    }
    const { follows } = this.#options;
    if (follows !== undefined) {
      this.#counts.refused++;
      return `SERVER_ERROR the list is that of ${follows}: join there`;
    }
    this.look();
    const answer = this.#execute(request);
    if (request.kind !== "renew") {
      await this.#settle();
    }
    return formatAnswer(answer);
  }

  #execute(request: DirectoryRequest): DirectoryAnswer {
    const { log } = this.#options;
    const before = this.#table.version;
    const nowMs = this.#lookedMs;
    switch (request.kind) {
      case "renew": {
        const holder = this.#table.instanceOf(request.name);
        const answer = this.#table.renew(request, nowMs);
        if (answer.kind === "ok" && holder !== request.instance) {
          log(`WARNING: directory: two nodes that are alive claim ${request.name}: the older one has its place back`);
        }
        return answer;
      }
      case "leave": {
        const answer = this.#table.leave(request);
        if (answer.kind === "ok") {
          this.#counts.leaves++;
          log(`directory: ${request.name} has left; list version ${this.#table.version}`);
        }
        return answer;
      }
      case "join": {
        const holder = this.#table.instanceOf(request.node.name);
        const answer = this.#table.join(request, nowMs);
        if (answer.kind !== "ok") {
          this.#counts.refused++;
        } else if (holder !== undefined && holder !== request.instance) {
          log(`directory: ${request.node.name} was started again; list version ${answer.version}`);
        } else if (this.#table.version !== before) {
          this.#counts.joins++;
          const place = placeOfNode(request.node);
          const name = request.node.name === place ? place : `${request.node.name} (${place})`;
          log(`directory: ${name} has joined; list version ${answer.version}`);
        }
        return answer;
      }
    }
  }

  /**
   * Drops nodes whose leases will have run out before the next look, so that none stays for longer than its lease. What this thread itself
   * has slept through is held against nobody.
   */
  look(): void {
    const nowMs = this.#clock.monotonicMs();
    const lateMs = nowMs - this.#lookedMs - LOOK_MS;
    this.#lookedMs = nowMs;
    if (lateMs >= PAUSE_MS_MIN) {
      this.#table.prolong(lateMs);
    }
    for (const { node, leaseMs = 0 } of this.#table.expire(nowMs + LOOK_MS)) {
      this.#counts.expired++;
      this.#options.log(
        `directory: ${node.name} was not heard of for ${formatDurationMs(leaseMs)}: dropped; list version ${this.#table.version}`,
      );
    }
    if (this.#failure !== undefined && nowMs - this.#failure.atMs >= RETRY_MS) {
      void this.#plan();
    }
    void this.#settle();
  }

  /** Resolves when the list as it is now is on disk and published; at once when it is already. */
  #settle(): Promise<void> {
    const isWaitedFor = this.#options.write !== undefined && this.#failure === undefined;
    const isKept = !isWaitedFor || this.#writtenVersion === this.#table.version;
    return isKept && this.#publishedVersion === this.#table.version ? Promise.resolve() : this.#plan();
  }

  #plan(): Promise<void> {
    this.#planned ??= this.#current.then(() => {
      this.#planned = undefined;
      this.#current = this.#write();
      return this.#current;
    });
    return this.#planned;
  }

  async #write(): Promise<void> {
    const { write, publish, log } = this.#options;
    const { version } = this.#table;
    if (version === this.#publishedVersion && version === this.#writtenVersion) {
      // It was planned while this very version was being written.
      return;
    }
    const members = this.#table.members();
    try {
      await write?.({ version, members });
      this.#writtenVersion = version;
      if (this.#failure !== undefined) {
        this.#failure = undefined;
        log("directory: the list of nodes is on disk again");
      }
    } catch (error) {
      this.#noteFailure(messageOf(error));
    }
    if (version !== this.#publishedVersion) {
      this.#publishedVersion = version;
      publish(encodeList({ version, nodes: members.map(({ node }) => node) }));
    }
  }

  /** Clients need the list more than a restart does: it is published all the same, and written when that can be done. */
  #noteFailure(reason: string): void {
    if (this.#failure === undefined) {
      this.#options.log(`WARNING: the list of nodes cannot be kept: ${reason}; trying again`);
    }
    this.#failure = { reason, atMs: this.#clock.monotonicMs() };
  }

  /** Why the list is not on disk; undefined when it is, or need not be. */
  get writeFailure(): string | undefined {
    return this.#failure?.reason;
  }

  /** How many nodes clients are told of, the version of that list, and what happened so far. */
  get counts(): DirectoryCounts {
    const { version } = this.#table;
    return { ...this.#counts, version, nodes: this.#table.members().length };
  }

  /** The lines of `stats directory`. */
  statLines(): readonly StatLine[] {
    const isKept = this.#options.write !== undefined;
    return directoryStatLines({
      counts: this.counts,
      isKept,
      isFailing: this.#failure !== undefined,
      members: this.#table.members(),
      nowMs: this.#clock.monotonicMs(),
    });
  }

  /** Stops looking at leases; resolves when the list is on disk as far as it can be. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#settle();
  }
}

function encodeList(list: NodeList): Uint8Array | undefined {
  const text = clusterText(list);
  return text === undefined ? undefined : Buffer.from(text, "latin1");
}
