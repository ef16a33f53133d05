/** Lines that show how a command is typed, from its data. */
import type { CommandDefinition, PositionalDefinition } from "./command.ts";

type Shape = Pick<CommandDefinition, "name" | "positionals">;

function usageWord({ name, required, variadic }: PositionalDefinition): string {
  const word = variadic === true ? `${name}...` : name;
  return required === true ? `<${word}>` : `[${word}]`;
}

/** `memtool touch <key> <ttl>`: what has to be there in `<>`, what may be there in `[]`. */
export function usageLine({ name, positionals }: Shape): string {
  return ["memtool", name, ...positionals.map(usageWord)].join(" ");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word);
}

/** `memtool touch session:7 30m`: the words that are there already, and examples of those that are not. */
export function exampleLine({ name, positionals }: Shape, words: readonly string[]): string {
  const missing = positionals.slice(words.length).map(({ example }) => example);
  return ["memtool", name, ...words.map(quoted), ...missing].join(" ");
}
