/** What a server is started with, and `stats settings` made of it. */
import type { StatLine } from "../engine/server-view.ts";

const MIB = 1024 * 1024;

/** An interface to listen on. */
export interface ListenInterface {
  readonly host: string;
  readonly port: number | undefined;
}

/** Everything that can be set; {@link DEFAULT_SETTINGS} has memcached's defaults, but listens on loopback only. */
export interface ServerSettings {
  /** Where to listen: names, IPv4 or IPv6 addresses, each with a port of its own or `port`. Not used with `unixSocket`. */
  readonly listen: readonly ListenInterface[];
  /** TCP port of the interfaces that name none; 0 takes any free one. */
  readonly port: number;
  /** Path of a unix-domain socket to listen on instead of TCP. */
  readonly unixSocket: string | undefined;
  /** Permission bits of the unix socket (memcached's -a). */
  readonly unixMask: number;
  readonly backlog: number;
  readonly maxConnections: number;
  readonly threads: number;
  readonly memoryLimitBytes: number;
  /** False answers `SERVER_ERROR out of memory` instead of evicting (-M). */
  readonly evictions: boolean;
  readonly itemSizeMax: number;
  readonly growthFactor: number;
  /** Smallest space for key, value and flags (-n). */
  readonly slabMinSize: number;
  readonly slabChunkMax: number;
  readonly casEnabled: boolean;
  readonly verbosity: number;
}

/** What is only known once the server runs, or changes while it does. */
export interface LiveSettings {
  /** The port that was bound; 0 without TCP. */
  readonly tcpPort: number;
  readonly verbosity: number;
}

/** memcached 1.6.45's defaults, but for loopback. */
export const DEFAULT_SETTINGS: ServerSettings = {
  listen: [{ host: "127.0.0.1", port: undefined }],
  port: 11211,
  unixSocket: undefined,
  unixMask: 0o700,
  backlog: 1024,
  maxConnections: 1024,
  threads: 4,
  memoryLimitBytes: 64 * MIB,
  evictions: true,
  itemSizeMax: MIB,
  growthFactor: 1.25,
  slabMinSize: 48,
  slabChunkMax: MIB / 2,
  casEnabled: true,
  verbosity: 0,
};

/**
 * The lines of `stats settings`, in memcached's order. Lines of features this server does not have are left out or say
 * "no", so that nobody takes them for switched on.
 */
export function settingLines(settings: ServerSettings, live: LiveSettings): readonly StatLine[] {
  return [
    ["maxbytes", settings.memoryLimitBytes],
    ["maxconns", settings.maxConnections],
    ["tcpport", live.tcpPort],
    ["udpport", 0],
    ["inter", interfaces(settings)],
    ["verbosity", live.verbosity],
    ["oldest", 0],
    ["evictions", settings.evictions ? "on" : "off"],
    ["domain_socket", settings.unixSocket ?? "NULL"],
    ["umask", settings.unixMask.toString(8)],
    ["shutdown_command", "no"],
    ["growth_factor", settings.growthFactor.toFixed(2)],
    ["chunk_size", settings.slabMinSize],
    ["num_threads", settings.threads],
    ["num_threads_per_udp", 0],
    ["stat_key_prefix", ":"],
    ["detail_enabled", "no"],
    ["cas_enabled", yesOrNo(settings.casEnabled)],
    ["tcp_backlog", settings.backlog],
    ["binding_protocol", "ascii"],
    ["auth_enabled_sasl", "no"],
    ["auth_enabled_ascii", "no"],
    ["item_size_max", settings.itemSizeMax],
    ["maxconns_fast", "yes"],
    ["slab_reassign", "no"],
    ["slab_automove", 0],
    ["slab_chunk_max", settings.slabChunkMax],
    ["lru_crawler", "no"],
    ["flush_enabled", "yes"],
    ["dump_enabled", "no"],
    ["hash_algorithm", "fnv1a"],
    ["lru_maintainer_thread", "yes"],
    ["lru_segmented", "yes"],
    ["hot_lru_pct", 20],
    ["warm_lru_pct", 40],
    ["temp_lru", "no"],
    ["idle_timeout", 0],
    ["track_sizes", "no"],
    ["inline_ascii_response", "no"],
    ["ssl_enabled", "no"],
    ["client_flags_size", 4],
  ];
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}

/** What -l said: memcached prints NULL for "all interfaces, or none because of -s". */
function interfaces(settings: ServerSettings): string {
  return settings.unixSocket === undefined ? settings.listen.map(({ host }) => host).join(",") : "NULL";
}
