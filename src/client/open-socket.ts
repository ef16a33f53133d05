/** Opens the socket of a connection, whatever the address asks for: tcp, TLS or a unix socket, and a login behind it. */
import type { Socket } from "node:net";
import type { Address } from "../base/address.ts";
import type { Clock } from "../base/clock.ts";
import type { ClientTls } from "../net/client-tls.ts";
import { connectTo } from "../net/connect.ts";
import type { Login, WireProtocol } from "./login.ts";

/** How to open a socket, and where it reads to. */
export interface OpenSocketOptions {
  /** Longest time for all of it, in milliseconds. */
  readonly timeoutMs: number;
  /** For addresses that ask for TLS; by default servers are verified by the authorities of Node.js. */
  readonly tls?: ClientTls | undefined;
  readonly protocol: WireProtocol;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** May be shared by all sockets of a thread. */
  readonly readBuffer: Uint8Array;
  /** Bytes for the owner stand at the start of the buffer; called before the promise resolves if they come that early. */
  readonly onBytes: (length: number) => void;
}

/** Least time for a login, if connecting took all of it: an expired timer would fire before the answer is looked at. */
const LOGIN_MS_MIN = 1;

/**
 * Opens a socket on which requests may be sent.
 * @throws MemtoolError CONNECT, REFUSED (TLS, login), TIMEOUT, DISCONNECTED, PROTOCOL, SERVER, USAGE
 */
export async function openSocket(address: Address, options: OpenSocketOptions): Promise<Socket> {
  const { timeoutMs, tls, protocol, clock, signal, readBuffer, onBytes } = options;
  const login = address.username === undefined ? undefined : await loginFor(address, address.username, protocol);
  const startMs = clock.monotonicMs();
  const socket = await connectTo(address, {
    timeoutMs,
    ...(tls === undefined ? {} : { tls }),
    ...(signal === undefined ? {} : { signal }),
    onread: {
      buffer: readBuffer,
      callback: (length) => {
        const rest = login === undefined ? length : login.feed(readBuffer, length);
        if (rest > 0) {
          onBytes(rest);
        }
        return true;
      },
    },
  });
  try {
    const leftMs = timeoutMs - (clock.monotonicMs() - startMs);
    await login?.run(socket, Math.max(Math.ceil(leftMs), LOGIN_MS_MIN), signal);
    return socket;
  } catch (error) {
    socket.on("error", () => {});
    socket.destroy();
    throw error;
  }
}

/** Logins are loaded where an address asks for one: most do not, and a command's start is short. */
async function loginFor(address: Address, username: string, protocol: WireProtocol): Promise<Login> {
  const { Login } = await import("./login.ts");
  return new Login(address, username, protocol);
}
