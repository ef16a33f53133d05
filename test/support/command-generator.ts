/**
 * Random memcached commands, classic and meta, valid and invalid, on a handful of keys: what the differential test sends
 * to two servers. A command that is known to be answered otherwise by memcached 1.6.18 carries the difference's name.
 */

import fc from "fast-check";

/** Stands in a command line for the current cas of the command's key, which each server is asked for. */
export const CAS_OF_KEY = "{cas}";

/** One command: its words, its data block if it has one, and how its line ends. */
export interface GeneratedCommand {
  readonly words: readonly string[];
  readonly data: Buffer | undefined;
  readonly lineEnd: "\r\n" | "\n";
}

const KEYS = ["a", "b", "c", "n", "key:with:prefix", "k".repeat(250)] as const;
const LONG_KEY = "k".repeat(251);
const BINARY_KEYS = ["Zm9v", "AAEC/w==", "YQ=="] as const;

const key = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...KEYS) },
  { weight: 1, arbitrary: fc.constant(LONG_KEY) },
);
const flags = fc.constantFrom("0", "0", "5", "65536", "4294967295", "x");
const exptime = fc.constantFrom("0", "0", "0", "100", "2592000", "-1", "1000000000", "x");
const delta = fc.constantFrom("0", "1", "7", "18446744073709551615", "4294967296", "x");
const noreply = fc.constantFrom<string[]>([], [], [], ["noreply"]);
const cas = fc.constantFrom(CAS_OF_KEY, CAS_OF_KEY, "0", "1", "18446744073709551615");
const lineEnd = fc.constantFrom<"\r\n" | "\n">("\r\n", "\r\n", "\r\n", "\n");

const value = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((number) => Buffer.from(String(number))),
  fc.nat(120).map((number) => Buffer.from(String(number))),
  fc
    .constantFrom("", "x", "12x", "-1", "+5", " 7", "5 6", "get a\r\nset b 0 0 1\r\n", "18446744073709551616")
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.concat([Buffer.from("b"), bytes])),
  fc.nat(3000).map((length) => Buffer.alloc(length, "v")),
);
const largeValue = fc.integer({ min: 500_000, max: 1_050_000 }).map((length) => Buffer.alloc(length, "0123456789"));

function command(words: readonly string[], data?: Buffer, end: "\r\n" | "\n" = "\r\n"): GeneratedCommand {
  return { words, data, lineEnd: end };
}

/** The block after a storage command: right most of the time, otherwise with a wrong end of the right length. */
function block(bytes: Buffer, isRight: boolean): Buffer {
  return Buffer.concat([bytes, Buffer.from(isRight ? "\r\n" : "!!")]);
}

const isRightBlock = fc.integer({ min: 0, max: 15 }).map((number) => number > 0);

const storage = fc
  .record({
    verb: fc.constantFrom("set", "set", "add", "replace", "append", "prepend", "cas"),
    key,
    flags,
    exptime,
    bytes: fc.oneof({ weight: 60, arbitrary: value }, { weight: 1, arbitrary: largeValue }),
    cas,
    noreply,
    isRightBlock,
    lineEnd,
  })
  .map((one) =>
    command(
      [
        one.verb,
        one.key,
        one.flags,
        one.exptime,
        String(one.bytes.length),
        ...(one.verb === "cas" ? [one.cas] : []),
        ...one.noreply,
      ],
      block(one.bytes, one.isRightBlock),
      one.lineEnd,
    ),
  );

const retrieval = fc
  .record({
    verb: fc.constantFrom(["get"], ["gets"], ["gat", "0"], ["gat", "100"], ["gats", "-1"], ["gat", "x"]),
    keys: fc.array(fc.constantFrom(...KEYS, "missing"), { minLength: 1, maxLength: 40 }),
    lineEnd,
  })
  .map((one) => command([...one.verb, ...one.keys], undefined, one.lineEnd));

const others = fc.oneof(
  fc.record({ key, noreply }).map((one) => command(["delete", one.key, ...one.noreply])),
  fc
    .record({ verb: fc.constantFrom("incr", "decr"), key, delta, noreply, lineEnd })
    .map((one) => command([one.verb, one.key, one.delta, ...one.noreply], undefined, one.lineEnd)),
  fc.record({ key, exptime, noreply }).map((one) => command(["touch", one.key, one.exptime, ...one.noreply])),
  fc
    .constantFrom(["mn"], ["flush_all"], ["flush_all", "0", "noreply"], ["verbosity", "0"])
    .map((words) => command(words)),
  fc
    .constantFrom("bogus", "GET a", "getx a", "version1", "mx a", "a b c d e f")
    .map((line) => command(line.split(" "))),
);

