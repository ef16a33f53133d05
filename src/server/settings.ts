/** What a server is started with. */
import { availableParallelism } from "node:os";
import type { ListenAddress } from "../net/http-address.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

/** What a listener, or a connection accepted by it, speaks; `auto` lets the first byte decide. */
export type ListenerProtocol = "auto" | "ascii" | "binary";

/**
 * Whether a listener speaks TLS once that is on (`ssl`): `default` asks for a client certificate as `ssl.verifyMode` says,
 * `mtls` always, `btls` never; `notls` is plain text.
 */
export type ListenerTls = "default" | "notls" | "btls" | "mtls";

/** An interface to listen on. */
export interface ListenInterface {
  /** A name, which stands for all its addresses, an IPv4 or IPv6 address, or `*` for all interfaces. */
  readonly host: string;
  /** Undefined follows `port`; 0 takes any free one. */
  readonly port: number | undefined;
  /** Default: `protocol` of the settings. */
  readonly protocol?: ListenerProtocol;
  /** Default: `default`. */
  readonly tls?: ListenerTls;
}

/** TLS of the TCP listeners (-Z, -o ssl_*). Paths of files. */
export interface TlsSettings {
  readonly chainCert: string;
  readonly key: string;
  readonly keyFormat: "pem" | "der";
  /** ssl_verify_mode: 0 none, 1 ask, 2 require, 3 require once. */
  readonly verifyMode: 0 | 1 | 2 | 3;
  readonly caCert: string | undefined;
  /** OpenSSL's cipher list for TLS 1.2 and below. */
  readonly ciphers: string | undefined;
  /** ssl_min_version: 0 to 3 are TLS 1.0 to 1.3. */
  readonly minVersion: 0 | 1 | 2 | 3;
  readonly sessionCache: boolean;
  readonly kernelTls: boolean;
  readonly writeBufferBytes: number;
}

/** Where and how a server keeps its items on disk. */
export interface PersistenceSettings {
  readonly directory: string;
  /** `async`: at most `lagMs` behind. `sync`: a reply waits until what it tells of is on disk. */
  readonly durability: "async" | "sync";
  readonly lagMs: number;
  /** About how many bytes the items may take on disk, the oldest go first; undefined for no limit. */
  readonly limitBytes: number | undefined;
  /** File with the key to encrypt with. */
  readonly encryptionKeyFile: string | undefined;
  /** What becomes of a database that is too damaged to be opened: the server does not start, or it is moved aside and the server starts with nothing. */
  readonly onDamage: "refuse" | "move";
  /** Whether nobody is served before everything has been read back. */
  readonly recoverFirst: boolean;
}

/** A directory of nodes: the server keeps the list of those that join it, and tells clients. */
export interface DirectorySettings {
  /** Where the list is kept; undefined forgets it at the end. */
  readonly file: string | undefined;
  /** The server is a node of its list as well, and is called so; undefined leaves it out. */
  readonly own: OwnNodeSettings | undefined;
  /** The list is that of another directory, by this name, which nodes have to join instead. */
  readonly follows: string | undefined;
}

/** What clients of a list are to know of this server. What is left out follows from where it listens. */
export interface OwnNodeSettings {
  readonly name: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly weight: number;
}

/** The admin pages. */
export interface HttpSettings extends ListenAddress {
  /** The version of memtool that memtool_build_info tells; undefined tells none. */
  readonly version?: string;
}

/**
 * Everything that can be set; {@link DEFAULT_SETTINGS} has memcached's defaults, but listens on loopback only. What commands
 * change later (verbosity, lru tune, slabs automove, ...) starts from here and lives in shared memory.
 */
