/** What a reply line means to the request it answers: a pure function over the text of one line. */
import { OUTCOME } from "../workload/operations.ts";
import { REPLY, type ReplyForm } from "./line-requests.ts";

/** The line cannot be a reply to the request. */
export const VIOLATION = -1;

interface Words {
  readonly hit: readonly string[];
  readonly miss: readonly string[];
}

/** The lines that end a request of each form, values aside. */
const WORDS: Readonly<Record<ReplyForm, Words>> = {
  [REPLY.values]: { hit: [], miss: ["END"] },
  [REPLY.stored]: { hit: ["STORED"], miss: ["NOT_STORED", "NOT_FOUND", "EXISTS"] },
  [REPLY.deleted]: { hit: ["DELETED"], miss: ["NOT_FOUND"] },
  [REPLY.number]: { hit: [], miss: ["NOT_FOUND"] },
  [REPLY.touched]: { hit: ["TOUCHED"], miss: ["NOT_FOUND"] },
  [REPLY.metaValue]: { hit: ["HD"], miss: ["EN"] },
  [REPLY.metaValues]: { hit: [], miss: ["MN"] },
  [REPLY.metaStatus]: { hit: ["HD"], miss: ["NS", "NF", "EX"] },
  [REPLY.barrier]: { hit: ["MN"], miss: [] },
  [REPLY.none]: { hit: [], miss: [] },
};

const META_FORMS: readonly ReplyForm[] = [REPLY.metaValue, REPLY.metaStatus];

/** Whether `line` is a refusal: the server took the request for one and would not carry it out. */
export function isErrorLine(line: string): boolean {
  return /^(CLIENT_ERROR|SERVER_ERROR)( |$)/.test(line) && line !== "CLIENT_ERROR bad data chunk";
}

/**
 * Judges the line (without its line end) that answers a request whose reply has the form `form`.
 * ERROR after a storage command is a violation: the server did not know the command, so it takes the value's bytes for commands.
 * @returns one of OUTCOME or {@link VIOLATION}
 */
export function judgeLine(line: string, form: ReplyForm, sentValue: boolean): number {
  const { hit, miss } = WORDS[form];
  const blank = META_FORMS.includes(form) ? line.indexOf(" ") : -1;
  const word = blank === -1 ? line : line.slice(0, blank);
  if (hit.includes(word) || (form === REPLY.number && /^\d{1,20} *$/.test(line))) {
    return OUTCOME.hit;
  }
  if (miss.includes(word)) {
    return OUTCOME.miss;
  }
  return (line === "ERROR" && !sentValue) || isErrorLine(line) ? OUTCOME.error : VIOLATION;
}
