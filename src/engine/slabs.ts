/**
 * slabs:
 *
 *     reassign SOURCE TARGET                    a page of one class for another; source -1 any, 0 the pool of free pages
 *     automove 0|1|2                            automove ratio FLOAT | freeratio FLOAT | window SECONDS
 */
import { REQUEST_ERROR } from "../protocol/request.ts";
import { errorReply } from "../protocol/text/errors.ts";
import { ERROR, OK } from "../protocol/text/replies.ts";
import type { AutomoveLevel } from "../store/options.ts";
import { MOVE_ANSWER, type MoveAnswer } from "../store/page-move-order.ts";
import type { Store } from "../store/store.ts";
import type { Tuning } from "../store/tuning.ts";
import type { AdminVerb } from "./admin-verb.ts";
import { decimalWord, signedWord, unsignedWord } from "./admin-words.ts";
import { answer, answerText } from "./answer.ts";
import { OUTCOME } from "./outcome.ts";
import { firstByPrefix } from "./prefix-words.ts";

const REASSIGN_WORDS = 2;
const AUTOMOVE_LEVEL_MAX = 2;
const WINDOW_SECONDS_MIN = 3;
const WINDOW_SECONDS_MAX = 1800;

const BAD_FORMAT = errorReply(REQUEST_ERROR.badFormat);

/** A fixed line, or one of this verb's own. */
type Line = Uint8Array | string;

const MOVE_LINES: Readonly<Record<MoveAnswer, Line>> = {
  [MOVE_ANSWER.ok]: OK,
  [MOVE_ANSWER.running]: "BUSY currently processing reassign request",
  [MOVE_ANSWER.badClass]: "BADCLASS invalid src or dst class id",
  [MOVE_ANSWER.noSpare]: "NOSPARE source class has no spare pages",
  [MOVE_ANSWER.same]: "SAME src and dst class are identical",
  [MOVE_ANSWER.disabled]: "CLIENT_ERROR slab reassignment disabled",
};

/** Executes slabs. */
export const executeSlabs: AdminVerb = ({ store }, [name = "", ...rest], request, reply) => {
  const line = execute(store, name, rest);
  if (typeof line === "string") {
    answerText(request, reply, line);
  } else {
    answer(request, reply, line);
  }
  return OUTCOME.next;
};

function execute(store: Store, name: string, words: readonly string[]): Line {
  switch (firstByPrefix(["reassign", "automove"], name)) {
    case "reassign":
      return words.length === REASSIGN_WORDS ? reassign(store, words) : ERROR;
    case "automove":
      return automove(store.parts.tuning, words);
    default:
      return ERROR;
  }
}

function reassign({ options, parts }: Store, words: readonly string[]): Line {
  if (!options.pageMoves) {
    return MOVE_LINES[MOVE_ANSWER.disabled];
  }
  const [source = Number.NaN, target = Number.NaN] = words.map(signedWord);
  if (Number.isNaN(source) || Number.isNaN(target)) {
    return BAD_FORMAT;
  }
  return MOVE_LINES[parts.moveOrder.order(source, target)];
}

function automove(tuning: Tuning, [name, word]: readonly string[]): Line {
  switch (name) {
    case undefined:
      return ERROR;
    case "ratio": {
      const ratio = decimalWord(word);
      if (Number.isNaN(ratio)) {
        return ERROR;
      }
      tuning.automoveRatio = ratio;
      return OK;
    }
    case "freeratio":
      // It belongs to flash storage (extstore); there is nothing here that it could steer.
      return Number.isNaN(decimalWord(word)) ? ERROR : OK;
    case "window":
      return setWindow(tuning, word);
    default:
      return setLevel(tuning, name);
  }
}

function setWindow(tuning: Tuning, word: string | undefined): Line {
  const seconds = unsignedWord(word);
  if (Number.isNaN(seconds)) {
    return BAD_FORMAT;
  }
  if (seconds < WINDOW_SECONDS_MIN || seconds > WINDOW_SECONDS_MAX) {
    return "CLIENT_ERROR automove window too low or too high";
  }
  tuning.automoveWindow = seconds;
  return OK;
}

function setLevel(tuning: Tuning, word: string): Line {
  const level = unsignedWord(word);
  if (Number.isNaN(level)) {
    return BAD_FORMAT;
  }
  if (level > AUTOMOVE_LEVEL_MAX) {
    return ERROR;
  }
  tuning.automove = level as AutomoveLevel;
  return OK;
}
