/** Server addresses as people write them (DESIGN section 5), parsed into data and written back; no name is resolved here. */
import { MemtoolError } from "./errors.ts";

/** What a pool's configuration says of a server beside where it is; only the placement of keys asks for it. */
interface PoolLabels {
  /** How much of the keys it is to get, compared with the others: `host:port*WEIGHT`. */
  readonly weight?: number;
  /** What the configuration calls it: `NAME=host:port`. */
  readonly name?: string;
  /** Its IP address, from a source that tells it beside the host. */
  readonly ip?: string;
}

/** Where a server listens. `tls` and the credentials say what the address asked for, not what a transport can do. */
export type Address = PoolLabels &
  (
    | {
        readonly kind: "tcp";
        /** A name, an IPv4 address, or an IPv6 address without brackets. */
        readonly host: string;
        readonly port: number;
        readonly tls: boolean;
        readonly username?: string;
        readonly password?: string;
      }
    | { readonly kind: "unix"; readonly path: string; readonly username?: string; readonly password?: string }
  );

/** memcached's own port, used when an address names none. */
const DEFAULT_PORT = 11211;

/** The server asked when neither the command line nor the environment names one. */
export const DEFAULT_ADDRESS = `127.0.0.1:${DEFAULT_PORT}`;

/** The environment variable that names the servers to use. */
export const SERVERS_VARIABLE = "MEMCACHE_SERVERS";

/** Longest socket path Linux takes: sun_path is 108 bytes with its final zero (unix(7)). */
const UNIX_PATH_BYTES_MAX = 107;

const HOST_LENGTH_MAX = 255;
const HOST_NAME = /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?$/i;
const FORMS = "write host:port, [v6-address]:port, /path/to.sock or memcached://user:password@host:port";

/** `NAME=ADDRESS*WEIGHT`: a name has no slash, which a socket's path and a scheme have. */
const LABELLED = /^(?:([\w.-]+)=)?(.*?)(?:\*([\d.]+))?$/s;

/** Spellings that name a way to find servers instead of a server (server-source.ts reads them). */
const DISCOVERY = /^(dns\+|dnssrv\+|dnssrvnoa\+|elasticache\+|etcds?:\/\/)/i;
const SCHEME = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i;

/** `unix://user:password@/path`: the last @ before a slash ends the login. */
const UNIX_LOGIN = /^unix:\/\/([^/]*)@(.*)$/is;

/** Whether `text` names a way to find servers instead of a server. */
export function isDiscoveryWord(text: string): boolean {
  return DISCOVERY.test(text.trim());
}

/** What may be shown of `text` in a message: a password is cut out, control characters are not let through. */
export function shown(text: string): string {
  return JSON.stringify(text.replace(/^([a-z+]+:\/\/)?.*@/is, "$1***@"));
}

function refuse(text: string, found: string, hint: string = FORMS): MemtoolError {
  return new MemtoolError("ADDRESS", `cannot use the address ${shown(text)}: ${found}`, { hint });
}

/** Whether `text` may be a host: a name, an IPv4 address, or an IPv6 address without brackets. */
export function isHost(text: string): boolean {
  return isIpv6(text) || (!/^[0-9]+$/.test(text) && text.length <= HOST_LENGTH_MAX && HOST_NAME.test(text));
}

/** Whether `text` is an IPv6 address, with or without a zone (`fe80::1%eth0`). */
function isIpv6(text: string): boolean {
  const address = text.replace(/%[\w.-]+$/, "");
  return address.includes(":") && /^[0-9a-f:.]+$/i.test(address) && URL.canParse(`http://[${address}]/`);
}

function parsePort(digits: string, text: string): number {
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  if (port < 1 || port > 65535) {
    throw refuse(text, `the port ${shown(digits)} is not a number from 1 to 65535`);
  }
  return port;
}

function checkHost(host: string, text: string): string {
  if (host === "") {
    throw refuse(text, "there is no host name in it");
  }
  if (/^[0-9]+$/.test(host)) {
    // inet_aton would take it for an address: 23201 is 0.0.90.161. Most often it is a port, as telnet and nc have it.
    throw refuse(text, `${shown(host)} is a number, not a host`, `a port follows its host: 127.0.0.1:${host}`);
  }
  if (host.length > HOST_LENGTH_MAX || !HOST_NAME.test(host)) {
    throw refuse(text, `${shown(host)} is not a host name`);
  }
  return host;
}

