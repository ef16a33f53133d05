/**
 * How a command gets in: the options of TLS and logins, the same in every command that talks to servers, and what they make of its
 * addresses. A password never stands on the command line: it is in the address, in a file, or in the environment.
 */
import { readFileSync } from "node:fs";
import { type Address, formatAddress } from "../base/address.ts";
import { MemtoolError, messageOf } from "../base/errors.ts";
import { type ClientTls, readClientTls } from "../net/client-tls.ts";
import { ACCESS_TABLE, type AccessValues, PASSWORD_VARIABLE } from "./access-options.ts";
import type { PositionalDefinition } from "./command.ts";

/** The option table, to be spread into a command's. */
export const ACCESS_OPTIONS = ACCESS_TABLE;

/** The words of commands that take any number of servers, which stand last. */
export const SERVERS_POSITIONAL = {
  name: "servers",
  describe:
    "host:port, [v6]:port, /path.sock, memcached://..., or dns+, dnssrv+, elasticache+, etcd:// to find them; default $MEMCACHE_SERVERS, then 127.0.0.1:11211",
  example: "10.0.0.1 10.0.0.2:11212",
  variadic: true,
} as const satisfies PositionalDefinition;

/** The parsed options. */
export type AccessOptionValues = AccessValues;

/** What the options make of a command's addresses. */
export interface Access {
  /** The addresses of the command line, with TLS and login filled in. */
  readonly addresses: readonly Address[];
  /** For every connection to any of them; undefined when the defaults apply. */
  readonly tls: ClientTls | undefined;
  /** Fills an address in that is named later. @throws MemtoolError USAGE */
  readonly apply: (address: Address) => Address;
}

/**
 * Reads the files that the options name, and fills in the addresses.
 * @throws MemtoolError USAGE for files that cannot be read, options that lack what they belong to, a login without a password
 */
export function resolveAccess(
  addresses: readonly Address[],
  options: AccessOptionValues,
  env: Readonly<Record<string, string | undefined>>,
): Access {
  // A variable set to nothing is most often one that was meant to hold a password.
  const password = readPassword(options["password-file"]) ?? (env[PASSWORD_VARIABLE] || undefined);
  const apply = (address: Address): Address => withLogin(withTls(address, options.tls), options.user, password);
  const applied = addresses.map(apply);
  if (options["password-file"] !== undefined && applied.every(({ username }) => username === undefined)) {
    throw usage("--password-file belongs to a user", "add --user NAME");
  }
  return { addresses: applied, tls: tlsOf(applied, options), apply };
}

/**
 * Refuses the options where there is no server they could be for.
 * @param why continues "--tls is of no use: "
 * @throws MemtoolError USAGE naming the option that was given
 */
export function refuseAccess(options: Partial<AccessOptionValues>, why: string): void {
  for (const name of Object.keys(ACCESS_OPTIONS) as (keyof AccessOptionValues)[]) {
    if (options[name] !== undefined && options[name] !== false) {
      throw usage(`--${name} is of no use: ${why}`, "name the server that it is for");
    }
  }
}

function usage(message: string, hint: string): MemtoolError {
  return new MemtoolError("USAGE", message, { hint });
}

function readPassword(path: string | undefined): string | undefined {
  if (path === undefined) {
    return undefined;
  }
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new MemtoolError("USAGE", `cannot read the password file ${path}: ${messageOf(error)}`, { cause: error });
  }
  const [line = ""] = text.split(/\r?\n/, 1);
  if (line === "") {
    throw usage(`there is no password in ${path}`, "write the password into its first line");
  }
  return line;
}

function withTls(address: Address, tls: boolean): Address {
  if (!tls) {
    return address;
  }
  if (address.kind === "unix") {
    throw usage(`--tls cannot be for ${formatAddress(address)}`, "servers speak TLS on TCP ports, not on unix sockets");
  }
  return { ...address, tls };
}

function withLogin(address: Address, user: string | undefined, password: string | undefined): Address {
  const username = address.username ?? user;
  if (username === undefined) {
    return address;
  }
  const found = address.password ?? password;
  if (found === undefined) {
    throw usage(
      `there is no password for the user of ${formatAddress({ ...address, username })}`,
      `give it with --password-file FILE, in $${PASSWORD_VARIABLE}, or as memcached://user:password@host:port`,
    );
  }
  return { ...address, username, password: found };
}

function tlsOf(addresses: readonly Address[], options: AccessOptionValues): ClientTls | undefined {
  const { "tls-ca": authorities, "tls-cert": certificate, "tls-key": key, "tls-server-name": serverName } = options;
  const skipVerify = options["tls-skip-verify"];
  const given = (["tls-ca", "tls-cert", "tls-key", "tls-server-name", "tls-skip-verify"] as const).find(
    (name) => options[name] !== undefined && options[name] !== false,
  );
  if (given === undefined) {
    return undefined;
  }
  if (!addresses.some((address) => address.kind === "tcp" && address.tls)) {
    throw usage(`--${given} is for TLS, which no address asks for`, "add --tls, or write memcacheds://host:port");
  }
  if (key !== undefined && certificate === undefined) {
    throw usage("--tls-key belongs to a certificate", "add --tls-cert FILE");
  }
  return readClientTls({ authorities, certificate, key }, { serverName, skipVerify });
}
