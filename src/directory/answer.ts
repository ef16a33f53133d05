/**
 * What a directory answers, one line each, in memcached's words where it has one. VERSION is that of the list.
 *
 *     OK VERSION                          done
 *     NOT_FOUND VERSION                   renew, leave: there is no such instance (its lease has run out, or the directory began anew)
 *     EXISTS VERSION NAME HOST PORT       join: a node that is alive has the name or the address
 *     CLIENT_ERROR REASON                 the request makes no sense
 *     SERVER_ERROR REASON                 it can't be done here
 */

/** One of the answers. */
export type DirectoryAnswer =
  | { readonly kind: "ok" | "unknown"; readonly version: number }
  | { readonly kind: "taken"; readonly version: number; readonly by: DirectoryOccupant }
  | { readonly kind: "refused"; readonly word: "CLIENT_ERROR" | "SERVER_ERROR"; readonly reason: string };

/** The node that is in the way of another. */
export interface DirectoryOccupant {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

const WORDS = { ok: "OK", unknown: "NOT_FOUND" } as const;
const FORM = /^(?:(OK|NOT_FOUND) (\d{1,15})|EXISTS (\d{1,15}) (\S+) (\S+) (\d{1,5}))$/;
const REFUSAL = /^(CLIENT_ERROR|SERVER_ERROR) (.*)$/;

/** The line, without its end. */
export function formatAnswer(answer: DirectoryAnswer): string {
  switch (answer.kind) {
    case "ok":
    case "unknown":
      return `${WORDS[answer.kind]} ${answer.version}`;
    case "taken":
      return `EXISTS ${answer.version} ${answer.by.name} ${answer.by.host} ${answer.by.port}`;
    case "refused":
      return `${answer.word} ${answer.reason}`;
  }
}

/** Reads a line; undefined when it is none of a directory's, as the ERROR of a server that is none. */
export function parseAnswer(line: string): DirectoryAnswer | undefined {
  const [, word, version, takenVersion, name = "", host = "", port = ""] = FORM.exec(line) ?? [];
  if (word !== undefined) {
    return { kind: word === WORDS.ok ? "ok" : "unknown", version: Number(version) };
  }
  if (takenVersion !== undefined) {
    return { kind: "taken", version: Number(takenVersion), by: { name, host, port: Number(port) } };
  }
  const [, refusal, reason = ""] = REFUSAL.exec(line) ?? [];
  return refusal === undefined
    ? undefined
    : { kind: "refused", word: refusal as "CLIENT_ERROR" | "SERVER_ERROR", reason };
}