/** Parses `host`, `host:port`, `[v6]`, `[v6]:port` and a bare v6 address; `text` is the whole, for messages. */
function parseHostPort(hostPort: string, text: string): { host: string; port: number } {
  if (hostPort.includes(";")) {
    throw refuse(text, "there is a ; in it", "several addresses are separated by spaces or commas");
  }
  if (hostPort.includes("@")) {
    throw refuse(text, "it has a login but no scheme", "write a login as memcached://user:password@host:port");
  }
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(hostPort);
  if (bracketed !== null) {
    const host = bracketed[1] ?? "";
    if (!isIpv6(host)) {
      throw refuse(text, `${shown(host)} between the brackets is not an IPv6 address`);
    }
    return { host, port: bracketed[2] === undefined ? DEFAULT_PORT : parsePort(bracketed[2], text) };
  }
  if (isIpv6(hostPort)) {
    return { host: hostPort, port: DEFAULT_PORT };
  }
  const colon = hostPort.indexOf(":");
  if (colon === -1) {
    return { host: checkHost(hostPort, text), port: DEFAULT_PORT };
  }
  if (hostPort.includes(":", colon + 1)) {
    throw refuse(
      text,
      "it has several colons but is not an IPv6 address",
      "write an IPv6 address with a port as [::1]:11211",
    );
  }
  return { host: checkHost(hostPort.slice(0, colon), text), port: parsePort(hostPort.slice(colon + 1), text) };
}

function parseUnixPath(path: string, text: string): Address {
  if (!path.startsWith("/") || path.length < 2) {
    throw refuse(text, "the path of a socket starts with / and names a file");
  }
  if (path.includes("\0") || Buffer.byteLength(path) > UNIX_PATH_BYTES_MAX) {
    throw refuse(text, `a socket path has at most ${UNIX_PATH_BYTES_MAX} bytes and no zero byte`);
  }
  return { kind: "unix", path };
}

function decodePart(part: string, text: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    throw new MemtoolError(
      "ADDRESS",
      `cannot use the address ${shown(text)}: a % in it is not followed by two hex digits`,
      {
        cause: error,
        hint: "write a % in a user name or password as %25, @ as %40, : as %3A and / as %2F",
      },
    );
  }
}

