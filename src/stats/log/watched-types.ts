/** The word that tells all threads what anybody watches, kept true as watchers come and go. */
import { readShared, writeShared } from "../../memory/shared-words.ts";
import { WATCHED_TYPES_WORD, WATCHER_PLACES, WATCHER_STATE, watcherWord } from "./log-memory.ts";

/**
 * Brings the word up to date. Two threads doing so at once may leave it behind for a moment: each does it after having changed a
 * place, and looks again until what it wrote is so.
 */
export function refreshWatchedTypes(words: Int32Array): void {
  let types = watchedTypes(words);
  do {
    writeShared(words, WATCHED_TYPES_WORD, types);
    types = watchedTypes(words);
  } while (types !== readShared(words, WATCHED_TYPES_WORD));
}

/** How many watch (log_watchers). */
export function watcherCount(words: Int32Array): number {
  let count = 0;
  for (let place = 0; place < WATCHER_PLACES; place++) {
    count += readShared(words, watcherWord(place)) === WATCHER_STATE.live ? 1 : 0;
  }
  return count;
}

function watchedTypes(words: Int32Array): number {
  let types = 0;
  for (let place = 0; place < WATCHER_PLACES; place++) {
    const word = watcherWord(place);
    types |= readShared(words, word) === WATCHER_STATE.live ? readShared(words, word + 1) : 0;
  }
  return types;
}
