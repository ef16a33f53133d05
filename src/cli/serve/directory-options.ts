/** The options of `memtool serve` about lists of nodes: read one by one, then settled together. */
import { join } from "node:path";
import { type Address, formatAddress, parseAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { formatDurationMs } from "../../base/format-units.ts";
import { parseDurationMs } from "../../base/units.ts";
import { LEASE_MS_DEFAULT, LEASE_MS_MAX, LEASE_MS_MIN, NAME_LENGTH_MAX, WEIGHT_MAX } from "../../directory/limits.ts";
import { isNodeHost, isNodeName } from "../../directory/node-record.ts";
import { isLoopback } from "../../net/http-address.ts";
import { LIST_FILE_NAME } from "../../server/directory/list-file.ts";
import type { DirectorySettings, OwnNodeSettings, ServerSettings } from "../../server/settings.ts";
import type { Apply, ServeDraft } from "./draft.ts";
import type { ServeFlagName } from "./flags.ts";
import { unsignedNumber } from "./numbers.ts";

/** What was asked for, whatever the order. */
export interface DirectoryDraft {
  isDirectory?: boolean;
  isOnly?: boolean;
  joinAddress?: string;
  nodeName?: string;
  advertise?: { readonly host: string; readonly port: number | undefined };
  weight?: number;
  leaseMs?: number;
  passwordFile?: string;
  tlsAuthorities?: string;
  tlsCertificate?: string;
}

/** How to be a node of a list that another server keeps. */
export interface JoinSettings {
  readonly address: Address;
  readonly own: OwnNodeSettings;
  readonly leaseMs: number;
  readonly passwordFile: string | undefined;
  readonly tlsAuthorities: string | undefined;
  readonly tlsCertificate: string | undefined;
}

const PORT_MAX = 65_535;

function usage(message: string, hint: string): MemtoolError {
  return new MemtoolError("USAGE", message, { hint });
}

/** How each option is read. */
export const DIRECTORY_OPTIONS: Readonly<Partial<Record<ServeFlagName, Apply>>> = {
  directory: ({ directory }) => {
    directory.isDirectory = true;
  },
  "directory-only": ({ directory }) => {
    directory.isDirectory = true;
    directory.isOnly = true;
  },
  join: ({ directory }, value) => {
    parseAddress(value);
    directory.joinAddress = value;
  },
  "node-name": ({ directory }, value) => {
    if (!isNodeName(value)) {
      throw usage(
        `--node-name ${JSON.stringify(value)} can't be in a list of nodes`,
        `a name has 1 to ${NAME_LENGTH_MAX} letters, digits and signs, but no blanks and no |`,
      );
    }
    directory.nodeName = value;
  },
  advertise: ({ directory }, value) => {
    directory.advertise = parseAdvertised(value);
  },
  weight: ({ directory }, value) => {
    const weight = unsignedNumber(value) ?? 0;
    if (weight < 1 || weight > WEIGHT_MAX) {
      throw usage(`--weight ${JSON.stringify(value)} is no weight`, `it is a whole number from 1 to ${WEIGHT_MAX}`);
    }
    directory.weight = weight;
  },
  lease: ({ directory }, value) => {
    const leaseMs = Math.round(parseDurationMs(value));
    if (leaseMs < LEASE_MS_MIN || leaseMs > LEASE_MS_MAX) {
      const range = `from ${formatDurationMs(LEASE_MS_MIN)} to ${formatDurationMs(LEASE_MS_MAX)}`;
      throw usage(`--lease ${JSON.stringify(value)} is too ${leaseMs < LEASE_MS_MIN ? "short" : "long"}`, range);
    }
    directory.leaseMs = leaseMs;
  },
  "join-password-file": ({ directory }, value) => {
    directory.passwordFile = value;
  },
  "join-tls-ca": ({ directory }, value) => {
    directory.tlsAuthorities = value;
  },
  "join-tls-cert": ({ directory }, value) => {
    directory.tlsCertificate = value;
  },
};

function parseAdvertised(text: string): { host: string; port: number | undefined } {
  const [, v6, name, digits] = /^(?:\[([^\]]+)\]|([^:]+|[^:]*:[^:]*:.*?))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = v6 ?? name ?? "";
  const port = digits === undefined ? undefined : Number(digits);
  if (!isNodeHost(host) || (port !== undefined && (port < 1 || port > PORT_MAX))) {
    throw usage(`--advertise ${JSON.stringify(text)} is no address for clients`, "write HOST, HOST:PORT or [V6]:PORT");
  }
  return { host, port };
}