function parseUrl(scheme: string, rest: string, text: string): Address {
  const tls = scheme === "memcacheds";
  if (!tls && scheme !== "memcached") {
    throw refuse(text, `${shown(`${scheme}://`)} is not a scheme of memcached`);
  }
  const at = rest.lastIndexOf("@");
  const { host, port } = parseHostPort(rest.slice(at + 1).replace(/\/$/, ""), text);
  if (at === -1) {
    return { kind: "tcp", host, port, tls };
  }
  return { kind: "tcp", host, port, tls, ...parseLogin(rest.slice(0, at), text) };
}

/** Parses `user` or `user:password`, percent-encoded. */
function parseLogin(login: string, text: string): { username: string; password?: string } {
  const [user = "", ...secret] = login.split(":");
  const username = decodePart(user, text);
  if (username === "") {
    throw refuse(text, "there is no user name before the @");
  }
  return secret.length === 0 ? { username } : { username, password: decodePart(secret.join(":"), text) };
}

/** Parses `NAME=`, if there is one, and `*WEIGHT`. */
function parseLabels(name: string | undefined, weight: string | undefined, text: string): PoolLabels {
  if (weight !== undefined && !(/^\d{0,9}(\.\d{1,9})?$/.test(weight) && Number(weight) > 0)) {
    throw refuse(text, `the weight ${shown(weight)} is not a number above 0`, "write a weight as host:port*2");
  }
  return {
    ...(weight === undefined ? {} : { weight: Number(weight) }),
    ...(name === undefined ? {} : { name }),
  };
}

/**
 * Parses one address: `host`, `host:port`, `[v6]:port`, a bare v6 address, `/path.sock`, `unix:/path`,
 * `unix://user[:password]@/path`, `memcached://[user[:password]@]host[:port]` or `memcacheds://...` (TLS). User and password
 * are percent-encoded. A weight may stand behind it, and before it a name: `NAME=ADDRESS*WEIGHT`.
 * @throws MemtoolError ADDRESS, naming what was found and what to write instead
 */
export function parseAddress(text: string): Address {
  const trimmed = text.trim();
  const [, name, bare = "", weight] = LABELLED.exec(trimmed) ?? [];
  return { ...parseBare(bare, text), ...parseLabels(name, weight, text) };
}

/** Parses an address without labels; `text` is the whole, for messages. */
function parseBare(trimmed: string, text: string): Address {
  if (trimmed === "") {
    throw refuse(text, "it is empty");
  }
  if (trimmed.startsWith("/")) {
    return parseUnixPath(trimmed, text);
  }
  const unixLogin = UNIX_LOGIN.exec(trimmed);
  if (unixLogin !== null) {
    return { ...parseUnixPath(unixLogin[2] ?? "", text), ...parseLogin(unixLogin[1] ?? "", text) };
  }
  if (/^unix:/i.test(trimmed)) {
    return parseUnixPath(trimmed.slice("unix:".length).replace(/^\/\/\//, "/"), text);
  }
  if (DISCOVERY.test(trimmed)) {
    throw refuse(text, "it names a way to find servers, and one server is wanted here", FORMS);
  }
  const url = SCHEME.exec(trimmed);
  if (url !== null) {
    return parseUrl((url[1] ?? "").toLowerCase(), url[2] ?? "", text);
  }
  return { kind: "tcp", ...parseHostPort(trimmed, text), tls: false };
}

/**
 * Parses any number of addresses, each text holding one or several separated by spaces or commas. Without any the
 * variable MEMCACHE_SERVERS of `env` counts, and without that {@link DEFAULT_ADDRESS}. The order is kept.
 * @throws MemtoolError ADDRESS for the first address that is wrong, and for an empty text: it is most often a variable that
 * is not set, and must not lead to another server than the one that was meant
 */
export function parseAddressList(
  texts: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Address[] {
  return serverWords(texts, env).map(parseAddress);
}

/**
 * The single words of {@link parseAddressList}, not read yet; each may be an address or a way to find servers.
 * @throws MemtoolError ADDRESS for an empty text
 */
export function serverWords(texts: readonly string[], env: Readonly<Record<string, string | undefined>>): string[] {
  if (texts.some((text) => splitList([text]).length === 0)) {
    throw refuse("", "it is empty", "is a variable of your shell unset? leave the address out for the default");
  }
  const given = splitList(texts);
  const named = given.length > 0 ? given : splitList([env[SERVERS_VARIABLE] ?? ""]);
  return named.length > 0 ? named : [DEFAULT_ADDRESS];
}

/** The members of an etcd are separated by commas themselves: they reach as far as the slash before the cluster. */
function splitList(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.match(/etcds?:\/\/[^\s/]*(?:\/[^\s,]*)?|[^\s,]+/gi) ?? []);
}

/** The addresses in their order, each once: a server that is named twice is still one server. */
export function distinctAddresses(addresses: readonly Address[]): Address[] {
  const keyOf = (address: Address): string =>
    address.kind === "unix" ? address.path : formatAddress(address).toLowerCase();
  const seen = new Set<string>();
  return addresses.filter((address) => {
    const isNew = !seen.has(keyOf(address));
    seen.add(keyOf(address));
    return isNew;
  });
}

/** Writes an address so that {@link parseAddress} reads it back, without the password, weight and name: this is safe to show and to log. */
export function formatAddress(address: Address): string {
  const user = address.username === undefined ? "" : `${encodeURIComponent(address.username)}@`;
  if (address.kind === "unix") {
    return user === "" ? address.path : `unix://${user}${address.path}`;
  }
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  const hostPort = `${host}:${address.port}`;
  if (address.tls) {
    return `memcacheds://${user}${hostPort}`;
  }
  return user === "" ? hostPort : `memcached://${user}${hostPort}`;
}
