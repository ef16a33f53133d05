/** The options of `memtool serve` about lists of nodes: read one by one, then settled together. */
import { join } from "node:path";
import { formatAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { formatDurationMs } from "../../base/format-units.ts";
import { formatServerSource, parseServerSource, type ServerSource } from "../../base/server-source.ts";
import { parseDurationMs } from "../../base/units.ts";
import { LEASE_MS_DEFAULT, LEASE_MS_MAX, LEASE_MS_MIN, NAME_LENGTH_MAX, WEIGHT_MAX } from "../../directory/limits.ts";
import { isNodeHost, isNodeName } from "../../directory/node-record.ts";
import { isLoopback } from "../../net/http-address.ts";
import { LIST_FILE_NAME } from "../../server/directory/list-file.ts";
import type { DirectorySettings, OwnNodeSettings, ServerSettings } from "../../server/settings.ts";
import type { Apply, ServeDraft } from "./draft.ts";
import type { ServeFlagName } from "./flags.ts";
import { namedValue, unsignedNumber } from "./numbers.ts";

/** What was asked for, whatever the order. */
export interface DirectoryDraft {
  isDirectory?: boolean;
  isOnly?: boolean;
  join?: JoinTarget;
  /** Where the list is found instead. */
  source?: ServerSource;
  nodeName?: string;
  advertise?: { readonly host: string; readonly port: number | undefined };
  weight?: number;
  leaseMs?: number;
  passwordFile?: string;
  tlsAuthorities?: string;
  tlsCertificate?: string;
}

/** Who keeps a list that nodes can join: a directory, or etcd. */
export type JoinTarget = Extract<ServerSource, { kind: "address" | "etcd" }>;

/** How to be a node of a list that another server keeps. */
export interface JoinSettings {
  readonly target: JoinTarget;
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
    if (value.includes(",") && !value.startsWith("etcd://")) {
      throw usage("--join names several directories", "a server joins one only: --join host:port");
    }
    const target = parseServerSource(value);
    if (target.kind !== "address" && target.kind !== "etcd") {
      throw usage(
        `--join ${JSON.stringify(formatServerSource(target))} finds servers, but nothing can be registered there`,
        "name a directory (host:port) or etcd://host:2379/cluster",
      );
    }
    directory.join = target;
  },
  discover: ({ directory }, value) => {
    const source = parseServerSource(value);
    if (source.kind === "address") {
      throw usage(
        `--discover ${JSON.stringify(formatServerSource(source))} is one server, not a way to find some`,
        "name a source: etcd://host:2379/cluster, dns+name:port, dnssrv+name, elasticache+host:port",
      );
    }
    directory.source = source;
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
  lease: ({ directory }, value, { typed }) => {
    const leaseMs = Math.round(namedValue(typed, () => parseDurationMs(value)));
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
  if (persistence.directory === undefined && directory.source === undefined) {
    draft.warnings.push(
      "WARNING: without --persistence-dir this directory forgets its nodes when it ends; they register again at the next start",
    );
  }
  if (isOpenToAll(settings) && directory.source === undefined) {
    draft.warnings.push(
      "WARNING: whoever reaches this directory can register nodes, and clients follow its list; logins (-Y, -S) or client certificates keep strangers out",
    );
  }
  const file = persistence.directory === undefined ? undefined : join(persistence.directory, LIST_FILE_NAME);
  const { source } = directory;
  const isLeftOut = directory.isOnly === true || source !== undefined;
  return {
    file,
    own: isLeftOut ? undefined : ownSettings(directory),
    follows: source === undefined ? undefined : formatServerSource(source),
  };
}

function checkPurpose(directory: DirectoryDraft, settings: ServerSettings): void {
  const { isDirectory, isOnly, source, nodeName, advertise, weight, leaseMs } = directory;
  const { passwordFile, tlsAuthorities, tlsCertificate } = directory;
  const joins = directory.join !== undefined;
  if (source !== undefined && isDirectory !== true) {
    throw usage("--discover is for a directory, which hands the list out", "add --directory");
  }
  if (joins && isDirectory === true && source === undefined) {
    throw usage("a directory keeps a list of its own: --join is for the nodes", "leave --join or --directory out");
  }
  if (joins && settings.unixSocket !== undefined) {
    throw usage("--join needs a TCP port: a list leads clients to a host and a port", "leave -s out");
  }
  const isNode = joins || (isDirectory === true && isOnly !== true && source === undefined);
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

function checkAccess(target: JoinTarget, { passwordFile, tlsAuthorities, tlsCertificate }: DirectoryDraft): void {
  if (target.kind === "etcd") {
    if ((passwordFile ?? tlsAuthorities ?? tlsCertificate) !== undefined) {
      throw usage(
        "--join-password-file, --join-tls-ca and --join-tls-cert are for a directory, not for etcd",
        "etcd's login stands in its address (in a config file or MEMTOOL_JOIN); NODE_EXTRA_CA_CERTS names authorities",
      );
    }
  } else if (passwordFile !== undefined && target.address.username === undefined) {
    throw usage(
      "--join-password-file belongs to a user",
      `name the user: --join ${formatAddress({ ...target.address, username: "user" })}`,
    );
  }
}

/** How the server is to join a list; undefined where it is in none. */
export function joinSettings({ directory }: Pick<ServeDraft, "directory">): JoinSettings | undefined {
  const { join: target, leaseMs = LEASE_MS_DEFAULT, passwordFile, tlsAuthorities, tlsCertificate } = directory;
  if (target === undefined) {
    return undefined;
  }
  checkAccess(target, directory);
  return { target, own: ownSettings(directory), leaseMs, passwordFile, tlsAuthorities, tlsCertificate };
}
