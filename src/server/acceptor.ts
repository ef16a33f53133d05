/** Takes accepted connections: turns those over the limit away, gives the others to the worker with the fewest. */

import type { Socket } from "node:net";
import { systemClock } from "../base/clock.ts";
import { DescriptorHandover } from "../net/handover.ts";
import type { ListenTarget } from "../net/listen.ts";
import { START_OFFSET_SECONDS } from "../store/clock.ts";
import { ConnectionTable } from "./connection-table.ts";
import type { ConnectionOrigin, ThreadData } from "./messages.ts";
import type { ServerSettings } from "./settings.ts";
import { SharedState } from "./shared-state.ts";
import type { ThreadGroup } from "./thread-group.ts";

/** memcached's line for a connection over the limit (-c). */
const TOO_MANY_CONNECTIONS = "ERROR Too many open connections\r\n";

/** The accepting side of a server. */
export class Acceptor {
  readonly #settings: ServerSettings;
  readonly #state: SharedState;
  readonly #connections: ConnectionTable;
  readonly #threads: ThreadGroup;
  readonly #handover = new DescriptorHandover();
  readonly #startedAtMs: number;
  readonly #log: (line: string) => void;
  #serial = 0;

  constructor(settings: ServerSettings, shared: ThreadData, threads: ThreadGroup, log: (line: string) => void) {
    this.#log = log;
    this.#settings = settings;
    this.#state = new SharedState(shared.state);
    this.#connections = new ConnectionTable(shared.connections);
    this.#threads = threads;
    this.#startedAtMs = shared.startedAtMs;
    threads.onClosed((descriptors) => this.#handover.closed(descriptors));
  }

  /** Gives `socket`, accepted at `target`, to a worker or turns it away. */
  accept(socket: Socket, target: ListenTarget, origin: ConnectionOrigin): void {
    if (this.#state.currentConnections >= this.#settings.maxConnections) {
      this.#state.connectionRejected();
      if (this.#state.verbosity > 0) {
        this.#log(`connection turned away: ${this.#settings.maxConnections} are open (-c)`);
      }
      socket.on("error", () => {});
      socket.end(TOO_MANY_CONNECTIONS, () => socket.destroy());
      return;
    }
    const peer = peerName(socket, target);
    const listener = listenerName(socket, target);
    const descriptor = this.#handover.detach(socket);
    if (descriptor < 0) {
      return;
    }
    const worker = this.#state.leastLoadedWorker(this.#settings.threads);
    const second = Math.floor((systemClock.unixMs() - this.#startedAtMs) / 1000) + START_OFFSET_SECONDS;
    const serial = (this.#serial + 1) | 0;
    this.#serial = serial;
    this.#connections.open(descriptor, serial, second, peer, listener);
    this.#state.connectionOpened(worker);
    this.#threads.giveConnection(worker, { descriptor, serial }, origin);
  }
}

/** A client's address as `stats conns` prints it; memcached's own text for the client of a unix socket. */
function peerName(socket: Socket, target: ListenTarget): string {
  return target.kind === "unix" ? "?:<AF 0>" : tcpName(socket.remoteAddress, socket.remotePort);
}

function listenerName(socket: Socket, target: ListenTarget): string {
  return target.kind === "unix" ? `unix:${target.path}` : tcpName(socket.localAddress, socket.localPort);
}

function tcpName(address: string | undefined, port: number | undefined): string {
  const host = address ?? "?";
  return host.includes(":") ? `tcp6:[${host}]:${port}` : `tcp:${host}:${port}`;
}
