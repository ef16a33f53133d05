/**
 * lru, whose words behind those needed are ignored:
 *
 *     tune HOT% WARM% HOTFACTOR WARMFACTOR
 *     mode flat|segmented      temp_ttl SECONDS      (both only while the maintainer runs)
 */
import { ERROR, OK } from "../protocol/text/replies.ts";
import type { Tuning } from "../store/tuning.ts";
import type { AdminVerb } from "./admin-verb.ts";
import { decimalWord, signedWord, unsignedWord } from "./admin-words.ts";
import { answer, answerText } from "./answer.ts";
import { OUTCOME } from "./outcome.ts";

const PERCENT_MAX = 80;

/** Executes lru. */
export const executeLru: AdminVerb = ({ server, store }, words, request, reply) => {
  const [name = "", ...rest] = words;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  const isAllowed = server.allows.lruTuning || action === tune;
  const refusal = isAllowed && action !== undefined ? action(store.parts.tuning, rest) : "ERROR";
  if (refusal === undefined) {
    answer(request, reply, OK);
  } else if (refusal === "ERROR") {
    answer(request, reply, ERROR);
  } else {
    answerText(request, reply, refusal);
  }
  return OUTCOME.next;
};

/** Does it, or returns the line that refuses it. */
type Action = (tuning: Tuning, words: readonly string[]) => string | undefined;

const ACTIONS: Readonly<Record<string, Action>> = {
  tune,
  mode: (tuning, [mode]) => {
    if (mode !== "flat" && mode !== "segmented") {
      return "ERROR";
    }
    tuning.segmented = mode === "segmented";
    return undefined;
  },
  temp_ttl: (tuning, [word]) => {
    const seconds = signedWord(word);
    if (Number.isNaN(seconds)) {
      return "ERROR";
    }
    tuning.temporaryTtl = seconds < 0 ? -1 : seconds;
    return undefined;
  },
};

function tune(
  tuning: Tuning,
  [hotWord, warmWord, hotFactorWord, warmFactorWord]: readonly string[],
): string | undefined {
  const hot = unsignedWord(hotWord);
  const warm = unsignedWord(warmWord);
  const hotFactor = decimalWord(hotFactorWord);
  const warmFactor = decimalWord(warmFactorWord);
  if ([hot, warm, hotFactor, warmFactor].some(Number.isNaN)) {
    return "ERROR";
  }
  if (hot + warm > PERCENT_MAX) {
    return "ERROR hot and warm pcts must not exceed 80";
  }
  if (hotFactor <= 0 || warmFactor <= 0) {
    return "ERROR hot/warm age factors must be greater than 0";
  }
  tuning.tuneLru(hot, warm, hotFactor, warmFactor);
  return undefined;
}
