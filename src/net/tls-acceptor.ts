/**
 * TLS on connections that were taken over by their descriptor; one a worker thread.
 *
 *     raw socket     owns the descriptor: its 'close' is the end of the connection, whatever came before
 *     TLS socket     there once the handshake is done: what the owner reads from and writes to
 *
 * Node's own tls.Server does the handshakes: it never listens, connections are handed to it. Its 'data' events are copied into the
 * read buffer that all connections of the thread share, because a TLS socket cannot read into one of ours (Node 20, measured).
 */
import { Socket } from "node:net";
import { createServer, type Server, TLSSocket } from "node:tls";
import type { AdoptedSocketEvents } from "./adopted-socket.ts";
import { contextOptions, type TlsMaterial } from "./tls-material.ts";

/** What becomes of a client that shows no certificate, or one of an unknown authority: nothing is asked, only the second is refused, both are. */
export type CertificatePolicy = "none" | "ask" | "require";

/** Longest handshake. A client that says nothing, or a byte now and then, holds a connection no longer. */
const HANDSHAKE_MS_MAX = 10_000;

/** What the owner of a TLS connection is told, besides what every owner is. */
export interface TlsSocketEvents extends AdoptedSocketEvents {
  /** The handshake is done; `socket` takes the place of the one that `accept` returned. Comes before any data. */
  onSecure(socket: Socket, isResumed: boolean): void;
  /** The connection ended before its handshake was done. `onClose` follows. */
  onHandshakeError(reason: string): void;
  /** The client broke the protocol after the handshake. `onClose` follows. */
  onProtocolError(reason: string): void;
}

/**
 * Decides how a TLS socket encrypts writes that wait: each when the client takes it (a stream without `_writev` writes one by one), or
 * all together, which is a third cheaper and holds a copy of all of it.
 * @returns whether this socket encrypts one by one now
 */
export function encryptOneByOne(socket: Socket, isOneByOne: boolean): boolean {
  if (!(socket instanceof TLSSocket)) {
    return false;
  }
  if (isOneByOne) {
    Object.assign(socket, { _writev: undefined });
  } else if (Object.hasOwn(socket, "_writev")) {
    Reflect.deleteProperty(socket, "_writev");
  }
  return isOneByOne;
}

/** The servers of a thread: one for each policy, made when it is first needed. */
export class TlsAcceptor {
  readonly #readBuffer: Buffer;
  readonly #handshakeMsMax: number;
  readonly #servers = new Map<CertificatePolicy, Server>();
  /** By the raw socket, while the handshake is under way. */
  readonly #pending = new Map<Socket, TlsSocketEvents>();
  #material: TlsMaterial;

  /** @param readBuffer what has arrived stands at its start when `onData` is called */
  constructor(material: TlsMaterial, readBuffer: Buffer, handshakeMsMax = HANDSHAKE_MS_MAX) {
    this.#material = material;
    this.#readBuffer = readBuffer;
    this.#handshakeMsMax = handshakeMsMax;
  }

  /** Connections that come from now on see this; those that are there keep what they have. */
  replace(material: TlsMaterial): void {
    this.#material = material;
    for (const [policy, server] of this.#servers) {
      server.setSecureContext(contextOptions(material, policy));
    }
  }

  /** Starts the handshake on a descriptor this thread now owns. Closing the returned socket gives the handshake up. */
  accept(descriptor: number, policy: CertificatePolicy, events: TlsSocketEvents): Socket {
    const raw = new Socket({ fd: descriptor, readable: true, writable: true });
    const deadline = setTimeout(() => raw.destroy(), this.#handshakeMsMax);
    this.#pending.set(raw, {
      ...events,
      onSecure: (socket, isResumed) => {
        clearTimeout(deadline);
        events.onSecure(socket, isResumed);
      },
    });
    raw.on("error", () => {});
    raw.once("close", (hadError) => {
      clearTimeout(deadline);
      // A handshake that did not come to its end has been told by now, unless Node had nothing to tell.
      this.#fail(raw, "the connection ended");
      events.onClose(hadError);
    });
    this.#server(policy).emit("connection", raw);
    return raw;
  }

  #server(policy: CertificatePolicy): Server {
    const known = this.#servers.get(policy);
    if (known !== undefined) {
      return known;
    }
    const server = createServer({
      ...contextOptions(this.#material, policy),
      requestCert: policy !== "none",
      rejectUnauthorized: policy === "require",
    });
    server.on("tlsClientError", (error, socket) => this.#fail(rawOf(socket), reasonOf(error)));
    server.on("secureConnection", (socket) => this.#begin(socket, policy));
    this.#servers.set(policy, server);
    return server;
  }

  #fail(raw: Socket, reason: string): void {
    const events = this.#pending.get(raw);
    this.#pending.delete(raw);
    events?.onHandshakeError(reason);
  }

  #begin(socket: TLSSocket, policy: CertificatePolicy): void {
    const raw = rawOf(socket);
    const events = this.#pending.get(raw);
    if (events === undefined) {
      socket.destroy();
      return;
    }
    socket.on("error", (error) => {
      if (isProtocolError(error)) {
        events.onProtocolError(reasonOf(error));
      }
      // Node tells and leaves the connection open.
      socket.destroy();
    });
    if (policy === "ask" && isUnknown(socket)) {
      this.#fail(raw, `the client's certificate was refused: ${socket.authorizationError}`);
      socket.destroy();
      return;
    }
    this.#pending.delete(raw);
    socket.on("drain", () => events.onDrain());
    socket.on("timeout", () => socket.destroy());
    events.onSecure(socket, socket.isSessionReused());
    socket.on("data", (chunk) => {
      if (!this.#deliver(chunk, events)) {
        socket.pause();
      }
    });
  }

  /** Everything is delivered, even after the owner has said that it wants no more for now: it keeps what it does not use. */
  #deliver(chunk: Buffer, events: TlsSocketEvents): boolean {
    let wantsMore = true;
    for (let at = 0; at < chunk.length; at += this.#readBuffer.length) {
      wantsMore = events.onData(chunk.copy(this.#readBuffer, 0, at));
    }
    return wantsMore;
  }
}

/** The socket that was handed to the server (the same on Node 20 to 26; test/unit/net/tls-acceptor.test.ts). */
function rawOf(socket: TLSSocket): Socket {
  return (socket as unknown as { _parent: Socket })._parent;
}

/** A client that shows a certificate has to show one of a known authority. */
function isUnknown(socket: TLSSocket): boolean {
  const hasShownOne = Object.keys(socket.getPeerCertificate() ?? {}).length > 0;
  return hasShownOne && !socket.authorized;
}

/** OpenSSL's words without its numbers, where they are its words. */
function reasonOf(error: Error & { reason?: unknown }): string {
  return typeof error.reason === "string" ? error.reason : error.message;
}

/** Resets and the like come from the network, not from a client that talks nonsense. */
function isProtocolError(error: NodeJS.ErrnoException): boolean {
  return error.code?.startsWith("ERR_SSL_") === true;
}
