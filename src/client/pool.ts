/** The connections to one server: made when they are needed, replaced when they are lost, the least busy one is used. */
import type { Address } from "../base/address.ts";
import { MemtoolError } from "../base/errors.ts";
import { Connection, type ConnectionSettings } from "./connection.ts";
import type { PendingRequest } from "./pending-request.ts";

/** See the head of the file. */
export class Pool {
  readonly #address: Address;
  readonly #settings: ConnectionSettings;
  readonly #slots: (Connection | undefined)[];
  #isClosed = false;

  /** @param connectionCount how many connections are kept at most */
  constructor(address: Address, connectionCount: number, settings: ConnectionSettings) {
    this.#address = address;
    this.#settings = settings;
    this.#slots = new Array<Connection | undefined>(connectionCount).fill(undefined);
  }

  /** Opens every connection. @throws MemtoolError CONNECT or REFUSED for the first that cannot be opened */
  async open(): Promise<void> {
    await Promise.all(this.#slots.map((_, index) => this.#use(index).opened));
  }

  /** Sends a request on the least busy connection. Its failure is told to the request. */
  dispatch(request: PendingRequest): void {
    if (this.#isClosed) {
      request.reject(new MemtoolError("USAGE", "this client was closed and takes no more requests"));
    } else {
      this.#use(this.#leastBusy()).send(request);
    }
  }

  /** A slot without a usable connection counts as busier than an idle connection and less busy than a working one. */
  #leastBusy(): number {
    let best = 0;
    let bestCount = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.#slots.length; index++) {
      const connection = this.#slots[index];
      const count = connection?.isUsable === true ? connection.pendingCount : 0.5;
      if (count < bestCount) {
        best = index;
        bestCount = count;
      }
    }
    return best;
  }

  #use(index: number): Connection {
    const current = this.#slots[index];
    if (current?.isUsable === true) {
      return current;
    }
    const fresh = new Connection(this.#address, this.#settings, (request, error) => this.#onLost(request, error));
    this.#slots[index] = fresh;
    return fresh;
  }

  /** A read that was lost with its connection is sent once more on a new one; everything else fails. */
  #onLost(request: PendingRequest, error: MemtoolError): void {
    if (error.code === "DISCONNECTED" && request.retriesLeft > 0 && !this.#isClosed) {
      request.retriesLeft--;
      this.dispatch(request);
    } else {
      request.reject(error);
    }
  }

  /** Takes no more requests; connections close once they have their replies. */
  close(): void {
    this.#isClosed = true;
    for (const connection of this.#slots) {
      connection?.close();
    }
  }

  /** Closes at once; everything pending fails with DISCONNECTED. */
  destroy(): void {
    this.#isClosed = true;
    for (const connection of this.#slots) {
      connection?.destroy("the client was closed");
    }
  }
}
