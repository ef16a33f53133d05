/** The options of TLS and logins as data, apart from access.ts, which reads them and loads Node's TLS: the one-shot commands are mostly used without. */
import type { Address } from "../base/address.ts";
import type { OptionTable, OptionValues } from "./command.ts";

/** The environment variable that holds a password. */
export const PASSWORD_VARIABLE = "MEMTOOL_PASSWORD";

const GROUP = "Access";

/** The option table, to be spread into a command's. */
export const ACCESS_TABLE = {
  tls: {
    type: "flag",
    describe: "speak TLS, as memcacheds:// does, and verify the server's certificate",
    example: "--tls",
    group: GROUP,
  },
  "tls-ca": {
    type: "text",
    unit: "FILE",
    defaultText: "the authorities Node.js knows",
    describe: "trust only servers whose certificate these authorities signed (PEM)",
    example: "/etc/ssl/cache-ca.pem",
    group: GROUP,
  },
  "tls-cert": {
    type: "text",
    unit: "FILE",
    defaultText: "none",
    describe: "show this certificate to servers that ask for one (PEM, chain included)",
    example: "client.pem",
    group: GROUP,
  },
  "tls-key": {
    type: "text",
    unit: "FILE",
    defaultText: "in the file of --tls-cert",
    describe: "the private key of --tls-cert (PEM)",
    example: "client-key.pem",
    group: GROUP,
  },
  "tls-server-name": {
    type: "text",
    unit: "NAME",
    defaultText: "the host of the address",
    describe: "the name or IP address the server's certificate must be for",
    example: "cache.example.com",
    group: GROUP,
  },
  "tls-skip-verify": {
    type: "flag",
    describe: "take any certificate: encrypted, but not safe from who can redirect the connection",
    example: "--tls --tls-skip-verify",
    group: GROUP,
  },
  user: {
    type: "text",
    unit: "NAME",
    defaultText: "that of the address, else no login",
    describe: "log in as this user where the address names none (memcached -Y and -S)",
    example: "monitor",
    group: GROUP,
  },
  "password-file": {
    type: "text",
    unit: "FILE",
    defaultText: `that of the address, else $${PASSWORD_VARIABLE}`,
    describe: "the first line is the password",
    example: "/run/secrets/memcached",
    group: GROUP,
  },
} as const satisfies OptionTable;

/** The parsed options. */
export type AccessValues = OptionValues<typeof ACCESS_TABLE>;

/** Whether the addresses or the options ask for TLS or a login, so that access.ts has something to do. */
export function asksForAccess(addresses: readonly Address[], options: AccessValues): boolean {
  const isGiven = (name: keyof AccessValues): boolean => options[name] !== undefined && options[name] !== false;
  return (
    addresses.some((address) => address.username !== undefined || (address.kind === "tcp" && address.tls)) ||
    (Object.keys(ACCESS_TABLE) as (keyof AccessValues)[]).some(isGiven)
  );
}
