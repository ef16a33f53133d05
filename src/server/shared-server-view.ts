/** The server as the engine of any worker thread sees it: facts read from the memory all threads share. */
import { systemClock } from "../base/clock.ts";
import type { ReplyStream } from "../engine/reply-stream.ts";
import type {
  DirectoryView,
  Permissions,
  ServerFacts,
  ServerView,
  ShutdownMode,
  StatLine,
  TlsFacts,
} from "../engine/server-view.ts";
import { PERSIST_COUNTERS, PersistCounters } from "../persistence/persist-counters.ts";
import { REPLY_BUFFER_BYTES } from "../protocol/reply-buffer.ts";
import { watcherCount } from "../stats/log/watched-types.ts";
import type { WatcherRefusal } from "../stats/log/watcher.ts";
import { PrefixTable } from "../stats/prefix-table.ts";
import type { Store } from "../store/store.ts";
import { ConnectionTable } from "./connection-table.ts";
import { READ_BUFFER_BYTES } from "./limits.ts";
import type { ThreadData } from "./messages.ts";
import { settingLines } from "./setting-lines.ts";
import type { ServerSettings } from "./settings.ts";
import { SharedState } from "./shared-state.ts";
import { WatchStreams } from "./watch-streams.ts";

/** What the main thread does for a worker that was asked to. */
export interface Steering {
  /** Has the process end. */
  shutdown(mode: ShutdownMode): void;
  /** Has the certificates read again; `done` is called later, with what is wrong with them. */
  refreshCertificates(done: (failure: string | undefined) => void): void;
}

/** See {@link ServerView}. */
export class SharedServerView implements ServerView {
  readonly allows: Permissions;
  readonly directory: DirectoryView | undefined;
  readonly prefixes: PrefixTable;
  readonly #settings: ServerSettings;
  readonly #state: SharedState;
  readonly #connections: ConnectionTable;
  readonly #watchedWords: Int32Array;
  readonly #watchStreams: WatchStreams;
  readonly #store: Store;
  readonly #persistCounters: PersistCounters | undefined;
  readonly #startedAtMs: number;
  readonly #steering: Steering;

  /** @param directory of a worker of a directory of nodes */
  constructor(data: ThreadData, store: Store, steering: Steering, directory?: DirectoryView) {
    this.#steering = steering;
    this.directory = directory;
    const { flushEnabled, dumpEnabled, watchEnabled, shutdownCommand, lruMaintainer, largePages } = data.settings;
    const { trackSizes, debugCommands } = data.settings;
    this.allows = {
      flush: flushEnabled,
      dump: dumpEnabled,
      watch: watchEnabled,
      shutdown: shutdownCommand,
      lruTuning: lruMaintainer,
      memoryLimit: !largePages,
      sizes: trackSizes,
      debug: debugCommands,
    };
    this.#settings = data.settings;
    this.#state = new SharedState(data.state);
    this.#connections = new ConnectionTable(data.connections);
    this.prefixes = new PrefixTable(data.prefixes, data.threadIndex, data.settings.prefixDelimiter.charCodeAt(0));
    this.#watchedWords = new Int32Array(data.log.words);
    this.#watchStreams = new WatchStreams(data.log);
    this.#store = store;
    this.#persistCounters = data.durable === undefined ? undefined : new PersistCounters(data.durable.memory.counters);
    this.#startedAtMs = data.startedAtMs;
  }

