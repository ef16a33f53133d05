/** What became of one request, in the protocol's word: on stdout when it worked, with its meaning on stderr when not. */
import type { StoreResult } from "../../client/results.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { type JsonValue, jsonDocument } from "../output/json.ts";
import { type RequestFrame, say } from "./run-request.ts";

/** A word that may answer a request for one item. */
export type OutcomeWord = StoreResult | "DELETED" | "TOUCHED";

const GOOD: ReadonlySet<OutcomeWord> = new Set(["STORED", "DELETED", "TOUCHED"]);

/** How it is told. */
export interface OutcomeOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** What a refusal means to the command. Source: memcached's protocol.txt. */
function meaning(name: string, word: OutcomeWord): string {
  switch (word) {
    case "NOT_STORED":
      return name === "add" ? " (the key is there already)" : " (there is no such item)";
    case "EXISTS":
      return " (it has changed since its cas number was read)";
    default:
      return "";
  }
}

/**
 * Writes the outcome. @param facts what JSON tells beside key and result
 * @returns 0 if it worked, else 1
 */
export function tellOutcome(
  frame: RequestFrame,
  word: OutcomeWord,
  key: string,
  { json, quiet }: OutcomeOptions,
  facts: { readonly [name: string]: JsonValue } = {},
): ExitCode {
  const isGood = GOOD.has(word);
  const { stdout } = frame.context;
  if (json) {
    stdout.write(jsonDocument({ key, result: word, ...facts }));
  } else if (isGood && !quiet) {
    stdout.write(`${word}\n`);
  }
  if (!isGood && !quiet) {
    say(frame, word, `${key}${meaning(frame.name, word)}`);
  }
  return isGood ? EXIT.ok : EXIT.checkFailed;
}
