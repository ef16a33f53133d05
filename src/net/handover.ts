/**
 * Hands an accepted connection's descriptor from the accepting thread to another thread of the process.
 *
 *   acceptor                                   worker
 *   ────────                                   ──────
 *   accept() -> TCP handle, fd 31
 *   take 31 out of the handle   ── 31 ──────>  new net.Socket({ fd: 31 })  owns 31 from here on
 *   keep the handle: it still                  ... connection ends, libuv closes 31
 *   believes it owns 31         <── closed 31
 *   close the handle safely
 *
 * Node has no dup(): the acceptor's libuv handle keeps believing that it owns the number, so closing it at the wrong
 * moment would close somebody else's descriptor, and never closing it leaks about 2.6 KB a connection. The way out:
 * once the worker has closed a number, the acceptor opens /dev/null until the kernel gives it that very number (the
 * kernel always gives the lowest free one); now the number is the acceptor's own, and closing the stale handle closes
 * just that. Uses `_handle.fd` and `_handle.close()`, the same on Node 20 to 26 (test/threads/handover.test.ts).
 */
import { closeSync, openSync } from "node:fs";
import type { Socket } from "node:net";
import { assert } from "../base/assert.ts";

/** What of libuv's stream handle is used here. */
interface StreamHandle {
  readonly fd: number;
  close(): void;
}

/** Descriptors opened in vain before a reclaiming round gives up: lower numbers that are free but not ours. */
const VAIN_OPENS_MAX = 16;

/** Keeps the stale handles of descriptors that were handed over; one per accepting thread. */
export class DescriptorHandover {
  readonly #live = new Map<number, StreamHandle>();
  readonly #closable = new Map<number, StreamHandle[]>();
  #closableCount = 0;

  /**
   * Takes the descriptor out of a socket that was accepted with `pauseOnConnect` (nothing may have been read from it).
   * The socket must not be used afterwards.
   * @returns the descriptor, or -1 when the connection has already gone
   */
  detach(socket: Socket): number {
    const holder = socket as unknown as { _handle: StreamHandle | null };
    const handle = holder._handle;
    if (handle === null || handle.fd < 0) {
      socket.destroy();
      return -1;
    }
    const descriptor = handle.fd;
    assert(!this.#live.has(descriptor), "a descriptor is handed over once while it is open");
    holder._handle = null;
    this.#live.set(descriptor, handle);
    return descriptor;
  }

  /** Tells that the owning threads have closed these descriptors; reclaims what it can at once. */
  closed(descriptors: readonly number[]): void {
    for (const descriptor of descriptors) {
      const handle = this.#live.get(descriptor);
      if (handle !== undefined) {
        this.#live.delete(descriptor);
        const waiting = this.#closable.get(descriptor);
        if (waiting === undefined) {
          this.#closable.set(descriptor, [handle]);
        } else {
          waiting.push(handle);
        }
        this.#closableCount++;
      }
    }
    this.#reclaim();
  }

  /** Handles of closed connections that could not be closed yet, because their number is in use again. */
  get staleCount(): number {
    return this.#closableCount;
  }

  /** Connections that were handed over and not reported closed. */
  get liveCount(): number {
    return this.#live.size;
  }

  #reclaim(): void {
    const vain: number[] = [];
    try {
      while (this.#closableCount > 0 && vain.length < VAIN_OPENS_MAX) {
        const descriptor = openSync("/dev/null", "r");
        const handle = this.#takeClosable(descriptor);
        if (handle === undefined) {
          vain.push(descriptor);
        } else {
          handle.close();
        }
      }
    } catch {
      // Out of descriptors: the handles wait for a later round.
    } finally {
      for (const descriptor of vain) {
        closeSync(descriptor);
      }
    }
  }

  #takeClosable(descriptor: number): StreamHandle | undefined {
    const waiting = this.#closable.get(descriptor);
    const handle = waiting?.pop();
    if (waiting !== undefined && waiting.length === 0) {
      this.#closable.delete(descriptor);
    }
    if (handle !== undefined) {
      this.#closableCount--;
    }
    return handle;
  }
}
