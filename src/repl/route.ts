/** Which keys a request is about and whether it changes anything: what decides where it goes when there are several nodes. Pure. */
import type { Request } from "./parse-line.ts";

/** Meta flags that make `mg` change the item. */
const MG_CHANGES = /^[NTRE]/;
const READS: ReadonlySet<string> = new Set(["get", "gets", "me"]);
const SPACE = 32;

/** The words of the line as they are sent. */
function lineWords(line: Uint8Array): Uint8Array[] {
  const words: Uint8Array[] = [];
  let start = 0;
  for (let at = 0; at <= line.length; at++) {
    if (at === line.length || line[at] === SPACE) {
      words.push(line.subarray(start, at));
      start = at + 1;
    }
  }
  return words;
}

/** Index of the first key among the words; -1 for a command without keys. */
function keyPosition({ spec }: Request): number {
  const position = spec?.arguments.findIndex((argument) => argument.kind === "key") ?? -1;
  return spec === undefined || position < 0 ? -1 : spec.words.length + position;
}

/** The keys of a request as the server hashes them; none for commands without keys. */
export function keysOf(request: Request): Uint8Array[] {
  const position = keyPosition(request);
  if (position < 0) {
    return [];
  }
  const words = lineWords(request.line);
  const isRepeated = request.spec?.arguments.some(({ kind, repeated }) => kind === "key" && repeated) === true;
  const keys = words.slice(position, isRepeated ? undefined : position + 1);
  const isBase64 = request.spec?.metaFlags !== undefined && request.words.slice(position + 1).includes("b");
  return isBase64 ? keys.map((key) => Buffer.from(Buffer.from(key).toString("latin1"), "base64")) : keys;
}

/** True when the request changes an item: it must not go to every node by accident. */
export function changesItem(request: Request): boolean {
  const name = request.words[0] ?? "";
  if (keyPosition(request) < 0 || READS.has(name)) {
    return false;
  }
  return name !== "mg" || request.words.slice(2).some((word) => MG_CHANGES.test(word));
}

/** The same retrieval for some of its keys, by their index. */
export function withKeys(request: Request, indices: readonly number[]): Request {
  const position = keyPosition(request);
  const words = lineWords(request.line);
  const pick = <Word>(all: readonly Word[]): Word[] => [
    ...all.slice(0, position),
    ...indices.map((index) => all[position + index] as Word),
  ];
  return { ...request, words: pick(request.words), line: Buffer.concat(joined(pick(words))) };
}

function joined(words: readonly Uint8Array[]): Uint8Array[] {
  return words.flatMap((word, index) => (index === 0 ? [word] : [Uint8Array.of(SPACE), word]));
}
