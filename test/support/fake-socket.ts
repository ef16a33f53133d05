/** A socket that keeps what is written to it; tests decide when the peer has taken it. */
import type { Socket } from "node:net";

/** Only what a session uses of a socket. */
export class FakeSocket {
  readonly chunks: Buffer[] = [];
  readonly #callbacks: (() => void)[] = [];
  writableLength = 0;
  paused = false;
  ended = false;
  /** While true nothing written is taken. */
  stuck = false;

  /** As the type that sessions want. */
  get socket(): Socket {
    return this as unknown as Socket;
  }

  write(bytes: Uint8Array, callback?: () => void): boolean {
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