  facts(): ServerFacts {
    const usage = process.resourceUsage();
    return {
      pid: process.pid,
      uptimeSeconds: Math.floor((systemClock.unixMs() - this.#startedAtMs) / 1000),
      unixSeconds: this.#store.processStarted + this.#store.now(),
      userCpuUs: usage.userCPUTime,
      systemCpuUs: usage.systemCPUTime,
      maxConnections: this.#settings.maxConnections,
      currentConnections: this.#state.currentConnections,
      totalConnections: this.#state.totalConnections,
      rejectedConnections: this.#state.rejectedConnections,
      threads: this.#settings.threads,
      accepting: this.#state.accepting,
      listenDisabledCount: this.#state.listenDisabledCount,
      listenDisabledUs: this.#state.listenDisabledUs,
      readBufferBytes: this.#settings.threads * READ_BUFFER_BYTES,
      replyBufferBytes: this.#settings.threads * REPLY_BUFFER_BYTES,
      watchers: watcherCount(this.#watchedWords),
      features: {
        rejectsConnections: this.#settings.maxConnectionsFast,
        kicksIdle: this.#settings.idleTimeoutSeconds > 0,
        reassignsSlabs: this.#settings.slabReassign,
        maintainsLru: this.#settings.lruMaintainer,
      },
      tls: this.#tlsFacts(),
    };
  }

  #tlsFacts(): TlsFacts | undefined {
    const { tls } = this.#settings;
    if (tls === undefined) {
      return undefined;
    }
    const nowSecond = Math.floor(systemClock.unixMs() / 1000);
    return {
      resumesSessions: tls.sessionCache,
      certificateAgeSeconds: Math.max(0, nowSecond - this.#state.certificatesReadAt),
    };
  }

  settings(): readonly StatLine[] {
    const { tuning } = this.#store.parts;
    return settingLines(this.#settings, {
      memoryLimitBytes: this.#store.memoryLimitBytes,
      tcpPort: this.#state.tcpPort,
      udpPort: this.#state.udpPort,
      verbosity: this.#state.verbosity,
      detailEnabled: this.prefixes.isOn,
      lruSegmented: tuning.segmented,
      hotLruPct: tuning.hotPct,
      warmLruPct: tuning.warmPct,
      hotMaxFactor: tuning.hotMaxFactor,
      warmMaxFactor: tuning.warmMaxFactor,
      temporaryTtl: tuning.temporaryTtl,
      automove: tuning.automove,
      automoveRatio: tuning.automoveRatio,
      automoveWindow: tuning.automoveWindow,
      lruCrawler: tuning.crawlerEnabled,
      lruCrawlerSleepUs: tuning.crawlerSleepUs,
      lruCrawlerToCrawl: tuning.crawlerItemsMax,
    });
  }

  persistence(): readonly StatLine[] | undefined {
    const { persistence } = this.#settings;
    const counters = this.#persistCounters;
    if (persistence === undefined || counters === undefined) {
      return undefined;
    }
    return [
      ["persist_durability", persistence.durability],
      ["persist_encrypted", persistence.encryptionKeyFile === undefined ? 0 : 1],
      ...PERSIST_COUNTERS.map((name): StatLine => [name, Math.round(counters.get(name))]),
    ];
  }

  connections(): readonly StatLine[] {
    const now = this.#store.now();
    return this.#connections.rows().flatMap((row): StatLine[] => {
      const id = row.descriptor;
      const udp: StatLine[] = row.peer.startsWith("udp") ? [[`${id}:UDP`, "UDP"]] : [];
      const lines: StatLine[] = [...udp, [`${id}:addr`, row.peer]];
      if (row.listener !== "") {
        lines.push([`${id}:listen_addr`, row.listener]);
      }
      lines.push([`${id}:state`, row.state], [`${id}:secs_since_last_cmd`, now - row.lastCommandSecond]);
      return lines;
    });
  }

  resetCounters(): void {
    this.#state.resetTotals();
  }

  watch(types: number): ReplyStream | WatcherRefusal {
    return this.#watchStreams.open(types);
  }

  setVerbosity(level: number): void {
    this.#state.verbosity = level;
  }

  shutdown(mode: ShutdownMode): void {
    this.#steering.shutdown(mode);
  }

  refreshCertificates(done: (failure: string | undefined) => void): void {
    this.#steering.refreshCertificates(done);
  }
}
