/** What every client of the client tests is told and what it tells. */
import type { Target } from "./server-process.ts";

/** How a client reaches its server, and what it does there. */
export interface ClientTarget {
  readonly protocol: "text" | "binary";
  readonly server: Target;
  /** SASL is the login of the binary protocol, ASCII the one of the text protocol. */
  readonly login?: ClientLogin | undefined;
  /** Speak TLS. */
  readonly tls?: ClientTls | undefined;
  /** Keys that are written and read back. */
  readonly keyCount: number;
  /** Keys of one multiget; by default all. */
  readonly part?: number | undefined;
}

/** A user and how it logs in. */
export interface ClientLogin {
  readonly mechanism: "SASL" | "ASCII";
  readonly user: string;
  readonly password: string;
}

/** Paths of PEM files. */
export interface ClientTls {
  /** Who has to vouch for the server. */
  readonly authority: string;
  /** What the client shows. */
  readonly identity?: { readonly certPath: string; readonly keyPath: string } | undefined;
}

/** What a client found. */
export interface ClientReport {
  /** Operations by name: whether they did what they should. */
  readonly checks: Readonly<Record<string, boolean>>;
  /** Values that came back. */
  readonly keys: number;
  /** Their lengths together. */
  readonly bytes: number;
}

/** The target as the programs of test/fixtures/clients read it: arguments NAME=VALUE. */
export function targetArguments(target: ClientTarget): string[] {
  const { server, login, tls } = target;
  const identity = tls?.identity;
  const values = {
    protocol: target.protocol,
    keys: target.keyCount,
    part: target.part,
    ...("port" in server ? { host: server.host, port: server.port } : { path: server.path }),
    ...(login && { login: login.mechanism, user: login.user, password: login.password }),
    ...(tls && { authority: tls.authority }),
    ...(identity && { certificate: identity.certPath, key: identity.keyPath }),
  };
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
}
