/** Listening sockets of a server: TCP and unix-domain, accepting paused connections that are to be handed over. */
import { chmodSync, linkSync, lstatSync, renameSync, rmSync, unlinkSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { MemtoolError, messageOf } from "../base/errors.ts";

/** Where to listen. `host` is an IPv4 or IPv6 address, `port` 0 takes any free port; `mode` is the permission of the socket file. */
export type ListenTarget =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number; readonly backlog: number }
  | { readonly kind: "unix"; readonly path: string; readonly mode: number; readonly backlog: number };

/** A bound listener. */
export interface Listener {
  readonly target: ListenTarget;
  /** The port that was bound; 0 for a unix socket. */
  readonly port: number;
  /** Its descriptor; -1 where the system has none. */
  readonly descriptor: number;
  /** As `stats conns` prints it: `tcp:127.0.0.1:11211`, `tcp6:[::]:11211`, `unix:PATH`. */
  readonly name: string;
  /** Stops accepting at once; connections that were accepted go on. */
  close(): void;
}

/**
 * Binds and starts to accept. Connections come paused and unread, with TCP_NODELAY set.
 * @throws MemtoolError LISTEN when the address can't be bound
 */
export function listen(target: ListenTarget, onConnection: (socket: Socket) => void): Promise<Listener> {
  const server = createServer({ pauseOnConnect: true, noDelay: true, keepAlive: true }, onConnection);
  if (target.kind === "unix") {
    removeStaleSocket(target.path);
  }
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(target, error)));
    const restoreMask = target.kind === "unix" ? maskFor(target.mode) : () => {};
    server.listen(listenOptions(target), () => {
      server.removeAllListeners("error");
      // Accept errors (EMFILE and the like) must not end the process; the next accept tries again.
      server.on("error", () => {});
      if (target.kind === "unix") {
        chmodSync(target.path, target.mode);
      }
      resolve({
        target,
        port: boundPort(server),
        descriptor: descriptorOf(server),
        name: nameOf(server),
        close: () => (target.kind === "unix" ? closeAndKeepFile(server, target.path) : server.close()),
      });
    });
    // The socket file is made by the call itself, the callback comes later.
    restoreMask();
  });
}

/**
 * The socket file stays, as memcached leaves it. Node removes it when it closes the listener: whatever has that name by now,
 * also the socket of a server that was started meanwhile to take this one's place.
 */
function closeAndKeepFile(server: Server, path: string): void {
  const kept = `${path}.${process.pid}`;
  try {
    linkSync(path, kept);
  } catch {
    // It is gone already, or this user may not change its directory: then Node may not either.
  }
  server.close();
  try {
    renameSync(kept, path);
    rmSync(kept, { force: true });
  } catch {
    // Nothing was kept.
  }
}

/** Lets the socket file come into being with `mode` at most; returns what undoes that. */
function maskFor(mode: number): () => void {
  try {
    const before = process.umask(~mode & 0o777);
    return () => process.umask(before);
  } catch {
    // A worker thread may not: the chmod that follows has to do.
    return () => {};
  }
}

function listenOptions(target: ListenTarget): { path: string } | { host: string; port: number; ipv6Only: boolean } {
  const { backlog } = target;
  return target.kind === "unix"
    ? { path: target.path, ...{ backlog } }
    : { host: target.host, port: target.port, ipv6Only: target.host.includes(":"), ...{ backlog } };
}

/** As memcached does: a socket file left by an earlier run is replaced, anything else is left alone. */
function removeStaleSocket(path: string): void {
  try {
    if (lstatSync(path).isSocket()) {
      unlinkSync(path);
    }
  } catch {
    // Nothing there: the usual case. Anything worse is reported by the bind itself.
  }
}

/** Node does not tell the descriptor of a server but keeps it in its handle. */
function descriptorOf(server: Server): number {
  const { _handle } = server as unknown as { readonly _handle?: { readonly fd?: number } };
  return _handle?.fd ?? -1;
}

function nameOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") {
    return `unix:${address ?? ""}`;
  }
  return socketName(address.address, address.port);
}

/** A TCP address as `stats conns` prints it. */
export function socketName(address: string | undefined, port: number | undefined): string {
  const host = address ?? "?";
  return host.includes(":") ? `tcp6:[${host}]:${port}` : `tcp:${host}:${port}`;
}

function boundPort(server: Server): number {
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

const TCP_HINTS: Readonly<Record<string, string>> = {
  EADDRINUSE: "another process listens there: stop it, or choose another port (--port 0 takes any free one)",
  EACCES: "this user may not listen there: choose a port above 1023",
  EADDRNOTAVAIL: "no interface of this machine has that address",
};

/** libuv reports a folder that is not there as EACCES too. */
const UNIX_HINTS: Readonly<Record<string, string>> = {
  EADDRINUSE: "something that is no socket stands there: remove it, or choose another path",
  EACCES: "its directory has to exist and to be writable",
};

function listenError(target: ListenTarget, error: unknown): MemtoolError {
  const where = target.kind === "unix" ? target.path : `${target.host}:${target.port}`;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const hint = (target.kind === "unix" ? UNIX_HINTS : TCP_HINTS)[code];
  const details = hint === undefined ? { cause: error } : { cause: error, hint };
  return new MemtoolError("LISTEN", `could not listen on ${where}: ${messageOf(error)}`, details);
}
