/** `debugtime SECONDS|p|r`, with MEMTOOL_DEBUG_COMMANDS=1: moves the clock forward for good, stops it, lets it go again. */
import { ERROR, OK } from "../protocol/text/replies.ts";
import type { Clock } from "../store/clock.ts";
import type { AdminVerb } from "./admin-verb.ts";
import { unsignedWord } from "./admin-words.ts";
import { answer } from "./answer.ts";
import { OUTCOME } from "./outcome.ts";

/** Executes debugtime; ERROR where it is hidden. */
export const executeDebugTime: AdminVerb = ({ server, store }, [word], request, reply) => {
  const isDone = server.allows.debug && word !== undefined && moveClock(store.parts.clock, word);
  answer(request, reply, isDone ? OK : ERROR);
  return OUTCOME.next;
};

function moveClock(clock: Clock, word: string): boolean {
  if (word === "p" || word === "r") {
    clock.isStopped = word === "p";
    return true;
  }
  const seconds = unsignedWord(word);
  if (Number.isNaN(seconds)) {
    return false;
  }
  clock.advance(seconds);
  return true;
}
