/**
 * Random memcached commands, classic and meta, valid and invalid, on a handful of keys: what the differential test sends
 * to two servers. Those that memcached 1.6.18 is known to answer otherwise are told apart in known-differences.ts.
 */

import fc from "fast-check";
import {
  block,
  CAS_OF_KEY,
  cas,
  command,
  type GeneratedCommand,
  isRightBlock,
  KEYS,
  key,
  LONG_KEY,
  noreply,
  spelled,
  strayData,
  value,
} from "./command-parts.ts";
import { metaCommand } from "./meta-command-generator.ts";

/** Mostly the first of some choices, the wrong ones rarely: an error hides what else is wrong with a command. */
function mostly(right: readonly string[], wrong: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  );
}

const flags = mostly(["0", "0", "5", "65536", "4294967295", "+5", "007", "18446744073709551615"], ["x", "-1"]);
const exptimes = ["0", "0", "0", "100", "2592000", "-1", "1000000000", "0100"];
const storageExptime = mostly([...exptimes, "+100"], ["x", "99999999999"]);
const exptime = mostly(exptimes, ["x", "-", "99999999999"]);
const delta = mostly(
  ["0", "1", "7", "18446744073709551615", "4294967296", "007"],
  ["x", "-1", "18446744073709551616", "+1"],
);

const storage = fc
  .record({
    verb: fc.constantFrom("set", "set", "add", "replace", "append", "prepend", "cas"),
    key,
    flags,
    exptime: storageExptime,
    bytes: value,
    cas,
    noreply,
    isRightBlock,
    zeros: fc.constantFrom("", "", "", "00"),
  })
  .map((one) => {
    const length = one.zeros + String(one.bytes.length);
    const unique = one.verb === "cas" ? [one.cas] : [];
    const words = [one.verb, one.key, one.flags, one.exptime, length, ...unique, ...one.noreply];
    return command(words, block(one.bytes, one.isRightBlock));
  });

const storageOfWrongLength = fc
  .record({
    verb: fc.constantFrom("set", "add", "replace", "append", "prepend", "cas"),
    length: fc.constantFrom("x", "-1", "2147483646", "2147483647", "-2147483648", "5x", "noreply"),
    bytes: strayData,
  })
  .map((one) => command([one.verb, "a", "0", "0", one.length, ...(one.verb === "cas" ? ["1"] : [])], one.bytes));

const GET = [["get"], ["gets"]];
const GAT = [
  ["gat", "0"],
  ["gat", "100"],
  ["gats", "-1"],
  ["gat", "x"],
  ["gats", "2592000"],
  ["gat", "1000000000"],
];
const someKeys = fc.array(fc.constantFrom(...KEYS, "missing", "noreply"), { minLength: 1, maxLength: 40 });

const retrieval = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.tuple(fc.constantFrom(...GET, ...GAT), someKeys).map(([verb, keys]) => command([...verb, ...keys])),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...GET, ["gat", "0"]), someKeys)
      .map(([verb, keys]) => command([...verb, LONG_KEY, ...keys])),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...GET), fc.array(fc.constantFrom(...KEYS), { minLength: 100, maxLength: 200 }))
      .map(([verb, keys]) => command([...verb, ...keys])),
  },
);

const keyCommand = fc.oneof(
  fc
    .tuple(key, fc.constantFrom([], [], ["0"]), noreply)
    .map(([name, time, silent]) => command(["delete", name, ...time, ...silent])),
  fc
    .tuple(fc.constantFrom("incr", "decr"), key, delta, noreply)
    .map(([verb, name, by, silent]) => command([verb, name, by, ...silent])),
  fc.tuple(key, exptime, noreply).map(([name, time, silent]) => command(["touch", name, time, ...silent])),
);

const plainCommand = fc
  .constantFrom(
    ..."flush_all,flush_all 0 noreply,flush_all -1,flush_all x,flush_all 100,flush_all 2592000 noreply".split(","),
    ..."verbosity 0,verbosity 1 noreply,verbosity x,verbosity 0 x,version,version x,stats,refresh_certs".split(","),
    ..."stats nonsense,stats noreply,stats detail,stats detail x,stats sizes,stats cachedump,stats cachedump 1".split(
      ",",
    ),
    ..."stats cachedump x y,stats cachedump 64 1,watch nonsense,lru,lru x,lru mode,lru mode x".split(","),
    ..."lru tune 50 50 1 1,lru tune 1 1 0 1,lru tune 1,lru temp_ttl x,lru_crawler,lru_crawler x".split(","),
    ..."lru_crawler enable,lru_crawler sleep 1000001,lru_crawler tocrawl x,lru_crawler crawl 99".split(","),
    ..."bogus,GET a,getx a,version1,mx a,a b c d e f,noreply,get\ta,HTTP/1.1 bogus,SET a 0 0 1".split(","),
  )
  .map((line) => command(line.split(" ")));

/** They end the connection, or are so long that they must arrive in one piece. */
const lastCommand = fc
  .constantFrom(
    ..."quit,quit now,GET / HTTP/1.1,bogus HTTP/,HTTP/1.0 HTTP/1.0".split(","),
    ...["get", "delete", "touch", "incr", "mg", "md", "me", "bogus"].map((verb) => `${verb} ${"x".repeat(3000)} 1`),
    `gat 0 ${"x ".repeat(2000)}a`,
    `mg a ${"k ".repeat(1500)}`,
  )
  .map((line) => ({ ...command(line.split(" ")), mayEnd: true }));

/** Any command, the common ones more often. */
export const anyCommand: fc.Arbitrary<GeneratedCommand> = fc.oneof(
  { weight: 50, arbitrary: spelled(storage) },
  { weight: 2, arbitrary: storageOfWrongLength },
  { weight: 40, arbitrary: spelled(retrieval) },
  { weight: 25, arbitrary: spelled(keyCommand) },
  { weight: 12, arbitrary: spelled(plainCommand) },
  { weight: 1, arbitrary: lastCommand },
  { weight: 75, arbitrary: metaCommand },
);

/** The key a command is about, for asking its cas. */
export function keyOf(command: GeneratedCommand): string {
  return command.words[1] ?? "";
}

/** What is sent for a command, with the cas that this server tells for the key where the command wants it. */
export function bytesOf({ words, gap = " ", tail = "", lineEnd, data }: GeneratedCommand, cas: string): Buffer {
  const line = words.join(gap).replaceAll(CAS_OF_KEY, cas) + tail + lineEnd;
  return Buffer.concat([Buffer.from(line), data ?? Buffer.alloc(0)]);
}

const SHOWN_CHARACTERS = 300;

/** For a counterexample: the command as a line of text, its data (and a very long line) shortened. */
export function describeCommand({ words, gap = " ", tail = "", lineEnd, data }: GeneratedCommand): string {
  const block = data === undefined ? "" : ` + ${data.length} bytes ${JSON.stringify(data.toString("latin1", 0, 60))}`;
  const line = words.join(gap) + tail + lineEnd;
  const rest = line.length > SHOWN_CHARACTERS ? ` of ${line.length} characters` : "";
  return JSON.stringify(line.slice(0, SHOWN_CHARACTERS)) + rest + block;
}
