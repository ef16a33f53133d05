/**
 * What one connection waits for the disk with: items that are fetched, and replies that are held until what they tell of is on disk
 * (--durability sync). Nothing of it is executed or sent meanwhile.
 */
import type { Socket } from "node:net";
import type { ColdRequests, DiskLook } from "../engine/cold-requests.ts";
import type { Request } from "../protocol/request.ts";
import type { DiskLink } from "./disk-link.ts";

/** What the connection does about it. */
export interface DiskHoldHost {
  /** Stop executing and reading. */
  pause(): void;
  /** Nothing is waited for any more. */
  diskHasAnswered(): void;
  /** What was changed can't be brought to the disk, or what is there can't be had. */
  diskHasFailed(): void;
}

/**
 * An item that was fetched may be evicted before it is asked for again: then it is fetched anew. So many times in a row that never
 * happens by chance: the memory cannot keep anything.
 */
const LOOKS_MAX = 1000;

/** One a connection. */
export class DiskHold {
  readonly #disk: DiskLink;
  readonly #cold: ColdRequests;
  readonly #host: DiskHoldHost;
  #waits = 0;
  #holdsReplies = false;
  /** The last look at the disk for an item. */
  #look: DiskLook | undefined;
  /** Number of the worker's last change before this connection's turn. */
  #changeBefore = 0;
  /** Number of the last change that this connection has made and that may not be on disk. */
  #ownChange: number | undefined;

  constructor(disk: DiskLink, cold: ColdRequests, host: DiskHoldHost) {
    this.#disk = disk;
    this.#cold = cold;
    this.#host = host;
  }

  get isWaiting(): boolean {
    return this.#waits > 0;
  }

  /** The connection's requests are executed from here on. */
  beginTurn(): void {
    if (this.isWaiting) {
      return;
    }
    this.#changeBefore = this.#disk.lastChange;
    this.#cold.expect(this.#look);
  }

  /** Has the item of the request's key fetched. */
  readonly fetch = (request: Request): void => {
    const { keyBytes, keyStart, keyLength } = request;
    const look = this.#cold.lookFor(request);
    this.#look = look;
    this.#wait();
    this.#disk.fetch(keyBytes.subarray(keyStart, keyStart + keyLength), (outcome) => {
      if (outcome === "failed" || look.count >= LOOKS_MAX) {
        this.#host.diskHasFailed();
        return;
      }
      look.isInVain = outcome === "absent";
      this.#answered();
    });
  };

  /** Requests have been executed: what they have changed is to be on disk before this connection hears of anything. */
  noteChanges(): void {
    const disk = this.#disk;
    if (disk.isSync && disk.lastChange !== this.#changeBefore) {
      this.#changeBefore = disk.lastChange;
      this.#ownChange = disk.lastChange;
    }
  }

  /** Holds what is sent from here on in the socket, if this connection has changed what is not on disk yet. @returns whether it is held */
  holdReplies(socket: Socket): boolean {
    const disk = this.#disk;
    if (this.#holdsReplies) {
      return true;
    }
    if (this.#ownChange === undefined || disk.isDurable(this.#ownChange)) {
      this.#ownChange = undefined;
      return false;
    }
    socket.cork();
    this.#holdsReplies = true;
    this.#wait();
    disk.awaitDurable(this.#ownChange, (isDurable) => {
      if (isDurable) {
        this.#holdsReplies = false;
        this.#ownChange = undefined;
        socket.uncork();
        this.#answered();
      } else {
        this.#host.diskHasFailed();
      }
    });
    return true;
  }

  #wait(): void {
    this.#waits++;
    this.#host.pause();
  }

  #answered(): void {
    this.#waits--;
    if (this.#waits === 0) {
      this.#host.diskHasAnswered();
    }
  }
}
