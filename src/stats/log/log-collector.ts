/** Takes the entries of all threads and gives each watcher the lines it asked for; run by one thread, every few milliseconds. */
import { RecordRing } from "../../memory/record-ring.ts";
import { readShared, writeShared } from "../../memory/shared-words.ts";
import { COUNTER } from "../counter-names.ts";
import type { ThreadCounters } from "../thread-counters.ts";
import { formatEntry, readEntry } from "./format-entry.ts";
import { type LogMemory, WATCHER_PLACES, WATCHER_STATE, watcherWord } from "./log-memory.ts";
import { LOG_ENTRIES } from "./log-types.ts";
import { refreshWatchedTypes } from "./watched-types.ts";

interface Place {
  readonly ring: RecordRing;
  /** 0 while nobody watches here. */
  types: number;
  /** Lines that found no room since the last one that did. */
  skippedCount: number;
}

/** See the file's head. */
export class LogCollector {
  readonly #words: Int32Array;
  readonly #threadRings: readonly RecordRing[];
  readonly #places: readonly Place[];
  readonly #counters: ThreadCounters;
  #gid = 0;

  /** @param counters of the collecting thread: log_watcher_sent, log_watcher_skipped */
  constructor(memory: LogMemory, counters: ThreadCounters) {
    this.#words = new Int32Array(memory.words);
    this.#threadRings = memory.threadRings.map((ring) => new RecordRing(ring));
    this.#places = memory.watcherRings.map((ring) => ({ ring: new RecordRing(ring), types: 0, skippedCount: 0 }));
    this.#counters = counters;
  }

  /** Passes on what there is, `entriesMax` of each thread at most; returns how many entries there were. */
  collect(entriesMax: number): number {
    this.#lookAtPlaces();
    let collected = 0;
    for (const ring of this.#threadRings) {
      for (let count = 0; count < entriesMax; count++) {
        const at = ring.peek();
        if (at < 0) {
          break;
        }
        this.#passOn(ring, at);
        ring.drop();
        collected++;
      }
    }
    return collected;
  }

  #lookAtPlaces(): void {
    for (let index = 0; index < WATCHER_PLACES; index++) {
      const place = this.#places[index] as Place;
      const word = watcherWord(index);
      const state = readShared(this.#words, word);
      place.types = state === WATCHER_STATE.live ? (this.#words[word + 1] as number) : 0;
      if (state === WATCHER_STATE.ending) {
        place.skippedCount = 0;
        writeShared(this.#words, word, WATCHER_STATE.free);
        refreshWatchedTypes(this.#words);
      }
    }
  }

  #passOn(ring: RecordRing, at: number): void {
    const entry = readEntry(ring, at, ring.recordBytes);
    const { type } = LOG_ENTRIES[entry.kind];
    let line: Buffer | undefined;
    for (const place of this.#places) {
      if ((place.types & type) !== 0) {
        if (line === undefined) {
          this.#gid++;
          line = Buffer.from(formatEntry(entry, this.#gid), "latin1");
        }
        this.#give(place, line);
      }
    }
  }

  /** Writes a line to a watcher, before it how many were skipped; or skips it. */
  #give(place: Place, line: Buffer): void {
    const note = place.skippedCount === 0 ? "" : `skipped=${place.skippedCount}\n`;
    const at = place.ring.reserve(note.length + line.length);
    if (at < 0) {
      place.skippedCount++;
      this.#counters.count(COUNTER.log_watcher_skipped);
      return;
    }
    place.ring.bytes.write(note, at, "latin1");
    line.copy(place.ring.bytes, at + note.length);
    place.ring.publish();
    place.skippedCount = 0;
    this.#counters.count(COUNTER.log_watcher_sent);
  }
}
