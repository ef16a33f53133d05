/**
 * What TLS listeners present and accept: certificate chain, private key and authorities, read from files and tried out before
 * anything uses them, so that a broken file keeps a server from starting and a running one keeps what it has.
 */
import { readFileSync } from "node:fs";
import { createSecureContext, type SecureContextOptions, type SecureVersion } from "node:tls";
import { MemtoolError, messageOf } from "../base/errors.ts";
import { randomSecret } from "../base/random.ts";

/** Which files, and what is allowed; memcached's -o ssl_*. */
export interface TlsOptions {
  readonly chainCert: string;
  readonly key: string;
  readonly keyFormat: "pem" | "der";
  readonly caCert: string | undefined;
  /** OpenSSL's cipher list for TLS 1.2 and below. */
  readonly ciphers: string | undefined;
  /** 0 to 3 are TLS 1.0 to 1.3. */
  readonly minVersion: 0 | 1 | 2 | 3;
  /** Whether clients may resume their sessions. */
  readonly sessionCache: boolean;
}

/** What was read; plain data that can be passed between threads. */
export interface TlsMaterial {
  readonly chainCert: Uint8Array;
  /** PEM, whatever the file was. */
  readonly key: Uint8Array;
  readonly caCert: Uint8Array | undefined;
  /** Tickets of one thread are good for all, until the next material. Undefined without resumption. */
  readonly ticketKeys: Uint8Array | undefined;
  readonly ciphers: string | undefined;
  readonly minVersion: SecureVersion;
}

const VERSIONS: readonly SecureVersion[] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

/** Node takes one list for all versions; memcached's list leaves those of TLS 1.3 as they are. */
const TLS13_CIPHERS = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

/** SSL_OP_NO_RENEGOTIATION of OpenSSL 1.1.1 and 3: a client could make the server work for nothing. */
const NO_RENEGOTIATION = 0x40000000;

/** SSL_OP_NO_TICKET. */
const NO_TICKET = 0x4000;

/** What Node wants ticket keys to be. */
const TICKET_KEY_BYTES = 48;

/** What a DER file may hold, by the label it has as PEM (PKCS #8, PKCS #1, SEC 1). */
const KEY_LABELS = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"];

const PEM_LINE_LENGTH = 64;

/**
 * Reads the files and checks that they are what they should be and belong together.
 * @throws MemtoolError REFUSED in memcached's words
 */
export function readTlsMaterial(options: TlsOptions): TlsMaterial {
  const { chainCert: chainPath, key: keyPath, caCert: caPath, ciphers, keyFormat } = options;
  const chainCert = attempt(`Error loading the certificate chain: ${chainPath}`, () => readCertificates(chainPath));
  const key = attempt(`Error loading the key: ${keyPath}`, () => readKey(keyPath, keyFormat));
  attempt(`Error loading the key: ${keyPath}`, () => createSecureContext({ cert: chainCert, key }));
  const caCert =
    caPath === undefined
      ? undefined
      : attempt(`Error loading the CA certificate: ${caPath}`, () => readCertificates(caPath));
  const material: TlsMaterial = {
    chainCert,
    key,
    caCert,
    ticketKeys: options.sessionCache ? randomSecret(TICKET_KEY_BYTES) : undefined,
    ciphers: ciphers === undefined ? undefined : `${TLS13_CIPHERS}:${ciphers}`,
    minVersion: VERSIONS[options.minVersion] as SecureVersion,
  };
  try {
    createSecureContext(contextOptions(material, ""));
  } catch (error) {
    const text =
      ciphers === undefined
        ? `Error validating the certificate: ${messageOf(error)}`
        : `Error setting the provided cipher(s): ${ciphers}`;
    throw new MemtoolError("REFUSED", text, { cause: error });
  }
  return material;
}

/**
 * What Node makes a context of.
 * @param purpose sessions can only be resumed where they began: with what asks for client certificates in the same way
 */
export function contextOptions(material: TlsMaterial, purpose: string): SecureContextOptions {
  const { chainCert, key, caCert, ticketKeys, ciphers, minVersion } = material;
  return {
    cert: Buffer.from(chainCert),
    key: Buffer.from(key),
    // None at all is not the same as those that Node brings along.
    ca: caCert === undefined ? [] : [Buffer.from(caCert)],
    minVersion,
    secureOptions: NO_RENEGOTIATION | (ticketKeys === undefined ? NO_TICKET : 0),
    sessionIdContext: `memtool ${purpose}`,
    ...(ticketKeys === undefined ? {} : { ticketKeys: Buffer.from(ticketKeys) }),
    ...(ciphers === undefined ? {} : { ciphers }),
  };
}

function attempt<Result>(what: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw new MemtoolError("REFUSED", `${what} : ${messageOf(error)}`, {
      cause: error,
      hint: "the files are named with -o ssl_chain_cert, ssl_key and ssl_ca_cert",
    });
  }
}

/**
 * Reads certificates in PEM. Authorities too are tried out as if they were ours: Node passes over authorities it cannot read.
 * @throws what the file system or OpenSSL says
 */
export function readCertificates(path: string): Buffer {
  const bytes = readFileSync(path);
  createSecureContext({ cert: bytes });
  return bytes;
}

function readKey(path: string, format: "pem" | "der"): Buffer {
  const bytes = readFileSync(path);
  if (format === "pem") {
    createSecureContext({ key: bytes });
    return bytes;
  }
  let failure: unknown;
  for (const label of KEY_LABELS) {
    const key = toPem(label, bytes);
    try {
      createSecureContext({ key });
      return key;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function toPem(label: string, der: Buffer): Buffer {
  const lines = der.toString("base64").match(new RegExp(`.{1,${PEM_LINE_LENGTH}}`, "g")) ?? [];
  return Buffer.from([`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n"));
}
