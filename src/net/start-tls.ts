/** Starts a TLS connection. A module of its own, so that who connects without TLS does not load Node's. */
import type { NetConnectOpts, TcpNetConnectOpts } from "node:net";
import { type TLSSocket, connect as tlsConnect } from "node:tls";
import { type ClientTls, DEFAULT_CLIENT_TLS, tlsConnectOptions } from "./client-tls.ts";

/** The socket, connecting; `secureConnect` follows, or `error`. @param tls {@link DEFAULT_CLIENT_TLS} if it is undefined */
export function startTls(target: NetConnectOpts & TcpNetConnectOpts, tls: ClientTls | undefined): TLSSocket {
  const { host = "" } = target;
  return tlsConnect({ ...tlsConnectOptions(tls ?? DEFAULT_CLIENT_TLS, host), ...target });
}
