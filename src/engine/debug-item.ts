/**
 * `debugitem lock|unlock|ref|unref KEY`, with MEMTOOL_DEBUG_COMMANDS=1: keeps an item where it is, as a request that takes long would.
 * A lock and a reference are the same here, a pin: whoever wants to move or free the item sees one that is being sent.
 * `unref reffed` drops the reference that this thread took last, when the item cannot be found by its key any more.
 */
import { hashKey } from "../base/hash.ts";
import { ERROR, OK } from "../protocol/text/replies.ts";
import type { AdminVerb } from "./admin-verb.ts";
import { answer, answerText } from "./answer.ts";
import type { EngineContext } from "./context.ts";
import { OUTCOME } from "./outcome.ts";

const PINS: readonly string[] = ["lock", "ref"];
const UNPINS: readonly string[] = ["unlock", "unref"];

/** Executes debugitem; ERROR where it is hidden. */
export const executeDebugItem: AdminVerb = (context, [action, key], request, reply) => {
  const isKnown = action !== undefined && [...PINS, ...UNPINS].includes(action);
  if (!context.server.allows.debug || !isKnown || key === undefined) {
    answer(request, reply, ERROR);
    return OUTCOME.next;
  }
  const isDone =
    action === "unref" && key === "reffed"
      ? dropReffed(context)
      : changePins(context, key, request.hashSeed, PINS.includes(action));
  if (isDone) {
    answer(request, reply, OK);
  } else {
    answerText(request, reply, "MISS");
  }
  return OUTCOME.next;
};

function dropReffed(context: EngineContext): boolean {
  const ref = context.reffedItem;
  context.reffedItem = 0;
  if (ref !== 0) {
    context.store.release(ref);
  }
  return ref !== 0;
}

/** Takes a pin, or takes one off; false when there is no item, or no pin. */
function changePins(context: EngineContext, key: string, hashSeed: number, adds: boolean): boolean {
  const { store } = context;
  const { items } = store;
  const bytes = Buffer.from(key, "latin1");
  const hash = hashKey(bytes, 0, bytes.length, hashSeed);
  store.lock(hash);
  const ref = store.findLocked(bytes, 0, bytes.length, hash);
  let isDone = false;
  if (ref !== 0 && adds) {
    isDone = store.pinLocked(ref);
    context.reffedItem = ref;
  } else if (ref !== 0 && items.pins(ref) > 0) {
    isDone = true;
    items.addPins(ref, -1);
    context.reffedItem = context.reffedItem === ref ? 0 : context.reffedItem;
  }
  store.unlock(hash);
  return isDone;
}
