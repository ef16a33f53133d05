/**
 * The wire of one connection and how it comes up: connects, asks the server's version, and, where that is wanted, does it again when the
 * connection was lost or is to be renewed.
 *
 *   down -- open / reopen --> connecting -- version told --> up -- lost, or renewed --> down
 *    ^                            | fails: a little later again
 *    +----------------------------+
 */
import type { MemtoolError } from "../../base/errors.ts";
import { openWire, type Wire } from "../../client/wire.ts";
import { violationError } from "../failure.ts";
import { REOPEN_MS_MAX, REOPEN_MS_MIN } from "../limits.ts";
import type { ThreadServer } from "./thread-server.ts";

/** What a link tells its connection. */
export interface LinkEvents {
  /** Bytes of replies arrived. */
  onData(bytes: Buffer, length: number): void;
  /** The socket has taken everything that was written. */
  onDrain(): void;
  /** The server ended the connection, or it broke. */
  onLost(error: MemtoolError): void;
  /** It is up again. */
  onReopened(): void;
  /** It could not be opened again. */
  onFailure(error: MemtoolError): void;
}

/** The link. */
export class Link {
  readonly #server: ThreadServer;
  readonly #events: LinkEvents;
  #wire: Wire | undefined;
  /** What came of the version so far; undefined once it is known. */
  #greeting: Buffer | undefined;
  #onGreeting: ((version: string) => void) | undefined;
  #onRefusal: ((error: MemtoolError) => void) | undefined;
  #isClosed = false;
  /** When the present or last sign of life was, on the thread's clock. */
  activeMs = 0;

  constructor(server: ThreadServer, events: LinkEvents) {
    this.#server = server;
    this.#events = events;
  }

  /** Whether requests can be sent. */
  get isUp(): boolean {
    return this.#wire !== undefined && this.#greeting === undefined && !this.#isClosed;
  }

  /** True while the server has been asked for its version. */
  get isGreeting(): boolean {
    return this.#greeting !== undefined && !this.#isClosed;
  }

  /** Whether the memory of what was written is still needed. */
  get holdsBytes(): boolean {
    return this.#wire?.holdsBytes ?? false;
  }

  /** Whether it takes more requests: it is up, and the socket has taken what was written. */
  get canWrite(): boolean {
    return this.isUp && this.#wire?.isBlocked === false;
  }

  /**
   * Connects and asks for the server's version, so that a server that refuses, or is none, shows now.
   * @returns the version
   * @throws MemtoolError CONNECT, REFUSED, PROTOCOL, DISCONNECTED
   */
  async open(): Promise<string> {
    const { address, owner, dialect } = this.#server;
    this.#greeting = Buffer.alloc(0);
    const greeted = new Promise<string>((resolve, reject) => {
      this.#onGreeting = resolve;
      this.#onRefusal = reject;
    });
    let wire: Wire | undefined;
    wire = await openWire(address, {
      tls: owner.tls,
      protocol: dialect.loginProtocol,
      readBuffer: owner.readBuffer,
      connectTimeoutMs: owner.connectTimeoutMs,
      onData: (bytes, length) => this.#onData(bytes as Buffer, length),
      onDrain: () => {
        this.activeMs = owner.clock.monotonicMs();
        this.#events.onDrain();
      },
      onClose: (error) => {
        if (error !== undefined && wire !== undefined && this.#wire === wire && !this.#isClosed) {
          this.#lose(error);
        }
      },
    });
    this.#wire = wire;
    this.activeMs = owner.clock.monotonicMs();
    if (this.#isClosed) {
      wire.destroy();
    } else {
      wire.write(dialect.greeting.request);
    }
    return await greeted;
  }

  /** Closes what is there and opens it again, as often as it takes; after `stallTimeoutMs` it is given up. */
  async reopen(): Promise<void> {
    const { owner } = this.#server;
    const giveUpMs = owner.clock.monotonicMs() + owner.stallTimeoutMs;
    for (let waitMs = REOPEN_MS_MIN; !this.#isClosed; waitMs = Math.min(waitMs * 2, REOPEN_MS_MAX)) {
      this.#wire?.destroy();
      this.#wire = undefined;
      try {
        await this.open();
        this.#events.onReopened();
        return;
      } catch (error) {
        if (owner.clock.monotonicMs() >= giveUpMs) {
          this.#events.onFailure(error as MemtoolError);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }

  /** Writes bytes, which must not change while `holdsBytes`. Only while it is up. */
  write(bytes: Uint8Array): void {
    this.#wire?.write(bytes);
  }

  /** Closes for good, without a word. */
  destroy(): void {
    this.#isClosed = true;
    this.#wire?.destroy();
  }

  /** The wire has ended. Who waits for the version hears of it there. */
  #lose(error: MemtoolError): void {
    this.#wire = undefined;
    if (this.#greeting === undefined) {
      this.#events.onLost(error);
    } else {
      this.#onRefusal?.(error);
    }
  }

  #onData(bytes: Buffer, length: number): void {
    if (this.#isClosed) {
      return;
    }
    if (this.#greeting === undefined) {
      this.#events.onData(bytes, length);
      return;
    }
    this.activeMs = this.#server.owner.clock.monotonicMs();
    this.#greeting = Buffer.concat([this.#greeting, bytes.subarray(0, length)]);
    const verdict = this.#server.dialect.greeting.judge(this.#greeting);
    switch (verdict.kind) {
      case "more":
        break;
      case "version":
        this.#greeting = undefined;
        this.#onGreeting?.(verdict.version);
        break;
      case "violation":
        this.#onRefusal?.(violationError(this.#server.address, verdict.found));
        break;
    }
  }
}
