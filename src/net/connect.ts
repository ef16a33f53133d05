/** Opens a socket to a server, over tcp or a unix socket, within a given time; every failure says what to do about it. */
import { connect, type OnReadOpts, type Socket } from "node:net";
import { type Address, formatAddress } from "../base/address.ts";
import { MemtoolError, messageOf } from "../base/errors.ts";

/** How to connect. */
export interface ConnectOptions {
  /** Longest time from the look-up of the name to the open connection, in milliseconds. */
  readonly timeoutMs: number;
  /** Reads into one buffer instead of emitting 'data'; the buffer may be shared by all sockets of a thread. */
  readonly onread?: OnReadOpts;
  /** Gives up the attempt; the promise then rejects. */
  readonly signal?: AbortSignal;
}

const HINTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "is memcached running there? `memtool serve` starts a server",
  ENOENT: "there is no such socket; is the server running and the path right?",
  ENOTSOCK: "the path names something else than a socket",
  ENOTFOUND: "check the spelling of the host name",
  EAI_AGAIN: "the name server did not answer; try again or use an IP address",
  EACCES: "you have no permission for this socket; memcached's -a sets its mode",
  ENETUNREACH: "there is no route to this network",
  EHOSTUNREACH: "there is no route to this host",
  EMFILE: "this process has too many open files; raise `ulimit -n` or use fewer connections",
  EADDRNOTAVAIL: "no local port is free; use fewer connections or wait a minute",
};

/** The code of a system error; of several attempts (localhost is two addresses) that of the first. */
function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "";
}

/** A sentence even for an AggregateError, whose own message is empty. */
function reasonOf(error: unknown): string {
  return error instanceof AggregateError ? error.errors.map(messageOf).join("; ") : messageOf(error);
}

function connectError(address: Address, error: unknown): MemtoolError {
  const hint = HINTS[codeOf(error)];
  const details = hint === undefined ? { cause: error } : { cause: error, hint };
  return new MemtoolError("CONNECT", `could not connect to ${formatAddress(address)}: ${reasonOf(error)}`, details);
}

function timeoutError(address: Address, timeoutMs: number): MemtoolError {
  return new MemtoolError("CONNECT", `could not connect to ${formatAddress(address)} within ${timeoutMs} ms`, {
    hint: "check the host, the port and firewalls between here and there, or allow more time",
  });
}

/** Refuses what an address asks for and no transport here can do; silence would send secrets or data in the clear. */
function checkSupported(address: Address): void {
  if (address.kind === "tcp" && address.tls) {
    throw new MemtoolError(
      "REFUSED",
      `${formatAddress(address)} asks for TLS, which this version of memtool does not support`,
      {
        hint: "use memcached:// or host:port for an unencrypted connection",
      },
    );
  }
  if (address.kind === "tcp" && address.username !== undefined) {
    throw new MemtoolError(
      "REFUSED",
      `${formatAddress(address)} asks for a login, which this version of memtool does not support`,
      { hint: "use the address without user and password for a server that asks for none" },
    );
  }
}

/**
 * Connects to `address`, without Nagle's delay.
 * @throws MemtoolError CONNECT if there is no connection in time, REFUSED if the address asks for TLS or a login
 */
export async function connectTo(address: Address, options: ConnectOptions): Promise<Socket> {
  checkSupported(address);
  options.signal?.throwIfAborted();
  const target = address.kind === "unix" ? { path: address.path } : { host: address.host, port: address.port };
  const socket = connect({
    ...target,
    noDelay: true,
    ...(options.onread === undefined ? {} : { onread: options.onread }),
  });
  try {
    await waitForConnection(socket, address, options);
    return socket;
  } catch (error) {
    socket.on("error", () => {});
    socket.destroy();
    throw error;
  }
}

function waitForConnection(socket: Socket, address: Address, options: ConnectOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => settle(() => reject(connectError(address, options.signal?.reason)));
    const timer = setTimeout(() => settle(() => reject(timeoutError(address, options.timeoutMs))), options.timeoutMs);
    const onConnect = (): void => settle(resolve);
    const onError = (error: Error): void => settle(() => reject(connectError(address, error)));
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", abort);
      socket.removeListener("connect", onConnect);
      socket.removeListener("error", onError);
      finish();
    };
    socket.once("connect", onConnect);
    socket.once("error", onError);
    options.signal?.addEventListener("abort", abort);
  });
}
