/** Takes accepted connections: turns those over the limit away, gives the others to the worker with the fewest. */

import type { Socket } from "node:net";
import { systemClock } from "../base/clock.ts";
import { DescriptorHandover } from "../net/handover.ts";
import { type ListenTarget, socketName } from "../net/listen.ts";
import { START_OFFSET_SECONDS } from "../store/clock.ts";
import { ConnectionTable } from "./connection-table.ts";
import type { ConnectionOrigin, ThreadData } from "./messages.ts";
import type { ServerSettings } from "./settings.ts";
import { SharedState } from "./shared-state.ts";
import type { ThreadGroup } from "./thread-group.ts";

/** memcached's line for a connection over the limit (-c). */
const TOO_MANY_CONNECTIONS = "ERROR Too many open connections\r\n";

const US_PER_MS = 1000;

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
  /** Connections over the limit that wait for their turn, and since when there are any. */
  readonly #waiting: (() => void)[] = [];
  #waitingSinceMs = 0;

  constructor(settings: ServerSettings, shared: ThreadData, threads: ThreadGroup, log: (line: string) => void) {
    this.#log = log;
    this.#settings = settings;
    this.#state = new SharedState(shared.state);
    this.#connections = new ConnectionTable(shared.connections);
    this.#threads = threads;
    this.#startedAtMs = shared.startedAtMs;
    threads.onClosed((descriptors) => {
      this.#handover.closed(descriptors);
      this.#serveWaiting();
    });
  }

  /** Gives `socket`, accepted at `target`, to a worker, lets it wait or turns it away. */
  accept(socket: Socket, target: ListenTarget, origin: ConnectionOrigin): void {
    if (this.#state.currentConnections < this.#settings.maxConnections) {
      this.#handOver(socket, target, origin);
    } else if (this.#settings.maxConnectionsFast || this.#waiting.length >= this.#settings.backlog) {
      this.#turnAway(socket);
    } else {
      this.#wait(socket, target, origin);
    }
  }

  #turnAway(socket: Socket): void {
    this.#state.connectionRejected();
    if (this.#state.verbosity > 0) {
      this.#log(`connection turned away: ${this.#settings.maxConnections} are open (-c)`);
    }
    socket.on("error", () => {});
    socket.end(TOO_MANY_CONNECTIONS, () => socket.destroy());
  }

  /** Without maxconns_fast a connection over the limit is left alone, unread, until another one has ended. */
  #wait(socket: Socket, target: ListenTarget, origin: ConnectionOrigin): void {
    if (this.#waiting.length === 0) {
      this.#waitingSinceMs = systemClock.monotonicMs();
      this.#state.accepting = false;
      this.#state.listenDisabled();
    }
    this.#waiting.push(() => this.#handOver(socket, target, origin));
  }

  /** Serves who has waited, as far as there is room. */
  #serveWaiting(): void {
    if (this.#waiting.length === 0) {
      return;
    }
    while (this.#waiting.length > 0 && this.#state.currentConnections < this.#settings.maxConnections) {
      const handOver = this.#waiting.shift();
      if (this.#waiting.length === 0) {
        // Before the last one is served: it may ask.
        this.#state.accepting = true;
        this.#state.addListenDisabledUs((systemClock.monotonicMs() - this.#waitingSinceMs) * US_PER_MS);
      }
      handOver?.();
    }
  }

  #handOver(socket: Socket, target: ListenTarget, origin: ConnectionOrigin): void {
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
  return target.kind === "unix" ? "?:<AF 0>" : socketName(socket.remoteAddress, socket.remotePort);
}

function listenerName(socket: Socket, target: ListenTarget): string {
  return target.kind === "unix" ? `unix:${target.path}` : socketName(socket.localAddress, socket.localPort);
}
