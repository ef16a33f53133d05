/** Knows what the database's first record says, and what it has to say. */
import type { CasGenerator } from "../store/cas-generator.ts";
import type { Cipher } from "./cipher.ts";
import { Database, type DatabaseChange } from "./database.ts";
import type { FlushState } from "./flush-state.ts";
import { encodeMeta, type Meta } from "./meta.ts";
import type { ItemSpace } from "./record.ts";

/** One for each database; a change that was asked for is written or has failed before the next one is. */
export class MetaWriter {
  readonly #flushes: FlushState;
  readonly #cas: Pick<CasGenerator, "presentHigh">;
  readonly #cipher: Cipher | undefined;
  readonly #space: ItemSpace;
  #written: Meta | undefined;
  #underWay: Meta | undefined;

  constructor(
    flushes: FlushState,
    cas: Pick<CasGenerator, "presentHigh">,
    cipher: Cipher | undefined,
    space: ItemSpace,
  ) {
    this.#flushes = flushes;
    this.#cas = cas;
    this.#cipher = cipher;
    this.#space = space;
  }

  /** Whether the record has to be written. */
  get isDue(): boolean {
    const { generation, flushedUpTo, oldestLive } = this.#flushes;
    const written = this.#written;
    return (
      written === undefined ||
      written.generation !== generation ||
      written.flushedUpTo !== flushedUpTo ||
      written.oldestLive !== oldestLive ||
      written.casHigh !== this.#cas.presentHigh
    );
  }

  /** The changes that bring it up to date. */
  changes(): DatabaseChange[] {
    const { generation, flushedUpTo, oldestLive } = this.#flushes;
    this.#underWay = { generation, flushedUpTo, oldestLive, casHigh: this.#cas.presentHigh, space: this.#space };
    return Database.metaChanges(encodeMeta(this.#underWay, this.#cipher));
  }

  /** The commit with the last change, if there was one in it, has succeeded. */
  written(): void {
    this.#written = this.#underWay ?? this.#written;
    this.#underWay = undefined;
  }
}