/** Flags that any meta command takes, each with arguments good and bad. */
const commonMetaFlags = [
  "k",
  "O1",
  "Oabcdef",
  `O${"o".repeat(31)}`,
  `O${"o".repeat(32)}`,
  "q",
  "c",
  "t",
  "T0",
  "T100",
  "T-1",
  "Tx",
  "z",
  "5",
];
const getFlags = [...commonMetaFlags, "v", "v", "v", "s", "f", "h", "u", "N0", "N30", "R30", "R200", "Nx"];
const setFlags = [
  ...commonMetaFlags,
  "F5",
  "F0",
  "Fx",
  "I",
  "MS",
  "ME",
  "MA",
  "MP",
  "MR",
  "MX",
  `C${CAS_OF_KEY}`,
  "C0",
  "Cx",
];
const deleteFlags = ["k", "O1", "q", "I", "T30", "T-1", `C${CAS_OF_KEY}`, "C0"];
const arithmeticFlags = [
  ...commonMetaFlags,
  "v",
  "v",
  "N0",
  "N30",
  "J13",
  "D5",
  "D0",
  "Dx",
  "MI",
  "MD",
  "M+",
  "M-",
  "MX",
  `C${CAS_OF_KEY}`,
];

const metaKey = fc.oneof(
  { weight: 6, arbitrary: key.map((name) => ({ name, flags: [] as string[] })) },
  { weight: 1, arbitrary: fc.constantFrom(...BINARY_KEYS).map((name) => ({ name, flags: ["b"] })) },
);

/** Up to seven flags, almost always without a repeated letter (a repetition hides every other error). */
function metaFlags(choices: readonly string[]): fc.Arbitrary<string[]> {
  const distinct = fc.uniqueArray(fc.constantFrom(...choices), { maxLength: 7, selector: (flag) => flag.charAt(0) });
  return fc.oneof(
    { weight: 20, arbitrary: distinct },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...choices), { maxLength: 7 }) },
  );
}

const meta = fc.oneof(
  fc
    .record({ key: metaKey, flags: metaFlags(getFlags), lineEnd })
    .map((one) => command(["mg", one.key.name, ...one.key.flags, ...one.flags], undefined, one.lineEnd)),
  fc
    .record({ key: metaKey, flags: metaFlags(setFlags), bytes: value, isRightBlock })
    .map((one) =>
      command(
        ["ms", one.key.name, String(one.bytes.length), ...one.key.flags, ...one.flags],
        block(one.bytes, one.isRightBlock),
      ),
    ),
  fc
    .record({ key: metaKey, flags: metaFlags(deleteFlags) })
    .map((one) => command(["md", one.key.name, ...one.key.flags, ...one.flags])),
  fc
    .record({ key: metaKey, flags: metaFlags(arithmeticFlags) })
    .map((one) => command(["ma", one.key.name, ...one.key.flags, ...one.flags])),
  fc.constantFrom(...KEYS, "missing").map((name) => command(["me", name])),
);

/** Any command, the common ones more often. */
export const anyCommand: fc.Arbitrary<GeneratedCommand> = fc.oneof(
  { weight: 5, arbitrary: storage },
  { weight: 4, arbitrary: retrieval },
  { weight: 4, arbitrary: others },
  { weight: 6, arbitrary: meta },
);

/** The key a command is about, for asking its cas. */
export function keyOf(command: GeneratedCommand): string {
  return command.words[1] ?? "";
}

/** What is sent for a command, with the cas that this server tells for the key where the command wants it. */
export function bytesOf(command: GeneratedCommand, cas: string): Buffer {
  const line = command.words.join(" ").replaceAll(CAS_OF_KEY, cas);
  return Buffer.concat([Buffer.from(line + command.lineEnd), command.data ?? Buffer.alloc(0)]);
}

/** For a counterexample: the command as a line of text, its data shortened. */
export function describeCommand(command: GeneratedCommand): string {
  const data =
    command.data === undefined
      ? ""
      : ` + ${command.data.length} bytes ${JSON.stringify(command.data.toString("latin1", 0, 60))}`;
  return JSON.stringify(command.words.join(" ") + command.lineEnd) + data;
}
