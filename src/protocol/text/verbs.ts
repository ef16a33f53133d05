/** The command words of the text protocol, as bytes. */
import { OP, type Op } from "../request.ts";

interface Verb {
  readonly word: Uint8Array;
  readonly op: Op;
}

const WORDS: readonly (readonly [string, Op])[] = [
  ["append", OP.append],
  ["prepend", OP.prepend],
  ["replace", OP.replace],
  ["set", OP.set],
  ["add", OP.add],
  ["cas", OP.cas],
  ["get", OP.get],
  ["gets", OP.gets],
  ["gat", OP.gat],
  ["gats", OP.gats],
  ["delete", OP.delete],
  ["incr", OP.incr],
  ["decr", OP.decr],
  ["touch", OP.touch],
  ["flush_all", OP.flushAll],
  ["version", OP.version],
  ["verbosity", OP.verbosity],
  ["stats", OP.stats],
  ["quit", OP.quit],
  ["shutdown", OP.shutdown],
  ["slabs", OP.slabs],
  ["lru", OP.lru],
  ["lru_crawler", OP.lruCrawler],
  ["watch", OP.watch],
  ["cache_memlimit", OP.cacheMemlimit],
  ["refresh_certs", OP.refreshCerts],
  ["debugtime", OP.debugtime],
  ["debugitem", OP.debugitem],
  ["config", OP.config],
  ["mn", OP.metaNoop],
  ["mg", OP.metaGet],
  ["ms", OP.metaSet],
  ["md", OP.metaDelete],
  ["ma", OP.metaArithmetic],
  ["me", OP.metaDebug],
];

const VERBS: readonly Verb[] = WORDS.map(([word, op]) => ({ word: new TextEncoder().encode(word), op }));

/** The verb whose word is exactly `start..end`, or OP.invalid. */
export function findVerb(bytes: Uint8Array, start: number, end: number): Op {
  for (const verb of VERBS) {
    if (verb.word.length === end - start && isSame(bytes, start, verb.word)) {
      return verb.op;
    }
  }
  return OP.invalid;
}

function isSame(bytes: Uint8Array, start: number, word: Uint8Array): boolean {
  for (let index = 0; index < word.length; index++) {
    if (bytes[start + index] !== word[index]) {
      return false;
    }
  }
  return true;
}
