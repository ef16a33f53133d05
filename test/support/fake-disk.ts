/** The persistence thread as a worker sees it: a test says what it answers and when. */
import type { MessagePort } from "node:worker_threads";
import type { FetchOutcome } from "../../src/persistence/promoter.ts";
import { DiskLink } from "../../src/server/disk-link.ts";
import type { FromPersistence, ToPersistence } from "../../src/server/messages.ts";

/** One worker's link, and the other end of it. */
export class FakeDisk {
  readonly link: DiskLink;
  /** Requests that were not answered yet. */
  readonly requests: ToPersistence[] = [];
  /** Counts the worker's changes; what was told to be durable. */
  readonly changes: { lastNumber: number; durable: number; isDurable: (number: number) => boolean };
  #listener: (message: FromPersistence) => void = () => {};

  constructor(isSync = true) {
    this.changes = { lastNumber: 0, durable: 0, isDurable: (number) => this.changes.durable >= number };
    const port = {
      on: (_event: string, listener: (message: FromPersistence) => void) => {
        this.#listener = listener;
      },
      postMessage: (request: ToPersistence) => this.requests.push(request),
      close: () => {},
    };
    this.link = new DiskLink(port as unknown as MessagePort, this.changes, isSync);
  }

  /** The keys that were asked for and not answered. */
  wanted(): string[] {
    return this.requests.map(({ key }) => Buffer.from(key).toString("latin1"));
  }

  /** Answers the oldest request for a key. */
  fetched(key: string, outcome: FetchOutcome): void {
    const index = this.wanted().indexOf(key);
    const [request] = this.requests.splice(index, 1);
    if (index < 0 || request === undefined) {
      throw new Error(`nobody has asked for ${key}`);
    }
    this.heard({ kind: "fetched", id: request.id, outcome });
  }

  /** Everything up to a change is on disk. */
  durable(number = this.changes.lastNumber): void {
    this.changes.durable = number;
    this.heard({ kind: "durable", number });
  }

  heard(message: FromPersistence): void {
    this.#listener(message);
  }
}
