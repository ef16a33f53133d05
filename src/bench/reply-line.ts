/** What a reply line means to the request it answers: a pure function over the bytes of one line. */
import { FAMILY } from "./workload/operations.ts";

/** Verdicts on a line. A VALUE line is none of them: it is the start of a longer reply, see {@link VALUE_WORD}. */
export const VERDICT = { hit: 0, miss: 1, error: 2, violation: 3 } as const;

/** One of {@link VERDICT}; the first three are the numbers of OUTCOME. */
export type Verdict = (typeof VERDICT)[keyof typeof VERDICT];

/** What the first line of a hit starts with. */
export const VALUE_WORD = "VALUE ";

const HITS: Readonly<Record<number, readonly string[]>> = {
  [FAMILY.retrieval]: [],
  [FAMILY.storage]: ["STORED"],
  [FAMILY.delete]: ["DELETED"],
  [FAMILY.arithmetic]: [],
  [FAMILY.touch]: ["TOUCHED"],
};

const MISSES: Readonly<Record<number, readonly string[]>> = {
  [FAMILY.retrieval]: ["END"],
  [FAMILY.storage]: ["NOT_STORED", "NOT_FOUND", "EXISTS"],
  [FAMILY.delete]: ["NOT_FOUND"],
  [FAMILY.arithmetic]: ["NOT_FOUND"],
  [FAMILY.touch]: ["NOT_FOUND"],
};

/**
 * Judges the line (without its line end) that answers a request of `family`.
 * ERROR after a storage command is a violation: the server did not know the command, so it takes the value's bytes for commands.
 */
export function judgeLine(line: string, family: number): Verdict {
  if (HITS[family]?.includes(line)) {
    return VERDICT.hit;
  }
  if (MISSES[family]?.includes(line)) {
    return VERDICT.miss;
  }
  if (family === FAMILY.arithmetic && /^\d{1,20} *$/.test(line)) {
    return VERDICT.hit;
  }
  const unknownCommand = line === "ERROR" && family !== FAMILY.storage;
  const refused = /^(CLIENT_ERROR|SERVER_ERROR)( |$)/.test(line) && line !== "CLIENT_ERROR bad data chunk";
  return unknownCommand || refused ? VERDICT.error : VERDICT.violation;
}
