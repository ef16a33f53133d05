/** What the engine has to know of the server around it to answer `stats`, `verbosity`, `refresh_certs` and `shutdown`. */

import type { WatcherRefusal } from "../stats/log/watcher.ts";
import type { PrefixTable } from "../stats/prefix-table.ts";
import type { ReplyStream } from "./reply-stream.ts";

/** One line of a `stats` reply. */
export type StatLine = readonly [name: string, value: string | number];

/** Facts of the process and its connections; memcached's names in `stats` are given with each. */
export interface ServerFacts {
  readonly pid: number;
  /** Seconds since start (uptime). */
  readonly uptimeSeconds: number;
  /** Unix time of the server's clock (time). */
  readonly unixSeconds: number;
  /** User and system CPU of the whole process in microseconds (rusage_user, rusage_system). */
  readonly userCpuUs: number;
  readonly systemCpuUs: number;
  readonly maxConnections: number;
  readonly currentConnections: number;
  readonly totalConnections: number;
  readonly rejectedConnections: number;
  /** Worker threads (threads). */
  readonly threads: number;
  /** Whether new connections are accepted (accepting_conns). */
  readonly accepting: boolean;
  /** How often, and for how long altogether, connections had to wait (listen_disabled_num, time_in_listen_disabled_us). */
  readonly listenDisabledCount: number;
  readonly listenDisabledUs: number;
  /** Buffers that a worker reads into and replies from: how many (one of each a worker), and bytes of all. */
  readonly readBufferBytes: number;
  readonly replyBufferBytes: number;
  /** Connections that watch (log_watchers). */
  readonly watchers: number;
  /** What is switched on, and so has lines in `stats`. */
  readonly features: ServerFeatures;
  /** Undefined without TLS (-Z). */
  readonly tls: TlsFacts | undefined;
}

/** Features that memcached has lines in `stats` for only while they are on. */
export interface ServerFeatures {
  /** rejected_connections (maxconns_fast). */
  readonly rejectsConnections: boolean;
  /** idle_kicks (idle_timeout). */
  readonly kicksIdle: boolean;
  /** slab_reassign_* and slabs_moved. */
  readonly reassignsSlabs: boolean;
  /** lru_maintainer_juggles, moves_*, evicted_active. */
  readonly maintainsLru: boolean;
}

/** What `stats` tells of TLS. */
export interface TlsFacts {
  /** Whether sessions can be resumed, and ssl_new_sessions is told. */
  readonly resumesSessions: boolean;
  /** Seconds since the certificates were read (time_since_server_cert_refresh). */
  readonly certificateAgeSeconds: number;
}

/** What the server was told to allow or refuse when it was started. */
export interface Permissions {
  /** flush_all (not with -F). */
  readonly flush: boolean;
  /** metadump, mgdump, cachedump, stats detail (not with -X). */
  readonly dump: boolean;
  /** watch (not with -W). */
  readonly watch: boolean;
  /** shutdown (only with -A). */
  readonly shutdown: boolean;
  /** lru: the queues may be tuned while the maintainer runs. */
  readonly lruTuning: boolean;
  /** cache_memlimit (not with -L, which takes all memory at once). */
  readonly memoryLimit: boolean;
  /** stats sizes (only with -o track_sizes). */
  readonly sizes: boolean;
  /** debugtime and debugitem (only with MEMTOOL_DEBUG_COMMANDS=1). */
  readonly debug: boolean;
}

/** How `shutdown` ends the process: as SIGINT would, or as SIGUSR1. */
export type ShutdownMode = "at once" | "graceful";

/** A directory of nodes, as a worker sees it. */
export interface DirectoryView {
  /** The list in the form of ElastiCache's auto discovery; undefined while it has no nodes. */
  readonly clusterText: Uint8Array | undefined;
  /** `config join` and its like: `words` stand behind `config`. `done` is called later, with the line to answer, without its end. */
  register(words: readonly string[], done: (line: string) => void): void;
  /** `stats directory`; `done` is called later. */
  stats(done: (lines: readonly StatLine[]) => void): void;
}

/** Implemented by the server room; every method may be called from any worker thread. */
export interface ServerView {
  readonly allows: Permissions;
  /** What `stats detail` counts. */
  readonly prefixes: PrefixTable;
  /** Undefined for a server that is no directory of nodes. */
  readonly directory: DirectoryView | undefined;
  /** Facts for `stats`. */
  facts(): ServerFacts;
  /** Lines of `stats settings`, in memcached's order. */
  settings(): readonly StatLine[];
  /** Lines of `stats conns`, read from the connection table all threads share. */
  connections(): readonly StatLine[];
  /** Lines of `stats persistence`; undefined where items are kept in memory only. */
  persistence(): readonly StatLine[] | undefined;
  /** `stats reset` has been asked: zero what the server counts itself. */
  resetCounters(): void;
  /** `watch`: the lines of these types, bits of LOG_TYPE, from now on. */
  watch(types: number): ReplyStream | WatcherRefusal;
  /** `verbosity LEVEL`. */
  setVerbosity(level: number): void;
  /** `refresh_certs`, where TLS is on; `done` is called later, with what is wrong with the files if something is. */
  refreshCertificates(done: (failure: string | undefined) => void): void;
  /** `shutdown`, where it is allowed: ends the server soon. */
  shutdown(mode: ShutdownMode): void;
}