/**
 * Whether the server is a directory of nodes, and how.
 * @throws MemtoolError USAGE when an option has nothing to act on, or two contradict each other
 */
export function settleDirectory(draft: Readonly<ServeDraft>): DirectorySettings | undefined {
  const { directory, settings, persistence } = draft;
  checkPurpose(directory, settings);
  if (directory.isDirectory !== true) {
    return undefined;
  }
  if (persistence.directory === undefined) {
    draft.warnings.push(
      "WARNING: without --persistence-dir this directory forgets its nodes when it ends; they register again at the next start",
    );
  }
  if (isOpenToAll(settings)) {
    draft.warnings.push(
      "WARNING: whoever reaches this directory can register nodes, and clients follow its list; logins (-Y, -S) or client certificates keep strangers out",
    );
  }
  const file = persistence.directory === undefined ? undefined : join(persistence.directory, LIST_FILE_NAME);
  return { file, own: directory.isOnly === true ? undefined : ownSettings(directory), follows: undefined };
}

function checkPurpose(directory: DirectoryDraft, settings: ServerSettings): void {
  const { isDirectory, isOnly, joinAddress, nodeName, advertise, weight, leaseMs } = directory;
  const { passwordFile, tlsAuthorities, tlsCertificate } = directory;
  const joins = joinAddress !== undefined;
  if (joins && isDirectory === true) {
    throw usage("a directory keeps a list of its own: --join is for the nodes", "leave --join or --directory out");
  }
  if (joins && settings.unixSocket !== undefined) {
    throw usage("--join needs a TCP port: a list leads clients to a host and a port", "leave -s out");
  }
  const isNode = joins || (isDirectory === true && isOnly !== true);
  const givenOf = (options: Readonly<Record<string, unknown>>): string | undefined =>
    Object.entries(options).find(([, value]) => value !== undefined)?.[0];
  const ofNodes = givenOf({ "node-name": nodeName, advertise, weight });
  if (!isNode && ofNodes !== undefined) {
    throw usage(`--${ofNodes} is for a node of a list`, "--join ADDRESS puts this server into one");
  }
  const ofJoining = givenOf({
    lease: leaseMs,
    "join-password-file": passwordFile,
    "join-tls-ca": tlsAuthorities,
    "join-tls-cert": tlsCertificate,
  });
  if (!joins && ofJoining !== undefined) {
    throw usage(`--${ofJoining} belongs to --join`, "--join ADDRESS puts this server into a list");
  }
}

/** Whether others than this machine's users can reach it without a login or a certificate. */
function isOpenToAll({ listen, unixSocket, sasl, authFile, tls }: ServerSettings): boolean {
  const asksForCertificates = tls !== undefined && tls.verifyMode >= 2;
  const isGuarded = unixSocket !== undefined || sasl || authFile !== undefined || asksForCertificates;
  return !isGuarded && listen.some(({ host }) => host !== "localhost" && !isLoopback(host));
}

function ownSettings({ nodeName, advertise, weight = 1 }: DirectoryDraft): OwnNodeSettings {
  return { name: nodeName, host: advertise?.host, port: advertise?.port, weight };
}

/** How the server is to join a list; undefined where it is in none. */
export function joinSettings({ directory }: Pick<ServeDraft, "directory">): JoinSettings | undefined {
  const { joinAddress, leaseMs = LEASE_MS_DEFAULT, passwordFile, tlsAuthorities, tlsCertificate } = directory;
  if (joinAddress === undefined) {
    return undefined;
  }
  const address = parseAddress(joinAddress);
  if (passwordFile !== undefined && address.username === undefined) {
    throw usage(
      "--join-password-file belongs to a user",
      `name the user: --join ${formatAddress({ ...address, username: "user" })}`,
    );
  }
  return { address, own: ownSettings(directory), leaseMs, passwordFile, tlsAuthorities, tlsCertificate };
}
