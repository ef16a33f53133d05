/** The meta commands and their flags. Part of the command table; see command-table.ts. */
import type { CommandArgument, CommandSpec, MetaFlagSpec } from "./command-spec.ts";

const KEY: CommandArgument = { name: "key", kind: "key" };
const FLAGS: CommandArgument = { name: "flag", kind: "metaFlag", optional: true, repeated: true };

const BASE64: MetaFlagSpec = { letter: "b", meaning: "the key is base64, for keys with spaces or binary bytes" };
const OPAQUE: MetaFlagSpec = { letter: "O", argument: "token", meaning: "opaque token, copied into the reply" };
const RETURN_KEY: MetaFlagSpec = { letter: "k", meaning: "return the key" };
const QUIET: MetaFlagSpec = { letter: "q", meaning: "quiet: no reply for the ordinary outcome" };
const RETURN_CAS: MetaFlagSpec = { letter: "c", meaning: "return the cas number" };
const RETURN_TTL: MetaFlagSpec = { letter: "t", meaning: "return the seconds left to live, -1 for no expiry" };
const EXPLICIT_CAS: MetaFlagSpec = { letter: "E", argument: "cas", meaning: "cas number the item gets" };
const VIVIFY: MetaFlagSpec = { letter: "N", argument: "ttl", meaning: "on a miss create the item with this ttl" };

const GET_FLAGS: readonly MetaFlagSpec[] = [
  { letter: "v", meaning: "return the value" },
  { letter: "f", meaning: "return the client flags" },
  RETURN_TTL,
  RETURN_CAS,
  { letter: "s", meaning: "return the size of the value in bytes" },
  RETURN_KEY,
  { letter: "h", meaning: "return whether the item was hit before, 0 or 1" },
  { letter: "l", meaning: "return the seconds since the last access" },
  { letter: "u", meaning: "leave no trace: no LRU bump, no access time" },
  { letter: "C", argument: "cas", meaning: "leave the value out when the cas number is still this one" },
  { letter: "T", argument: "ttl", meaning: "set a new ttl in seconds" },
  VIVIFY,
  { letter: "R", argument: "ttl", meaning: "win the right to recache (W) when less than this ttl is left" },
  EXPLICIT_CAS,
  OPAQUE,
  QUIET,
  BASE64,
];

const SET_FLAGS: readonly MetaFlagSpec[] = [
  { letter: "T", argument: "ttl", meaning: "time to live in seconds" },
  { letter: "F", argument: "flags", meaning: "client flags, a 32-bit number" },
  {
    letter: "M",
    argument: "mode",
    meaning: "mode: S set (default), E add, A append, P prepend, R replace",
  },
  { letter: "C", argument: "cas", meaning: "store only if the cas number is still this one" },
  EXPLICIT_CAS,
  { letter: "I", meaning: "invalidate: with an older C, store but mark the item stale" },
  { letter: "N", argument: "ttl", meaning: "append or prepend: create the item on a miss" },
  RETURN_CAS,
  RETURN_KEY,
  { letter: "s", meaning: "return the size of the stored value" },
  OPAQUE,
  QUIET,
  BASE64,
];

const DELETE_FLAGS: readonly MetaFlagSpec[] = [
  { letter: "C", argument: "cas", meaning: "delete only if the cas number is still this one" },
  { letter: "I", meaning: "invalidate: mark the item stale instead of removing it" },
  { letter: "T", argument: "ttl", meaning: "with I or x: new time to live in seconds" },
  { letter: "x", meaning: "remove the value, keep the item" },
  EXPLICIT_CAS,
  RETURN_KEY,
  OPAQUE,
  QUIET,
  BASE64,
];

const ARITHMETIC_FLAGS: readonly MetaFlagSpec[] = [
  { letter: "v", meaning: "return the new number" },
  { letter: "D", argument: "delta", meaning: "how much to add or subtract, default 1" },
  { letter: "M", argument: "mode", meaning: "mode: I or + increment (default), D or - decrement" },
  { letter: "N", argument: "ttl", meaning: "on a miss create the item with this ttl" },
  { letter: "J", argument: "initial", meaning: "value of an item created by N, default 0" },
  { letter: "T", argument: "ttl", meaning: "set a new ttl in seconds" },
  { letter: "C", argument: "cas", meaning: "change only if the cas number is still this one" },
  EXPLICIT_CAS,
  RETURN_TTL,
  RETURN_CAS,
  RETURN_KEY,
  OPAQUE,
  QUIET,
  BASE64,
];

/** mg, ms, md, ma, me, mn. */
export const META_COMMANDS: readonly CommandSpec[] = [
  {
    words: ["mg"],
    arguments: [KEY, FLAGS],
    metaFlags: GET_FLAGS,
    group: "meta",
    help: "Meta get: read what the flags ask for",
    example: "mg greeting v t c",
  },
  {
    words: ["ms"],
    arguments: [KEY, { name: "bytes", kind: "data" }, FLAGS],
    metaFlags: SET_FLAGS,
    group: "meta",
    help: "Meta set: store a value",
    example: 'ms greeting "hello world" T60',
    dataBlock: true,
  },
  {
    words: ["md"],
    arguments: [KEY, FLAGS],
    metaFlags: DELETE_FLAGS,
    group: "meta",
    help: "Meta delete: remove an item or mark it stale",
    example: "md greeting I T30",
  },
  {
    words: ["ma"],
    arguments: [KEY, FLAGS],
    metaFlags: ARITHMETIC_FLAGS,
    group: "meta",
    help: "Meta arithmetic: count up or down",
    example: "ma visits N0 J1 v",
  },
  {
    words: ["me"],
    arguments: [KEY],
    metaFlags: [BASE64],
    group: "meta",
    help: "Meta debug: what the server knows about an item",
    example: "me greeting",
  },
  { words: ["mn"], arguments: [], group: "meta", help: "Meta no-op: answers MN", example: "mn" },
];

/** What the words of a meta reply that no flag asked for mean. Source: memcached's protocol.txt, "meta get". */
export const META_REPLY_MARKS: Readonly<Record<string, string>> = {
  W: "this client won: it should recache the item",
  X: "the item is stale",
  Z: "another client already won and is recaching",
};
