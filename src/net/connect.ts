/** Opens a socket to a server, over tcp, TLS or a unix socket, within a given time; every failure says what to do about it. */
import { connect, type OnReadOpts, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { type Address, formatAddress } from "../base/address.ts";
import { MemtoolError, messageOf } from "../base/errors.ts";
import type { ClientTls } from "./client-tls.ts";
import { handshakeError, handshakeTimeoutError, untrustedError } from "./tls-failure.ts";

/** How to connect. */
export interface ConnectOptions {
  /** Longest time from the look-up of the name to the open connection, TLS handshake included, in milliseconds. */
  readonly timeoutMs: number;
  /** For addresses that ask for TLS; by default servers are verified by the authorities of Node.js. */
  readonly tls?: ClientTls;
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

type StartTls = typeof import("./start-tls.ts")["startTls"];

/** How far an attempt to connect has come; tells whose failure it is. */
interface Attempt {
  readonly address: Address;
  readonly socket: Socket;
  /** The event that ends it well. */
  readonly done: "connect" | "secureConnect";
  /** There is a connection and the TLS handshake is under way. */
  isShakingHands: boolean;
}

/** Starts to connect. @param startTls what starts TLS; wanted where the address asks for it */
function begin(address: Address, options: ConnectOptions, startTls: StartTls | undefined): Attempt {
  const reading = options.onread === undefined ? {} : { onread: options.onread };
  if (address.kind === "unix") {
    return { address, socket: connect({ path: address.path, ...reading }), done: "connect", isShakingHands: false };
  }
  const { host, port } = address;
  const target = { host, port, noDelay: true, ...reading };
  if (startTls === undefined) {
    return { address, socket: connect(target), done: "connect", isShakingHands: false };
  }
  const socket = startTls(target, options.tls);
  const attempt: Attempt = { address, socket, done: "secureConnect", isShakingHands: false };
  socket.once("connect", () => {
    attempt.isShakingHands = true;
  });
  return attempt;
}

function failureOf({ address, socket, isShakingHands }: Attempt, error: unknown): MemtoolError {
  if (!isShakingHands) {
    return connectError(address, error);
  }
  // Node sets it, with verification on, exactly when that is what failed.
  const isUntrusted = Boolean((socket as TLSSocket).authorizationError);
  return (isUntrusted ? untrustedError : handshakeError)(formatAddress(address), error);
}

/**
 * Connects to `address`, without Nagle's delay, and verifies who answers if it asks for TLS. Nothing is logged in.
 * @throws MemtoolError CONNECT if there is no connection in time, REFUSED if either side does not accept the other's TLS
 */
export async function connectTo(address: Address, options: ConnectOptions): Promise<Socket> {
  const startTls = address.kind === "tcp" && address.tls ? (await import("./start-tls.ts")).startTls : undefined;
  options.signal?.throwIfAborted();
  const attempt = begin(address, options, startTls);
  const { socket } = attempt;
  try {
    await waitForConnection(attempt, options);
    return socket;
  } catch (error) {
    socket.on("error", () => {});
    socket.destroy();
    throw error;
  }
}

function waitForConnection(attempt: Attempt, options: ConnectOptions): Promise<void> {
  const { address, socket, done } = attempt;
  const { timeoutMs, signal } = options;
  return new Promise((resolve, reject) => {
    const abort = (): void => settle(() => reject(connectError(address, signal?.reason)));
    const onTimeout = (): void => {
      const late = attempt.isShakingHands
        ? handshakeTimeoutError(formatAddress(address), timeoutMs)
        : timeoutError(address, timeoutMs);
      settle(() => reject(late));
    };
    const timer = setTimeout(onTimeout, timeoutMs);
    const onConnect = (): void => settle(resolve);
    const onError = (error: Error): void => settle(() => reject(failureOf(attempt, error)));
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      socket.removeListener(done, onConnect);
      socket.removeListener("error", onError);
      finish();
    };
    socket.once(done, onConnect);
    socket.once("error", onError);
    signal?.addEventListener("abort", abort);
  });
}
