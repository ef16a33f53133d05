/** What the bystander of the abuse suite says and hears, and what it tells. */
import type { Target } from "./server-process.ts";

/** The item that it gets again and again, where text is spoken. */
export const BYSTANDER_KEY = "bystander";
/** The item's value. */
export const BYSTANDER_VALUE = "b".repeat(100);

/** A conversation, as latin1: the same request again and again, which always has the same answer. */
export interface BystanderTalk {
  readonly target: Target;
  /** Said once, at the beginning; "" for nothing. */
  readonly hello: string;
  readonly helloReply: string;
  readonly request: string;
  readonly reply: string;
}

/** How it was served. */
export interface BystanderReport {
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  /** What went wrong, if something did. */
  readonly failure: string | undefined;
}

/** The talk of a bystander that gets its item over text. */
export function textTalk(target: Target, hello = "", helloReply = ""): BystanderTalk {
  return {
    target,
    hello,
    helloReply,
    request: `get ${BYSTANDER_KEY}\r\n`,
    reply: `VALUE ${BYSTANDER_KEY} 0 ${BYSTANDER_VALUE.length}\r\n${BYSTANDER_VALUE}\r\nEND\r\n`,
  };
}
