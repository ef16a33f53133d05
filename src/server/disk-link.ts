/** A worker's way to the durable copy: fetching what is only on disk, and waiting until changes are there. */
import type { MessagePort } from "node:worker_threads";
import type { ChangeWriter } from "../persistence/change-writer.ts";
import { READ_MS_MAX } from "../persistence/limits.ts";
import type { FetchOutcome } from "../persistence/promoter.ts";
import type { FromPersistence, ToPersistence } from "./messages.ts";

/** Somebody who waits for a change to be on disk. */
interface Waiter {
  readonly number: number;
  /** @param isDurable false when it can't be brought there */
  readonly done: (isDurable: boolean) => void;
}

/** A fetch under way. */
interface Fetching {
  readonly done: (outcome: FetchOutcome) => void;
  readonly timer: NodeJS.Timeout;
}

/** See the head of the file. */
export class DiskLink {
  readonly #port: MessagePort;
  readonly #changes: Pick<ChangeWriter, "lastNumber" | "isDurable">;
  /** Whether replies wait until what they tell of is on disk. */
  readonly isSync: boolean;
  readonly #fetching = new Map<number, Fetching>();
  #lastId = 0;
  #waiters: Waiter[] = [];

  constructor(port: MessagePort, changes: Pick<ChangeWriter, "lastNumber" | "isDurable">, isSync: boolean) {
    this.#port = port;
    this.#changes = changes;
    this.isSync = isSync;
    port.on("message", (message: FromPersistence) => this.#heard(message));
  }

  /** Has the item of a key put into memory if it is on disk; `done` is called later. A disk that does not answer in time has failed. */
  fetch(key: Uint8Array, done: (outcome: FetchOutcome) => void): void {
    this.#lastId++;
    const id = this.#lastId;
    const timer = setTimeout(() => this.#fetched(id, "failed"), READ_MS_MAX);
    this.#fetching.set(id, { done, timer });
    const request: ToPersistence = { id, key: Uint8Array.from(key) };
    this.#port.postMessage(request);
  }

  /** Number of the last change that this thread has made. */
  get lastChange(): number {
    return this.#changes.lastNumber;
  }

  /** Whether a change, and all before it, are on disk. */
  isDurable(number: number): boolean {
    return this.#changes.isDurable(number);
  }

  /** Calls `done` once a change that is not on disk yet is there, or can't be brought there. */
  awaitDurable(number: number, done: (isDurable: boolean) => void): void {
    this.#waiters.push({ number, done });
  }

  /** Ends the connection between the threads. */
  close(): void {
    for (const { timer } of this.#fetching.values()) {
      clearTimeout(timer);
    }
    this.#port.close();
  }

  #heard(message: FromPersistence): void {
    switch (message.kind) {
      case "fetched":
        this.#fetched(message.id, message.outcome);
        return;
      case "durable":
        this.#settle((number) => ((message.number - number) | 0) >= 0, true);
        return;
      case "failing":
        this.#settle(() => true, false);
        return;
    }
  }

  #fetched(id: number, outcome: FetchOutcome): void {
    const fetching = this.#fetching.get(id);
    if (fetching !== undefined) {
      clearTimeout(fetching.timer);
      this.#fetching.delete(id);
      fetching.done(outcome);
    }
  }

  #settle(isSettled: (number: number) => boolean, isDurable: boolean): void {
    const waiters = this.#waiters;
    this.#waiters = waiters.filter(({ number }) => !isSettled(number));
    for (const { number, done } of waiters) {
      if (isSettled(number)) {
        done(isDurable);
      }
    }
  }
}
