/** The text protocol, classic and meta, for comparing servers. */

import { anyCommand, bytesOf, CAS_OF_KEY, describeCommand, type GeneratedCommand, keyOf } from "./command-generator.ts";
import type { Language } from "./differential.ts";
import { knownDifferenceOf } from "./known-differences.ts";
import { ReplyNormalizer } from "./reply-normalizer.ts";

const ARITHMETIC: ReadonlySet<string> = new Set(["incr", "decr", "ma"]);

/** See the file's head. */
export const TEXT_LANGUAGE: Language<GeneratedCommand> = {
  anyCommand,
  describe: describeCommand,
  knownDifferenceOf,
  // Replies that are still queued keep references to their items in memcached, and a number that shrinks is then replaced
  // instead of padded in place.
  placeOf: ({ words }) => (ARITHMETIC.has(words[0] ?? "") ? "first" : "anywhere"),
  async encode(command, casOf) {
    const needsCas = command.words.some((word) => word.includes(CAS_OF_KEY));
    return bytesOf(command, needsCas ? await casOf(keyOf(command)) : "");
  },
  flushAll: Buffer.from("flush_all\r\n"),
  casRequest: (key) => Buffer.from(`mg ${key} c u\r\n`),
  readCas: (reply) => /^HD c(\d+)/.exec(reply.toString("latin1"))?.[1] ?? "1",
  sentinel(number) {
    const name = `end-of-batch-${number}`;
    return { request: Buffer.from(`mg ${name} k\r\n`), reply: Buffer.from(`EN k${name}\r\n`) };
  },
  createNormalizer: () => new ReplyNormalizer(),
};
