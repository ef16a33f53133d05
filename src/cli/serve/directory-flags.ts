/** The options of `memtool serve` about lists of nodes, as data: to keep one, to be in one. */
import type { ServeFlag } from "./flags.ts";

/** In the order of the help. */
export const DIRECTORY_FLAGS = [
  {
    name: "directory",
    argument: "none",
    describe:
      "keep the list of the nodes that --join this server, and hand it to clients (config get cluster, as ElastiCache does); it is a cache, and a node of its list, as well; doozy-server in a config file says so too",
    default: "off",
    example: "--directory --persistence-dir /var/lib/memtool",
    isOwn: true,
  },
  {
    name: "directory-only",
    argument: "none",
    describe: "keep the list, but be no node of it",
    default: "off",
    example: "--directory-only",
    isOwn: true,
  },
  {
    name: "discover",
    argument: "required",
    unit: "SOURCE",
    describe:
      "with --directory: hand out the list that is found there, instead of keeping one: etcd://host:2379/cluster, dns+name:port, dnssrv+name, elasticache+host:port",
    default: "a list of its own",
    example: "--directory --discover etcd://127.0.0.1:2379/shop",
    isOwn: true,
  },
  {
    name: "join",
    argument: "required",
    unit: "ADDRESS",
    describe:
      "be a node of the list that the directory there keeps: host:port, memcached://user@host:port, memcacheds:// for TLS, or etcd://host:2379/cluster",
    default: "in no list",
    example: "--join 127.0.0.1:21151",
    isOwn: true,
  },
  {
    name: "node-name",
    argument: "required",
    unit: "NAME",
    describe: "what the list calls this server; no two nodes have one name",
    default: "its address",
    example: "--node-name cache-1",
    isOwn: true,
  },
  {
    name: "advertise",
    argument: "required",
    unit: "HOST[:PORT]",
    describe:
      "where the list sends clients; a server that listens on all interfaces takes the first address of the machine",
    default: "where it listens",
    example: "--advertise cache-1.example.com:11211",
    isOwn: true,
  },
  {
    name: "weight",
    argument: "required",
    unit: "N",
    describe: "how much of the keys this server is to get, compared with the other nodes",
    default: "1",
    example: "--weight 2",
    isOwn: true,
  },
  {
    name: "lease",
    argument: "required",
    unit: "DURATION",
    describe:
      "how long the list keeps this server when it is not heard of; a third of it passes between two heartbeats",
    default: "10s",
    example: "--lease 30s",
    isOwn: true,
  },
  {
    name: "join-password-file",
    argument: "required",
    unit: "FILE",
    describe: "the first line is the password for --join memcached://user@...",
    default: "$MEMTOOL_PASSWORD",
    example: "--join-password-file /run/secrets/directory",
    isOwn: true,
  },
  {
    name: "join-tls-ca",
    argument: "required",
    unit: "FILE",
    describe: "for --join memcacheds://: trust a directory whose certificate these authorities signed (PEM)",
    default: "those of Node.js",
    example: "--join-tls-ca ca.pem",
    isOwn: true,
  },
  {
    name: "join-tls-cert",
    argument: "required",
    unit: "FILE",
    describe: "for --join memcacheds://: the certificate to show, chain and key included (PEM)",
    default: "none",
    example: "--join-tls-cert node.pem",
    isOwn: true,
  },
] as const satisfies readonly ServeFlag[];
