/** Hands batches from who gets them pushed (a socket) to who pulls them (a loop), and tells the socket when to stop and go on. */

/** See the head of the file. One reader. */
export class BatchQueue<Batch> {
  readonly #batches: Batch[] = [];
  readonly #batchesMax: number;
  readonly #onRoom: () => void;
  #isEnded = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  /**
   * @param batchesMax from this many on there is no room
   * @param onRoom called whenever the reader has taken the last one that waited
   */
  constructor(batchesMax: number, onRoom: () => void) {
    this.#batchesMax = batchesMax;
    this.#onRoom = onRoom;
  }

  /** Adds a batch. @returns false if the next one should wait until `onRoom` */
  push(batch: Batch): boolean {
    this.#batches.push(batch);
    this.#wake?.();
    return this.#batches.length < this.#batchesMax;
  }

  /** There will be no more; the reader still gets what waits, and then the failure if there is one. The first end counts. */
  end(failure?: Error): void {
    if (!this.#isEnded) {
      this.#isEnded = true;
      this.#failure = failure;
      this.#wake?.();
    }
  }

  /** The next batch; undefined at the end. @throws the failure it ended with */
  async next(): Promise<Batch | undefined> {
    for (;;) {
      const batch = this.#batches.shift();
      if (batch !== undefined) {
        if (this.#batches.length === 0) {
          this.#onRoom();
        }
        return batch;
      }
      if (this.#isEnded) {
        if (this.#failure !== undefined) {
          throw this.#failure;
        }
        return undefined;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
