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
 * just that. A number can come back with the next connection before the end of the last one has been told: each number has
 * a list of handles. Uses `_handle.fd` and `_handle.close()`, the same on Node 20 to 26 (test/unit/net/handover.test.ts).
 */
import { closeSync, openSync } from "node:fs";
import type { Socket } from "node:net";

/** What of libuv's stream handle is used here. */
interface StreamHandle {
  readonly fd: number;
  close(): void;
}

/**
 * Descriptors opened in vain before a reclaiming round gives up: lower numbers that are free but not ours. There are few in
 * a server of its own, and as many as there were clients when clients of the same process have just left.
 */
const VAIN_OPENS_MAX = 1024;

/** The stale handles of one descriptor number: as many as connections had it, and how many of those are closed by now. */
interface Handles {
  readonly all: StreamHandle[];
  closable: number;
}

/** Keeps the stale handles of descriptors that were handed over; one per accepting thread. */
export class DescriptorHandover {
  readonly #handles = new Map<number, Handles>();
  /** Numbers all of whose connections are closed: the kernel may give them to us. */
  readonly #free = new Set<number>();
  #liveCount = 0;
  #closableCount = 0;

  /**
   * Takes the descriptor out of a socket that was accepted with `pauseOnConnect` (nothing may have been read from it).
   * The socket must not be used afterwards. The number may still be known from an earlier connection, whose end has not
   * been told yet.
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
    holder._handle = null;
    const handles = this.#handles.get(descriptor);
    if (handles === undefined) {
      this.#handles.set(descriptor, { all: [handle], closable: 0 });
    } else {
      handles.all.push(handle);
      this.#free.delete(descriptor);
    }
    this.#liveCount++;
    return descriptor;
  }

  /** Tells that the owning threads have closed these descriptors, once for each; reclaims what it can at once. */
  closed(descriptors: readonly number[]): void {
    for (const descriptor of descriptors) {
      const handles = this.#handles.get(descriptor);
      if (handles !== undefined && handles.closable < handles.all.length) {
        handles.closable++;
        this.#closableCount++;
        this.#liveCount--;
        if (handles.closable === handles.all.length) {
          this.#free.add(descriptor);
        }
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
    return this.#liveCount;
  }

  #reclaim(): void {
    const vain: number[] = [];
    // Each descriptor that is opened is higher than the one before: past the highest that is wanted all are opened in vain.
    const highest = Math.max(...this.#free);
    let descriptor = -1;
    try {
      while (this.#free.size > 0 && descriptor < highest && vain.length < VAIN_OPENS_MAX) {
        descriptor = openSync("/dev/null", "r");
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

  /** Any of a number's handles will do: none of them has ever been used, they differ in nothing. */
  #takeClosable(descriptor: number): StreamHandle | undefined {
    const handles = this.#handles.get(descriptor);
    if (handles === undefined || handles.closable === 0) {
      return undefined;
    }
    handles.closable--;
    this.#closableCount--;
    const handle = handles.all.pop();
    if (handles.all.length === 0) {
      this.#handles.delete(descriptor);
      this.#free.delete(descriptor);
    }
    return handle;
  }
}
