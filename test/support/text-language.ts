/** The text protocol, classic and meta, for comparing servers. */

import { anyCommand, bytesOf, describeCommand, keyOf } from "./command-generator.ts";
import { CAS_OF_KEY, type GeneratedCommand, LONG_KEY } from "./command-parts.ts";
import type { Language } from "./differential.ts";
import { knownDifferenceOf } from "./known-differences.ts";
import { ReplyNormalizer } from "./reply-normalizer.ts";

const ARITHMETIC: ReadonlySet<string> = new Set(["incr", "decr", "ma"]);
const RETRIEVAL: ReadonlySet<string> = new Set(["get", "gets", "gat", "gats"]);
const VERBS: ReadonlySet<string> = new Set([
  ...ARITHMETIC,
  ...RETRIEVAL,
  ..."set add replace append prepend cas delete touch flush_all verbosity version stats watch lru lru_crawler".split(
    " ",
  ),
  ..."refresh_certs quit mg ms md me mn".split(" "),
]);
/** Less than the 2048 bytes that may wait for the end of their line. */
const CUT_LINE_BYTES_MAX = 2000;

/**
 * Replies that are still queued keep references to their items in memcached, and a number that shrinks is then replaced
 * instead of padded in place; it drops the reply in front of a get with a key that is too long (long-key-drops-reply), and
 * does not look for one in front of a watch (dump-in-pipeline). A long line that arrives in pieces ends the connection, if it is
 * not a get.
 */
function placeOf(command: GeneratedCommand): "anywhere" | "first" | "alone" {
  const [verb = "", ...rest] = command.words;
  const isLong = command.words.join(" ").length > CUT_LINE_BYTES_MAX && verb !== "get" && verb !== "gets";
  if (command.mayEnd === true || isLong) return "alone";
  const isFirst = ARITHMETIC.has(verb) || verb === "watch" || (RETRIEVAL.has(verb) && rest.includes(LONG_KEY));
  return isFirst ? "first" : "anywhere";
}

/** See the file's head. */
export const TEXT_LANGUAGE: Language<GeneratedCommand> = {
  anyCommand,
  describe: describeCommand,
  knownDifferenceOf,
  kindOf: ({ words: [verb = ""] }) => (VERBS.has(verb) ? verb : "unknown"),
  placeOf,
  async encode(command, casOf) {
    const needsCas = command.words.some((word) => word.includes(CAS_OF_KEY));
    return bytesOf(command, needsCas ? await casOf(keyOf(command)) : "");
  },
  fresh: Buffer.from("flush_all\r\nstats reset\r\n"),
  casRequest: (key) => Buffer.from(`mg ${key} c u\r\n`),
  readCas: (reply) => /^HD c(\d+)/.exec(reply.toString("latin1"))?.[1] ?? "1",
  sentinel(number) {
    const name = `end-of-batch-${number}`;
    return { request: Buffer.from(`mg ${name} k\r\n`), reply: Buffer.from(`EN k${name}\r\n`) };
  },
  createNormalizer: () => new ReplyNormalizer(),
};
