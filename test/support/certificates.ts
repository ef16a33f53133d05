/** Certificates for a test, made by the openssl program in a temporary folder: an authority, a server, clients, a stranger. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TlsSettings } from "../../src/server/settings.ts";
import { findProgram, type Requirement, requirement } from "./requirement.ts";

/** A certificate and its key, as paths and as bytes. */
export interface Identity {
  readonly certPath: string;
  readonly keyPath: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Test options that skip (in CI: fail) where openssl is not installed. */
export function needsOpenssl(): Requirement {
  return requirement(findProgram("openssl") !== undefined, "openssl is not installed (Debian package openssl)");
}

/** A folder of certificates; call {@link TestCertificates.remove} at the end. */
export class TestCertificates {
  readonly folder = mkdtempSync(join(tmpdir(), "certificates-"));
  readonly authority: Identity;
  readonly server: Identity;
  readonly client: Identity;

  constructor() {
    this.authority = this.selfSigned("authority");
    this.server = this.signed("server");
    this.client = this.signed("client");
  }

  /** An identity that nobody vouches for. */
  selfSigned(name: string): Identity {
    const [certPath, keyPath] = this.#paths(name);
    const days = ["-days", "2", "-subj", `/CN=${name}`];
    openssl(["req", "-x509", ...NEW_KEY, "-nodes", "-keyout", keyPath, "-out", certPath, ...days]);
    return identity(certPath, keyPath);
  }

  /** An identity that the authority vouches for, by default for localhost and 127.0.0.1; `days` below 0: it has expired. */
  signed(name: string, { names = "DNS:localhost,IP:127.0.0.1", days = 2 } = {}): Identity {
    const [certPath, keyPath] = this.#paths(name);
    const requestPath = join(this.folder, `${name}.csr`);
    const extensionPath = join(this.folder, `${name}.ext`);
    writeFileSync(extensionPath, `subjectAltName=${names}\n`);
    openssl(["req", "-new", ...NEW_KEY, "-nodes", "-keyout", keyPath, "-out", requestPath, "-subj", `/CN=${name}`]);
    const by = ["-CA", this.authority.certPath, "-CAkey", this.authority.keyPath, "-CAcreateserial"];
    const extensions = ["-days", String(days), "-extfile", extensionPath];
    openssl(["x509", "-req", "-in", requestPath, "-out", certPath, ...by, ...extensions]);
    return identity(certPath, keyPath);
  }

  /** A file of this folder with any content. */
  file(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** The files that {@link settings} names. */
  get live(): { readonly chainCert: string; readonly key: string } {
    return { chainCert: join(this.folder, "live-cert.pem"), key: join(this.folder, "live-key.pem") };
  }

  /** The settings of a server with the server's identity, copied so that a test may replace its files. */
  settings(changes: Partial<TlsSettings> = {}): TlsSettings {
    const { chainCert, key } = this.live;
    copyFileSync(this.server.certPath, chainCert);
    copyFileSync(this.server.keyPath, key);
    return {
      chainCert,
      key,
      keyFormat: "pem",
      verifyMode: 0,
      caCert: undefined,
      ciphers: undefined,
      minVersion: 2,
      sessionCache: false,
      kernelTls: false,
      writeBufferBytes: 16_384,
      ...changes,
    };
  }

  /** Deletes everything. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #paths(name: string): [string, string] {
    return [join(this.folder, `${name}-cert.pem`), join(this.folder, `${name}-key.pem`)];
  }
}

/** Fast to make, and every OpenSSL takes it. */
const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];

/** Runs openssl and returns what it wrote to stdout. */
export function openssl(args: readonly string[]): Buffer {
  return execFileSync("openssl", args, { stdio: ["ignore", "pipe", "ignore"] });
}

function identity(certPath: string, keyPath: string): Identity {
  return { certPath, keyPath, cert: readFileSync(certPath), key: readFileSync(keyPath) };
}
