/**
 * The answer to a text retrieval as memcached sends it over UDP: each VALUE is an answer of its own, and END goes with the last one
 * if the last key was found.
 *
 *     get a b c         VALUE a ...  |  VALUE b ...  |  VALUE c ... END
 *     get a b missing   VALUE a ...  |  VALUE b ...  |  END
 */

const CR = 13;
const LF = 10;
const SPACE = 32;
const VALUE = Buffer.from("VALUE ");
const CRLF_BYTES = 2;

/** Splits `answer`, whole or cut off anywhere, of the request `line`. */
export function splitRetrieval(answer: Buffer, line: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  let key: Buffer | undefined;
  while (isValue(answer, start)) {
    const lineEnd = answer.indexOf(LF, start);
    if (lineEnd < 0) {
      break;
    }
    const [found, , byteCount] = words(answer.subarray(start + VALUE.length, lineEnd));
    key = found;
    const end = lineEnd + 1 + Number(byteCount?.toString("latin1")) + CRLF_BYTES;
    parts.push(answer.subarray(start, end));
    start = end;
  }
  const rest = answer.subarray(start);
  const last = parts.at(-1);
  if (last === undefined || key?.equals(words(line).at(-1) ?? VALUE) !== true) {
    return rest.length === 0 ? parts : [...parts, rest];
  }
  return [...parts.slice(0, -1), answer.subarray(start - last.length)];
}

function isValue(answer: Buffer, start: number): boolean {
  return answer.subarray(start, start + VALUE.length).equals(VALUE);
}

function words(line: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let start = 0, at = 0; at <= line.length; at++) {
    const isEnd = at === line.length || line[at] === SPACE || line[at] === CR || line[at] === LF;
    if (isEnd) {
      if (at > start) {
        found.push(line.subarray(start, at));
      }
      start = at + 1;
    }
  }
  return found;
}
