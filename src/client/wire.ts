/**
 * A raw byte connection for the load generator, which writes and reads the protocol itself: nothing is queued, copied or
 * allocated here per request. Bytes arrive in one buffer that many wires of a thread may share, because each read is
 * consumed before the next one starts.
 */
import type { Socket } from "node:net";
import { type Address, formatAddress } from "../base/address.ts";
import { systemClock } from "../base/clock.ts";
import { type MemtoolError, messageOf } from "../base/errors.ts";
import type { ClientTls } from "../net/client-tls.ts";
import type { WireProtocol } from "./login.ts";
import { lostConnection } from "./lost-connection.ts";
import { openSocket } from "./open-socket.ts";

/** What a wire tells its owner, and where it reads to. */
export interface WireOptions {
  /** Longest wait for the open connection, TLS handshake and login included, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** What will be spoken; it decides how an address with a user name is logged in. "text", meta commands included, by default. */
  readonly protocol?: WireProtocol;
  /** For addresses that ask for TLS; by default servers are verified by the authorities of Node.js. */
  readonly tls?: ClientTls | undefined;
  /** Where bytes are read to; its first `length` bytes are valid during `onData` only. */
  readonly readBuffer: Uint8Array;
  readonly onData: (bytes: Uint8Array, length: number) => void;
  /** All written bytes have left the process. */
  readonly onDrain: () => void;
  /** Called once: without an error after {@link Wire.destroy}, else DISCONNECTED (REFUSED for a TLS alert) with the reason. */
  readonly onClose: (error?: MemtoolError) => void;
}

/** An open connection; see the head of the file. */
export class Wire {
  readonly #socket: Socket;
  readonly #isEncrypted: boolean;
  #isDestroyed = false;

  /** Use {@link openWire}. */
  constructor(socket: Socket, name: string, options: WireOptions) {
    this.#socket = socket;
    this.#isEncrypted = "encrypted" in socket;
    let reason = "the server closed the connection";
    let cause: unknown;
    socket.on("drain", options.onDrain);
    socket.on("error", (error) => {
      reason = messageOf(error);
      cause = error;
    });
    socket.on("end", () => socket.destroy());
    socket.on("close", () => {
      if (this.#isDestroyed) {
        options.onClose();
      } else {
        options.onClose(lostConnection(name, socket, reason, cause));
      }
    });
    socket.resume();
  }

  /** Writes bytes; false if they could not all be handed over at once. They must not be changed while {@link holdsBytes}. */
  write(bytes: Uint8Array): boolean {
    return this.#socket.write(this.#isEncrypted ? Buffer.from(bytes) : bytes);
  }

  /**
   * Whether the memory of what was written is still needed. Never with TLS, whose socket reports every write as pending for a turn
   * of the event loop: there a copy is written, which costs less than fresh memory for each next write.
   */
  get holdsBytes(): boolean {
    return !this.#isEncrypted && this.#socket.writableLength > 0;
  }

  /**
   * Whether more should not be written for now. Not with TLS while its socket merely works on the last write, which it says of every one:
   * only when so much waits that a drain will follow.
   */
  get isBlocked(): boolean {
    return this.#isEncrypted ? this.#socket.writableNeedDrain : this.#socket.writableLength > 0;
  }

  /** Reads no more until {@link resume}, so that the server has to wait; what has been read already may still arrive. */
  pause(): void {
    this.#socket.pause();
  }

  /** Reads on. */
  resume(): void {
    this.#socket.resume();
  }

  /** Closes at once, dropping what was not sent; `onClose` follows without an error. */
  destroy(): void {
    this.#isDestroyed = true;
    this.#socket.destroy();
  }
}

/**
 * Opens a wire to `address`: resolves once requests may be sent, after the TLS handshake and the login that the address asks for.
 * What the server sends behind the answer to the login goes to `onData`.
 * @throws MemtoolError CONNECT if there is no connection in time, REFUSED if either side does not accept the other's TLS or the
 * server refuses the login, and what else {@link openSocket} throws
 */
export async function openWire(address: Address, options: WireOptions): Promise<Wire> {
  const { readBuffer, onData, tls } = options;
  const socket = await openSocket(address, {
    timeoutMs: options.connectTimeoutMs,
    tls,
    protocol: options.protocol ?? "text",
    clock: systemClock,
    readBuffer,
    onBytes: (length) => onData(readBuffer, length),
  });
  return new Wire(socket, formatAddress(address), options);
}
