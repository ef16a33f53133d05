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
  #corks = 0;
  readonly #held: { readonly bytes: Uint8Array; readonly callback: (() => void) | undefined }[] = [];
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
    this.views.push(bytes);
    if (this.#corks > 0) {
      // Not copied: what is written over meanwhile goes out wrong.
      this.#held.push({ bytes, callback });
      this.writableLength += bytes.length;
      return !this.writableNeedDrain;
    }
    return this.#send(bytes, callback);
  }

  #send(bytes: Uint8Array, callback: (() => void) | undefined): boolean {
    // Like the kernel, keep the bytes as they are now; a stuck peer leaves them with the socket.
    this.chunks.push(Buffer.from(bytes));
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

  /** Corked writes are held, and uncorked ones go at once. */
  cork(): void {
    this.#corks++;
  }

  uncork(): void {
    this.#corks = Math.max(0, this.#corks - 1);
    if (this.#corks === 0) {
      for (const { bytes, callback } of this.#held.splice(0)) {
        this.writableLength -= bytes.length;
        this.#send(bytes, callback);
      }
    }
  }

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
