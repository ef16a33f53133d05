/** The meta flags that set or look at an item's time to live: T, N and R, in the order of the request's words. */
import { FLAG, maskOf } from "../protocol/meta/letters.ts";
import type { Request } from "../protocol/request.ts";
import type { EngineContext } from "./context.ts";
import { secondsLeft } from "./meta-facts.ts";

const SPACE = 32;

/** Without any of them the words need not be walked. */
const TIMED_FLAGS = maskOf("TNR");

/**
 * Lets T set the ttl, N too if the command created the item, and R look at it, each at its place among the words as in
 * memcached (`T100 N30` leaves 30, `R60 T100` finds the old ttl below 60). Leaves T's ttl in the facts.
 * @returns whether R found less time left than it asks for
 */
export function applyTimesLocked(
  context: EngineContext,
  request: Request,
  ref: number,
  bytes: Uint8Array,
  created: boolean,
): boolean {
  if ((request.flagsUpper & TIMED_FLAGS) === 0) {
    return false;
  }
  const { facts, store } = context;
  let exptime = created ? 0 : store.items.exptime(ref);
  let due = false;
  for (let at = request.argsStart; at < request.argsEnd; at = nextWord(bytes, at, request.argsEnd)) {
    const letter = bytes[at];
    if (letter === FLAG.setTtl) {
      exptime = store.realTime(request.exptime);
      facts.ttlAfter = secondsLeft(store, exptime);
    } else if (letter === FLAG.vivify && created) {
      exptime = store.realTime(request.vivifyTtl);
    } else if (letter === FLAG.recache && !created) {
      due = due || (exptime !== 0 && exptime < store.realTime(request.recacheTtl));
    }
  }
  store.touchLocked(ref, exptime);
  return due;
}

/** Where the next word starts; words are separated by spaces, of which there may be several. */
function nextWord(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== SPACE) {
    at++;
  }
  while (at < end && bytes[at] === SPACE) {
    at++;
  }
  return at;
}
