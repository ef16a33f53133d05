/** The keys that a request names or a reply lists, for completion later. */

import { decodeUri } from "../base/uri.ts";
import type { Reply } from "../protocol/reply.ts";
import type { Request } from "./parse-line.ts";

/** Keys worth remembering: those stored or found, and those of listings. A key that was missed is not. */
export function keysIn(reply: Reply, request: Request): string[] {
  switch (reply.kind) {
    case "values":
      return reply.entries.map(({ key }) => (typeof key === "string" ? key : Buffer.from(key).toString("utf8")));
    case "lines":
      return reply.lines.map(keyOfLine).filter((key) => key !== undefined);
    case "line":
      return /^(STORED|EXISTS|NOT_STORED|TOUCHED)$/.test(reply.text) ? firstKey(request) : [];
    case "number":
      return firstKey(request);
    case "meta":
      return /^(HD|VA|EX|ME)$/.test(reply.code) && request.words[0] !== "md" ? firstKey(request) : [];
    case "none":
    case "stats":
    case "version":
    case "error":
    case "closed":
      return [];
  }
}

function firstKey({ spec, words }: Request): string[] {
  const position = spec?.arguments.findIndex((argument) => argument.kind === "key") ?? -1;
  const key = spec === undefined || position < 0 ? undefined : words[spec.words.length + position];
  const base64 = spec?.metaFlags !== undefined && words.slice(2).includes("b");
  return key === undefined || base64 ? [] : [key];
}

/** `key=...` of metadump, `mg KEY` of mgdump, `ITEM KEY [...]` of cachedump. */
function keyOfLine(line: string): string | undefined {
  const [, dumped] = /^key=(\S+) /.exec(line) ?? [];
  if (dumped !== undefined) {
    return decodeUri(dumped).toString("utf8");
  }
  const [, listed] = /^ITEM (\S+) \[/.exec(line) ?? /^mg (\S+)$/.exec(line) ?? [];
  return listed;
}
