/** The word that all threads look at follows the places of the watchers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createLogMemory,
  WATCHED_TYPES_WORD,
  WATCHER_PLACES,
  WATCHER_STATE,
  watcherWord,
} from "../../../../src/stats/log/log-memory.ts";
import { refreshWatchedTypes, watcherCount } from "../../../../src/stats/log/watched-types.ts";

test("only those that live count", () => {
  const words = new Int32Array(createLogMemory(1, 64, 64).words);
  const states = [WATCHER_STATE.live, WATCHER_STATE.taken, WATCHER_STATE.ending, WATCHER_STATE.live];
  states.forEach((state, place) => {
    words[watcherWord(place)] = state;
    words[watcherWord(place) + 1] = 1 << place;
  });
  assert.equal(watcherCount(words), 2);
  refreshWatchedTypes(words);
  assert.equal(words[WATCHED_TYPES_WORD], 0b1001);
  words[watcherWord(0)] = WATCHER_STATE.ending;
  refreshWatchedTypes(words);
  assert.equal(words[WATCHED_TYPES_WORD], 0b1000);
});

test("there is a ring for every place and thread", () => {
  const memory = createLogMemory(3, 64, 64);
  assert.equal(memory.threadRings.length, 3);
  assert.equal(memory.watcherRings.length, WATCHER_PLACES);
});