export interface ServerSettings {
  /** Where to listen. Not used with `unixSocket`. */
  readonly listen: readonly ListenInterface[];
  /** TCP port of the interfaces that name none; 0 takes any free one, undefined listens on none (memcached's -p 0). */
  readonly port: number | undefined;
  /** UDP port of the interfaces; 0 takes any free one, undefined is off. */
  readonly udpPort: number | undefined;
  /** Path of a unix-domain socket to listen on instead of TCP and UDP. */
  readonly unixSocket: string | undefined;
  /** Permission bits of the unix socket (-a). */
  readonly unixMask: number;
  readonly backlog: number;
  readonly maxConnections: number;
  /** True turns connections over the limit away, false leaves them waiting. */
  readonly maxConnectionsFast: boolean;
  /** Seconds after which a silent TCP client is cut; 0 never. */
  readonly idleTimeoutSeconds: number;
  readonly threads: number;
  /** -N: told by `stats settings`; connections go to the worker with the fewest all the same. */
  readonly napiIds: number;
  /** -R: requests of one connection before others have their turn; undefined: as many as fit into the time of a turn. */
  readonly requestsPerEvent: number | undefined;
  readonly protocol: ListenerProtocol;
  readonly memoryLimitBytes: number;
  /** How far cache_memlimit may raise it; address space is reserved up to there. Undefined: not at all. */
  readonly memoryLimitBytesMax: number | undefined;
  /** False answers `SERVER_ERROR out of memory` instead of evicting (-M). */
  readonly evictions: boolean;
  readonly itemSizeMax: number;
  readonly growthFactor: number;
  /** Smallest space for key, value and flags (-n). */
  readonly slabMinSize: number;
  readonly slabChunkMax: number;
  /** Chunk sizes in ascending order instead of those that follow from the factor (-o slab_sizes). */
  readonly slabSizes: readonly number[] | undefined;
  readonly casEnabled: boolean;
  /** -o hashpower: log2 of the first hash table; undefined picks it by the memory limit. */
  readonly hashPower: number | undefined;
  /** False keeps the hash table as large as it starts (-o no_hashexpand). */
  readonly hashExpansion: boolean;
  readonly slabReassign: boolean;
  /** -L: the memory limit can't be changed later. Pages are committed as they are used all the same. */
  readonly largePages: boolean;
  /** 0 off, 1 by age, 2 at every eviction. */
  readonly slabAutomove: 0 | 1 | 2;
  readonly slabAutomoveRatio: number;
  readonly slabAutomoveWindow: number;
  readonly lruCrawler: boolean;
  readonly lruCrawlerSleepUs: number;
  /** Items a run of the crawler looks at in each class; 0 all. */
  readonly lruCrawlerToCrawl: number;
  readonly lruMaintainer: boolean;
  readonly lruSegmented: boolean;
  readonly hotLruPct: number;
  readonly warmLruPct: number;
  readonly hotMaxFactor: number;
  readonly warmMaxFactor: number;
  /** Whether items that live at most `temporaryTtl` seconds go to a queue of their own. */
  readonly tempLru: boolean;
  readonly temporaryTtl: number;
  readonly tailRepairSeconds: number;
  readonly trackSizes: boolean;
  readonly verbosity: number;
  /** -A: `shutdown` may end the server. */
  readonly shutdownCommand: boolean;
  /** False refuses flush_all (-F), dumps (-X), watch (-W). */
  readonly flushEnabled: boolean;
  readonly dumpEnabled: boolean;
  readonly watchEnabled: boolean;
  /** -D: what ends a key's prefix, and whether `stats detail` counts from the start. */
  readonly prefixDelimiter: string;
  readonly detailEnabled: boolean;
  readonly watcherLogBytes: number;
  readonly workerLogBytes: number;
  readonly readBufferBytesMax: number;
  /** -S. */
  readonly sasl: boolean;
  /** File of `user:password` lines for SASL. */
  readonly userFile: string | undefined;
  /** -Y. */
  readonly authFile: string | undefined;
  /** -Z; undefined is off. */
  readonly tls: TlsSettings | undefined;
  /** Where the admin pages listen (--http); undefined is nowhere. */
  readonly http: HttpSettings | undefined;
  /** debugtime and debugitem answer (MEMTOOL_DEBUG_COMMANDS=1). */
  readonly debugCommands: boolean;
  /**
   * Closes a text connection behind a storage line whose length can't be read, or a value that does not end where the line said: its
   * bytes would be taken for requests.
   */
  readonly strictFraming: boolean;
  /** Undefined keeps items in memory only. */
  readonly persistence: PersistenceSettings | undefined;
  /** Undefined is no directory of nodes. */
  readonly directory: DirectorySettings | undefined;
}

/** Worker threads are never more than this by default. */
const THREADS_DEFAULT_MAX = 4;

/** memcached 1.6.45's defaults, but for loopback, and no more threads than cores. */
export const DEFAULT_SETTINGS: ServerSettings = {
  listen: [{ host: "127.0.0.1", port: undefined }],
  port: 11211,
  udpPort: undefined,
  unixSocket: undefined,
  unixMask: 0o700,
  backlog: 1024,
  maxConnections: 1024,
  maxConnectionsFast: true,
  idleTimeoutSeconds: 0,
  threads: Math.min(availableParallelism(), THREADS_DEFAULT_MAX),
  napiIds: 0,
  requestsPerEvent: undefined,
  protocol: "auto",
  memoryLimitBytes: 64 * MIB,
  memoryLimitBytesMax: undefined,
  evictions: true,
  itemSizeMax: MIB,
  growthFactor: 1.25,
  slabMinSize: 48,
  slabChunkMax: MIB / 2,
  slabSizes: undefined,
  casEnabled: true,
  hashPower: undefined,
  hashExpansion: true,
  slabReassign: true,
  largePages: false,
  slabAutomove: 1,
  slabAutomoveRatio: 0.8,
  slabAutomoveWindow: 10,
  lruCrawler: true,
  lruCrawlerSleepUs: 100,
  lruCrawlerToCrawl: 0,
  lruMaintainer: true,
  lruSegmented: true,
  hotLruPct: 20,
  warmLruPct: 40,
  hotMaxFactor: 0.2,
  warmMaxFactor: 2,
  tempLru: false,
  temporaryTtl: 61,
  tailRepairSeconds: 0,
  trackSizes: false,
  verbosity: 0,
  shutdownCommand: false,
  flushEnabled: true,
  dumpEnabled: true,
  watchEnabled: true,
  prefixDelimiter: ":",
  detailEnabled: false,
  watcherLogBytes: 256 * KIB,
  workerLogBytes: 64 * KIB,
  readBufferBytesMax: 0,
  sasl: false,
  userFile: undefined,
  authFile: undefined,
  tls: undefined,
  http: undefined,
  debugCommands: false,
  strictFraming: false,
  persistence: undefined,
  directory: undefined,
};
