/**
 * What stands where servers are named (DESIGN section 5): an address, or a way to find servers, as data. Nothing is asked for here.
 *
 *   dns+ADDRESS            every address of a name                             (Thanos' meaning of the three)
 *   dnssrv+ADDRESS         the targets of a service's SRV records, resolved
 *   dnssrvnoa+ADDRESS      the same, kept as names
 *   elasticache+ADDRESS    whatever `config get cluster` tells there: ElastiCache, Memorystore, a directory of memtool
 *   etcd://MEMBERS/CLUSTER    the nodes registered there; etcds:// by TLS
 *
 * ADDRESS is anything {@link parseAddress} takes but a socket; the servers found inherit its TLS and its login.
 */
import { type Address, formatAddress, isDiscoveryWord, parseAddress, shown } from "./address.ts";
import { MemtoolError } from "./errors.ts";

/** An address with a host. */
export type TcpAddress = Extract<Address, { kind: "tcp" }>;

/** A member of an etcd cluster. */
export interface EtcdEndpoint {
  readonly host: string;
  readonly port: number;
}

/** A server, or a way to find some. */
export type ServerSource =
  | { readonly kind: "address"; readonly address: Address }
  | { readonly kind: "dns"; readonly address: TcpAddress }
  | {
      readonly kind: "dnssrv";
      /** Its host is the service's name: `_memcached._tcp.cache.example.com`. */
      readonly address: TcpAddress;
      /** Whether the port was written, and counts instead of that of the records. */
      readonly hasPort: boolean;
      /** Targets stay names instead of being resolved. */
      readonly keepsNames: boolean;
    }
  | { readonly kind: "elasticache"; readonly address: TcpAddress }
  | {
      readonly kind: "etcd";
      readonly endpoints: readonly EtcdEndpoint[];
      readonly cluster: string;
      readonly tls: boolean;
      /** The user of etcd, not of the servers. */
      readonly login: { readonly username: string; readonly password: string } | undefined;
    };

const PREFIXED = /^(dns|dnssrv|dnssrvnoa|elasticache)\+(.*)$/is;
const ETCD = /^(etcds?):\/\/([^/]*)(?:\/(.*))?$/is;

/** etcd's port for clients. */
const ETCD_PORT = 2379;
const ETCD_FORM = "write etcd://host:2379/cluster, or etcd://user:password@host:2379,host2:2379/cluster";

/** A path of the file system or of HTTP would need escapes; a key of etcd could not be told from its neighbour's. */
const CLUSTER_NAME = /^[\w.-]{1,100}$/;

/**
 * Reads one word.
 * @throws MemtoolError ADDRESS
 */
export function parseServerSource(text: string): ServerSource {
  const word = text.trim();
  const etcd = ETCD.exec(word);
  if (etcd !== null) {
    return parseEtcd(etcd[1] ?? "", etcd[2] ?? "", etcd[3], word);
  }
  const prefixed = PREFIXED.exec(word);
  if (prefixed === null) {
    return { kind: "address", address: parseAddress(word) };
  }
  const kind = (prefixed[1] ?? "").toLowerCase();
  const rest = prefixed[2] ?? "";
  const address = isDiscoveryWord(rest) ? undefined : parseAddress(rest);
  if (address?.weight !== undefined || address?.name !== undefined) {
    throw refuse(word, "a weight or a name is of one server", `write ${kind}+name:port; a pool's file has weights`);
  }
  if (address === undefined || address.kind === "unix") {
    throw refuse(word, "a host is wanted behind the +", `write ${kind}+name:port`);
  }
  if (kind === "dns" || kind === "elasticache") {
    return { kind, address };
  }
  if (address.host.includes(":") || /^[\d.]+$/.test(address.host)) {
    throw refuse(word, "an IP address has no service records", `write ${kind}+_memcached._tcp.name`);
  }
  return { kind: "dnssrv", address, hasPort: /:\d+\/?$/.test(rest), keepsNames: kind === "dnssrvnoa" };
}

/** Writes it so that {@link parseServerSource} reads it back, without passwords; an etcd login without its password can't be read back. */
export function formatServerSource(source: ServerSource): string {
  switch (source.kind) {
    case "address":
      return formatAddress(source.address);
    case "dns":
    case "elasticache":
      return `${source.kind}+${formatAddress(source.address)}`;
    case "dnssrv": {
      const address = formatAddress(source.address);
      return `dnssrv${source.keepsNames ? "noa" : ""}+${source.hasPort ? address : address.replace(/:\d+$/, "")}`;
    }
    case "etcd": {
      const user = source.login === undefined ? "" : `${encodeURIComponent(source.login.username)}@`;
      return `etcd${source.tls ? "s" : ""}://${user}${source.endpoints.map(formatEndpoint).join(",")}/${source.cluster}`;
    }
  }
}

/** `host:port`, with brackets around an IPv6 address. */
export function formatEndpoint({ host, port }: EtcdEndpoint): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function parseEtcd(scheme: string, authority: string, cluster: string | undefined, word: string): ServerSource {
  const at = authority.lastIndexOf("@");
  const members = authority.slice(at + 1).split(",");
  const endpoints = members.filter((member) => member !== "").map(parseEndpoint);
  if (endpoints.length === 0) {
    throw refuse(word, "no member of etcd is named", ETCD_FORM);
  }
  const name = (cluster ?? "").replace(/\/$/, "");
  if (!CLUSTER_NAME.test(name)) {
    const found = name === "" ? "no cluster is named" : `${shown(name)} is no name of a cluster`;
    throw refuse(word, found, `${ETCD_FORM}; a name has letters, digits and . _ -`);
  }
  const login = at === -1 ? undefined : parseLogin(authority.slice(0, at), word);
  return { kind: "etcd", endpoints, cluster: name, tls: scheme.toLowerCase() === "etcds", login };
}

function parseEndpoint(member: string): EtcdEndpoint {
  const address = parseAddress(member);
  if (address.kind === "unix" || address.username !== undefined) {
    throw refuse(member, "a member of etcd is a host and a port", ETCD_FORM);
  }
  return { host: address.host, port: /(?:^[^:]+|\]):\d+$/.test(member) ? address.port : ETCD_PORT };
}

/** Read as the login of memcached://, so that both are written in the same way. */
function parseLogin(login: string, word: string): { username: string; password: string } {
  const { username = "", password } = parseAddress(`memcached://${login}@etcd`);
  if (password === undefined) {
    throw refuse(word, "the user of etcd has no password", ETCD_FORM);
  }
  return { username, password };
}

function refuse(text: string, found: string, hint: string): MemtoolError {
  return new MemtoolError("ADDRESS", `cannot use ${shown(text)}: ${found}`, { hint });
}
