/** `cache_memlimit MEGABYTES`: another memory limit than -m, from now on. */
import { ERROR, OK } from "../protocol/text/replies.ts";
import type { AdminVerb } from "./admin-verb.ts";
import { unsignedWord } from "./admin-words.ts";
import { answer, answerText } from "./answer.ts";
import { OUTCOME } from "./outcome.ts";

const MEGABYTES_MIN = 8;
/** More is taken for a number of bytes. */
const MEGABYTES_MAX = 1_000_000_000;
const MEGABYTE = 1024 * 1024;

/** Executes cache_memlimit. */
export const executeCacheMemlimit: AdminVerb = ({ store, server }, [word], request, reply) => {
  const megabytes = unsignedWord(word);
  if (Number.isNaN(megabytes)) {
    answer(request, reply, ERROR);
  } else if (megabytes < MEGABYTES_MIN) {
    answerText(request, reply, "MEMLIMIT_TOO_SMALL cannot set maxbytes to less than 8m");
  } else if (megabytes > MEGABYTES_MAX) {
    answerText(request, reply, "MEMLIMIT_ADJUST_FAILED input value is megabytes not bytes");
  } else if (!server.allows.memoryLimit || !store.setMemoryLimit(megabytes * MEGABYTE)) {
    answerText(request, reply, "MEMLIMIT_ADJUST_FAILED out of bounds or unable to adjust");
  } else {
    answer(request, reply, OK);
  }
  return OUTCOME.next;
};
