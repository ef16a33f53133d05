/** The classic text commands that read and change items. Part of the command table; see command-table.ts. */
import type { CommandArgument, CommandSpec } from "./command-spec.ts";

const KEY: CommandArgument = { name: "key", kind: "key" };
const KEYS: CommandArgument = { name: "key", kind: "key", repeated: true };
const EXPTIME: CommandArgument = { name: "exptime", kind: "exptime" };
const NOREPLY: CommandArgument = { name: "noreply", kind: "word", optional: true, choices: ["noreply"] };
const STORAGE: readonly CommandArgument[] = [
  KEY,
  { name: "flags", kind: "number" },
  EXPTIME,
  { name: "bytes", kind: "data" },
];
const DELTA: CommandArgument = { name: "delta", kind: "number" };

function storage(name: string, help: string, example: string): CommandSpec {
  return { words: [name], arguments: [...STORAGE, NOREPLY], group: "storage", help, example, dataBlock: true };
}

/** get, set and their kin. */
export const CLASSIC_COMMANDS: readonly CommandSpec[] = [
  { words: ["get"], arguments: [KEYS], group: "retrieval", help: "Read the values of keys", example: "get greeting" },
  {
    words: ["gets"],
    arguments: [KEYS],
    group: "retrieval",
    help: "Read values together with their cas numbers",
    example: "gets greeting",
  },
  {
    words: ["gat"],
    arguments: [EXPTIME, KEYS],
    group: "retrieval",
    help: "Read values and give the items a new expiry time",
    example: "gat 300 greeting",
  },
  {
    words: ["gats"],
    arguments: [EXPTIME, KEYS],
    group: "retrieval",
    help: "As gat, together with cas numbers",
    example: "gats 300 greeting",
  },
  storage("set", "Store a value, whatever was there before", 'set greeting 0 60 "hello world"'),
  storage("add", "Store a value only if the key is not there", 'add greeting 0 60 "hello world"'),
  storage("replace", "Store a value only if the key is there", 'replace greeting 0 60 "hello again"'),
  storage("append", "Put bytes after the value that is there", 'append greeting 0 0 "!"'),
  storage("prepend", "Put bytes before the value that is there", 'prepend greeting 0 0 "oh, "'),
  {
    words: ["cas"],
    arguments: [...STORAGE, { name: "cas", kind: "number" }, NOREPLY],
    group: "storage",
    help: "Store a value only if the item's cas number is still this one (read it with gets)",
    example: 'cas greeting 0 60 "hello" 17',
    dataBlock: true,
  },
  {
    words: ["delete"],
    arguments: [KEY, NOREPLY],
    group: "keys and numbers",
    help: "Remove an item",
    example: "delete greeting",
  },
  {
    words: ["incr"],
    arguments: [KEY, DELTA, NOREPLY],
    group: "keys and numbers",
    help: "Add to a number stored as decimal text; wraps at 2^64",
    example: "incr visits 1",
  },
  {
    words: ["decr"],
    arguments: [KEY, DELTA, NOREPLY],
    group: "keys and numbers",
    help: "Subtract from a number stored as decimal text; stops at 0",
    example: "decr visits 1",
  },
  {
    words: ["touch"],
    arguments: [KEY, EXPTIME, NOREPLY],
    group: "keys and numbers",
    help: "Give an item a new expiry time without reading it",
    example: "touch greeting 300",
  },
];
