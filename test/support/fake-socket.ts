/** A socket that keeps what is written to it; tests decide when the peer has taken it. */
import type { Socket } from "node:net";

/** As a Node socket: with so much waiting, write() answers false and a drain follows. */
const HIGH_WATER_BYTES = 16 * 1024;

/** Only what a session uses of a socket. */
export class FakeSocket {
  readonly chunks: Buffer[] = [];
  /** What was passed to write(), uncopied. */
  readonly views: Uint8Array[] = [];
  readonly #callbacks: (() => void)[] = [];
  writableLength = 0;
  paused = false;
  ended = false;
  destroyed = false;
  /** What setTimeout() was told last. */
  timeoutMs = 0;
  /** While true nothing written is taken. */
  stuck = false;

  /** As the type that sessions want. */
  get socket(): Socket {
    return this as unknown as Socket;
  }

  get writableNeedDrain(): boolean {
    return this.writableLength >= HIGH_WATER_BYTES;
  }

  setTimeout(timeoutMs: number): void {
    this.timeoutMs = timeoutMs;
  }

  write(bytes: Uint8Array, callback?: () => void): boolean {
    // Like the kernel, keep the bytes as they are now; a stuck peer leaves them with the socket.
    this.chunks.push(Buffer.from(bytes));
    this.views.push(bytes);
    if (this.stuck) {
      this.writableLength += bytes.length;
      if (callback !== undefined) {
        this.#callbacks.push(callback);
      }
    } else {
      callback?.();
    }
    return !this.stuck;
  }

  cork(): void {}

  uncork(): void {}

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  destroySoon(): void {
    this.ended = true;
  }

  destroy(): void {
    this.destroyed = true;
  }

  /** The peer takes everything. */
  drain(): void {
    this.writableLength = 0;
    for (const callback of this.#callbacks.splice(0)) {
      callback();
    }
  }

  /** Everything written so far as latin1 text. */
  get text(): string {
    return Buffer.concat(this.chunks).toString("latin1");
  }
}
