/** A watcher: takes a place, reads the lines that the collector puts there, gives the place back. */
import { RecordRing } from "../../memory/record-ring.ts";
import { claimShared, writeShared } from "../../memory/shared-words.ts";
import { type LogMemory, WATCHER_PLACES, WATCHER_STATE, WATCHERS_MAX, watcherWord } from "./log-memory.ts";
import { refreshWatchedTypes, watcherCount } from "./watched-types.ts";

/** Why nobody may watch: as many as may do, or (for a moment) no place. */
export type WatcherRefusal = "too many" | "failed";

/** See the file's head. */
export class Watcher {
  readonly #words: Int32Array;
  readonly #place: number;
  readonly ring: RecordRing;

  /** Watches `types`, bits of LOG_TYPE. */
  static open(memory: LogMemory, types: number): Watcher | WatcherRefusal {
    const words = new Int32Array(memory.words);
    if (watcherCount(words) >= WATCHERS_MAX) {
      return "too many";
    }
    for (let place = 0; place < WATCHER_PLACES; place++) {
      if (claimShared(words, watcherWord(place), WATCHER_STATE.free, WATCHER_STATE.taken)) {
        return new Watcher(memory, words, place, types);
      }
    }
    return "failed";
  }

  private constructor(memory: LogMemory, words: Int32Array, place: number, types: number) {
    this.#words = words;
    this.#place = place;
    this.ring = new RecordRing(memory.watcherRings[place] as SharedArrayBuffer);
    this.ring.clear();
    writeShared(words, watcherWord(place) + 1, types);
    writeShared(words, watcherWord(place), WATCHER_STATE.live);
    refreshWatchedTypes(words);
  }

  /** Watches no longer. */
  close(): void {
    writeShared(this.#words, watcherWord(this.#place), WATCHER_STATE.ending);
    refreshWatchedTypes(this.#words);
  }
}
