/**
 * What a client trusts and what it shows when it speaks TLS: read from files and tried out before anything is connected. Plain
 * data that can be passed between threads.
 */
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { type ConnectionOptions, checkServerIdentity, createSecureContext, type SecureContext } from "node:tls";
import { MemtoolError, messageOf } from "../base/errors.ts";
import { readCertificates } from "./tls-material.ts";

/** See the head of the file. */
export interface ClientTls {
  /** PEM: the only authorities trusted. Undefined: those that Node.js brings along. */
  readonly authorities: Uint8Array | undefined;
  /** PEM: shown, with `key`, to servers that ask for a certificate. */
  readonly certificate: Uint8Array | undefined;
  readonly key: Uint8Array | undefined;
  /** The name the server's certificate must be for. Undefined: the host of the address. */
  readonly serverName: string | undefined;
  /** Takes any certificate: whoever is on the way can read along and answer in the server's place. */
  readonly skipVerify: boolean;
}

/** Verifies servers by the authorities that Node.js brings along, and shows no certificate. */
export const DEFAULT_CLIENT_TLS: ClientTls = {
  authorities: undefined,
  certificate: undefined,
  key: undefined,
  serverName: undefined,
  skipVerify: false,
};

/** The paths of PEM files. */
export interface ClientTlsFiles {
  readonly authorities: string | undefined;
  readonly certificate: string | undefined;
  /** Undefined: the file of the certificate holds the key too. */
  readonly key: string | undefined;
}

/**
 * Reads the files and checks that they are what they should be and belong together.
 * @throws MemtoolError USAGE naming the file
 */
export function readClientTls(
  files: ClientTlsFiles,
  rest: Pick<ClientTls, "serverName" | "skipVerify"> = DEFAULT_CLIENT_TLS,
): ClientTls {
  const { authorities: authoritiesPath, certificate: certificatePath } = files;
  const keyPath = files.key ?? certificatePath;
  const authorities = attempt("certificates of authorities", authoritiesPath, readCertificates);
  const certificate = attempt("a certificate", certificatePath, readCertificates);
  const key = attempt("the private key of the certificate", keyPath, (path) => {
    const bytes = readFileSync(path);
    createSecureContext({ key: bytes, ...(certificate === undefined ? {} : { cert: certificate }) });
    return bytes;
  });
  const { serverName, skipVerify } = rest;
  return { authorities, certificate, key, serverName, skipVerify };
}

function attempt(what: string, path: string | undefined, read: (path: string) => Buffer): Buffer | undefined {
  if (path === undefined) {
    return undefined;
  }
  try {
    return read(path);
  } catch (error) {
    throw new MemtoolError("USAGE", `cannot read ${what} from ${path}: ${messageOf(error)}`, {
      cause: error,
      hint: "TLS files are PEM: they begin with -----BEGIN, and a key must not be encrypted",
    });
  }
}

/** Making a context parses certificates: all connections of a thread share one. */
const contexts = new WeakMap<ClientTls, SecureContext>();

function contextOf(tls: ClientTls): SecureContext {
  let context = contexts.get(tls);
  if (context === undefined) {
    const { authorities, certificate, key } = tls;
    context = createSecureContext({
      ...(authorities === undefined ? {} : { ca: Buffer.from(authorities) }),
      ...(certificate === undefined ? {} : { cert: Buffer.from(certificate) }),
      ...(key === undefined ? {} : { key: Buffer.from(key) }),
    });
    contexts.set(tls, context);
  }
  return context;
}

/** What Node's `tls.connect` is told about the server at `host`. */
export function tlsConnectOptions(tls: ClientTls, host: string): ConnectionOptions {
  const name = tls.serverName ?? host;
  return {
    secureContext: contextOf(tls),
    rejectUnauthorized: !tls.skipVerify,
    // A certificate may be for an IP address, but only a name may be sent ahead (RFC 6066, section 3).
    ...(isIP(name) === 0 ? { servername: name } : {}),
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
  };
}
