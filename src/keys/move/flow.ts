/** How much is under way at a time, and how fast: what keeps a dump from filling memory and a restore from overrunning a server. */
import type { ScanClock } from "../key-scan.ts";
import { RateLimit } from "../rate-limit.ts";

/** Lets work in while less than so many pieces, and less than so many bytes, are under way. */
export class Gate {
  readonly #countMax: number;
  readonly #bytesMax: number;
  #count = 0;
  #bytes = 0;
  #waiting = 0;
  #wake: (() => void)[] = [];

  constructor(countMax: number, bytesMax: number) {
    this.#countMax = countMax;
    this.#bytesMax = bytesMax;
  }

  /** Takes a place, if there is one; a piece larger than all the room is let in alone. */
  tryEnter(bytes: number): boolean {
    if (this.#count > 0 && (this.#count >= this.#countMax || this.#bytes + bytes > this.#bytesMax)) {
      return false;
    }
    this.#count++;
    this.#bytes += bytes;
    return true;
  }

  /** Takes a place as soon as there is one. */
  async enter(bytes: number): Promise<void> {
    this.#waiting++;
    while (!this.tryEnter(bytes)) {
      await this.#changed();
    }
    this.#waiting--;
  }

  /** Resolves when there may be room again; undefined while there is some. */
  ready(): Promise<void> | undefined {
    return this.#count < this.#countMax && this.#bytes < this.#bytesMax ? undefined : this.#changed();
  }

  /** Gives a place back. */
  leave(bytes: number): void {
    this.#count--;
    this.#bytes -= bytes;
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) {
      wake();
    }
  }

  /** Resolves when nothing is under way, and nothing waits. */
  async idle(): Promise<void> {
    while (this.#count > 0 || this.#waiting > 0) {
      await this.#changed();
    }
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }
}

/** Shorter waits are not worth a timer. */
const WAIT_MS_MIN = 5;

/** Spaces work out to a rate. */
export class Throttle {
  readonly #limit: RateLimit | undefined;
  readonly #clock: ScanClock;

  /** @param perSecond undefined for no limit */
  constructor(perSecond: number | undefined, clock: ScanClock) {
    this.#limit = perSecond === undefined ? undefined : new RateLimit(perSecond);
    this.#clock = clock;
  }

  /** Counts one piece of work; undefined if it may begin now. */
  next(): Promise<void> | undefined {
    const waitMs = this.#limit?.take(1, this.#clock.monotonicMs()) ?? 0;
    return waitMs > WAIT_MS_MIN ? this.#clock.sleep(waitMs) : undefined;
  }
}
