/** The options of finding servers as data: the same in every command that takes servers. */
import type { OptionTable, OptionValues } from "../command.ts";

const GROUP = "Finding servers";

/** The option table, to be spread into a command's. */
export const FIND_OPTIONS = {
  pool: {
    type: "text",
    unit: "FILE",
    defaultText: "none",
    describe: "the servers of a pool: mcrouter JSON, twemproxy YAML, or a server a line",
    example: "nutcracker.yml",
    group: GROUP,
  },
  "pool-name": {
    type: "text",
    unit: "NAME",
    defaultText: "the only one",
    describe: "which pool of the file",
    example: "alpha",
    group: GROUP,
  },
  "node-name": {
    type: "text",
    choices: ["host", "ip"],
    default: "host",
    describe: "where a source tells both, what servers are called and reached by: your client hashes one of them",
    example: "ip",
    group: GROUP,
  },
  "srv-weight": {
    type: "flag",
    describe: "weights of SRV records are weights of the servers",
    example: "memtool cluster discover --srv-weight dnssrv+_memcached._tcp.cache.example.com",
    group: GROUP,
  },
  "dns-server": {
    type: "text",
    unit: "IP:PORT",
    defaultText: "those of /etc/resolv.conf",
    describe: "ask this server for the names of dns+ and dnssrv+",
    example: "10.0.0.2",
    group: GROUP,
  },
} as const satisfies OptionTable;

/** The parsed options. */
export type FindOptionValues = OptionValues<typeof FIND_OPTIONS>;

/** For commands that run on, and follow what becomes of the servers. */
export const FOLLOW_OPTIONS = {
  "discover-every": {
    type: "duration",
    defaultText: "1m elasticache+, 30s or the TTL dns+, 5s files; etcd tells by itself",
    describe: "how often to look which servers there are",
    example: "10s",
    group: GROUP,
  },
} as const satisfies OptionTable;
