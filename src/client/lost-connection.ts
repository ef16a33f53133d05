/** The error for a connection that ended although we had not closed it. */
import type { Socket } from "node:net";
import { MemtoolError } from "../base/errors.ts";
import { alertError } from "../net/tls-failure.ts";

/** Reasons why a server hangs up without ever having said a word. */
const SILENT_HINTS = {
  plain: "a server that speaks only TLS (memcacheds:// or --tls), or only the binary protocol, ends such a connection",
  tls: "a server that does not accept the client certificate, or speaks only the binary protocol, ends such a connection",
} as const;

/**
 * @param name the server's address as it may be shown
 * @param reason continues "lost the connection to ...:"
 * @returns REFUSED if the server said by a TLS alert that it does not want us, else DISCONNECTED
 */
export function lostConnection(
  name: string,
  socket: Socket | undefined,
  reason: string,
  cause?: unknown,
): MemtoolError {
  const alert = cause === undefined ? undefined : alertError(name, cause);
  if (alert !== undefined) {
    return alert;
  }
  const hint = socket?.bytesRead === 0 ? SILENT_HINTS["encrypted" in socket ? "tls" : "plain"] : undefined;
  const details = hint === undefined ? { cause } : { cause, hint };
  return new MemtoolError("DISCONNECTED", `lost the connection to ${name}: ${reason}`, details);
}
