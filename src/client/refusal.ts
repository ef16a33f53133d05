/** The errors for replies that refuse, with what can be done about those that a user can do something about. */
import { MemtoolError } from "../base/errors.ts";
import { escapeText } from "../base/escape.ts";
import type { ErrorReply } from "../protocol/reply.ts";

/** What the server's words mean, by a part of them. The words are those of memcached 1.4 to 1.6. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /object too large/i,
    "the largest item it takes, with key and header, is item_size_max of `memtool stats settings` (memcached -I)",
  ],
  [/non-numeric value/i, "only a value of decimal digits can be counted: `memtool get` shows what is there"],
  [/out of memory/i, "its memory is full and nothing could be evicted: `memtool stats` says more (memcached -m, -M)"],
];

/** A server that answers nobody before a login. @param found what it said, safe to show */
export function loginWanted(name: string, found: string): MemtoolError {
  return new MemtoolError("REFUSED", `${name} wants a login first: ${found}`, {
    hint: "give --user NAME, and the password with --password-file FILE or in $MEMTOOL_PASSWORD",
  });
}

/** The error for a reply that refuses: REFUSED where a login is missing, CONNECT where all connections are taken, else SERVER. `name` is the server's. */
export function refusal(name: string, label: string, reply: ErrorReply): MemtoolError {
  const text = reply.text === "" ? reply.error : `${reply.error} ${reply.text}`;
  if (/unauthenticated|authentication/i.test(text)) {
    return loginWanted(name, escapeText(text));
  }
  if (/too many open connections/i.test(text)) {
    return new MemtoolError("CONNECT", `${name} takes no more connections: ${escapeText(text)}`, {
      hint: "its limit is reached: have clients keep fewer, or start it with a higher one (memcached -c)",
    });
  }
  const hint = HINTS.find(([words]) => words.test(text))?.[1];
  return new MemtoolError(
    "SERVER",
    `${name} refused \`${label}\`: ${escapeText(text)}`,
    hint === undefined ? {} : { hint },
  );
}
