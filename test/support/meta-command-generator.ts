/** Random meta commands: every letter that memcached 1.6.18 knows on every verb, a few it does not, arguments good and bad. */

import fc from "fast-check";
import {
  block,
  CAS_OF_KEY,
  command,
  type GeneratedCommand,
  isRightBlock,
  KEYS,
  key,
  spelled,
  strayData,
  value,
} from "./command-parts.ts";

const BINARY_KEYS = ["Zm9v", "AAEC/w==", "YQ==", "A".repeat(248)] as const;
const NO_BASE64 = ["Zm9", "Zm9v=", "_-__", "a"] as const;

/** Flags that any meta command takes, whether they mean something to it or not. */
const anyFlags = [
  ..."k q c t s f l h u v I P1 L2 O".split(" "),
  ..."O1 Oabcdef T0 T100 T-1 Tx N30 Nx R30 Rx F5 Fx C0 Cx J7 Jx D3 Dx z 5 A".split(" "),
  `O${"o".repeat(31)}`,
  `O${"o".repeat(32)}`,
];
const CAS_FLAG = `C${CAS_OF_KEY}`;
/** Far from what a server counts itself: a small one was the cas of another item too, on a fresh server, and on one side only. */
const EXPLICIT_CAS = "E987654321098";
const getFlags = [...anyFlags, "k", "v", "v", "v", "t", "N0", "N30", "R30", "R200", "MS", CAS_FLAG, EXPLICIT_CAS];
const setFlags = [
  ...anyFlags,
  "F0",
  "I",
  "MS",
  "ME",
  "MA",
  "MP",
  "MR",
  "MX",
  "Ma",
  "M",
  CAS_FLAG,
  CAS_FLAG,
  EXPLICIT_CAS,
];
const deleteFlags = [...anyFlags, "k", "q", "I", "I", "T30", CAS_FLAG, CAS_FLAG, "MI", "x", EXPLICIT_CAS];
const arithmeticFlags = [
  ...anyFlags,
  ..."v v N0 N30 J13 D5 D0 MI MD M+ M- Mi Md MX M".split(" "),
  CAS_FLAG,
  CAS_FLAG,
  EXPLICIT_CAS,
];

/** A key and what tells how it is spelled. */
const metaKey = fc.oneof(
  { weight: 30, arbitrary: key.map((name) => ({ name, flags: [] as string[] })) },
  { weight: 5, arbitrary: fc.constantFrom(...BINARY_KEYS).map((name) => ({ name, flags: ["b"] })) },
  { weight: 1, arbitrary: fc.constantFrom(...NO_BASE64).map((name) => ({ name, flags: ["b"] })) },
);

/** Up to seven flags, almost always without a repeated letter (a repetition hides every other error). */
function metaFlags(choices: readonly string[]): fc.Arbitrary<string[]> {
  const distinct = fc.uniqueArray(fc.constantFrom(...choices), { maxLength: 7, selector: (flag) => flag.charAt(0) });
  return fc.oneof(
    { weight: 20, arbitrary: distinct },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...choices), { maxLength: 7 }) },
  );
}

/**
 * The words of a command on a key; what tells that it is base64 stands before or behind the other flags. (me sees it right
 * behind the key only.)
 */
const words = (verb: string, choices: readonly string[], length?: string): fc.Arbitrary<readonly string[]> =>
  fc
    .record({ key: metaKey, flags: metaFlags(choices), isFirst: verb === "me" ? fc.constant(true) : fc.boolean() })
    .map(({ key: { name, flags: ofKey }, flags, isFirst }) => [
      verb,
      name,
      ...(length === undefined ? [] : [length]),
      ...(isFirst ? [...ofKey, ...flags] : [...flags, ...ofKey]),
    ]);

const set = fc
  .tuple(value, isRightBlock)
  .chain(([bytes, isRight]) =>
    words("ms", setFlags, String(bytes.length)).map((line) => command(line, block(bytes, isRight))),
  );

const setOfWrongLength = fc
  .constantFrom("x", "-1", "2147483646", "k", "")
  .chain((length) => fc.tuple(words("ms", ["k", "q"], length), strayData))
  .map(([line, bytes]) => command(line, bytes));

/** Any meta command. */
export const metaCommand: fc.Arbitrary<GeneratedCommand> = spelled(
  fc.oneof(
    { weight: 12, arbitrary: words("mg", getFlags).map((line) => command(line)) },
    { weight: 12, arbitrary: set },
    { weight: 1, arbitrary: setOfWrongLength },
    { weight: 8, arbitrary: words("md", deleteFlags).map((line) => command(line)) },
    { weight: 10, arbitrary: words("ma", arithmeticFlags).map((line) => command(line)) },
    { weight: 5, arbitrary: words("me", ["k", "O1", "q", "z"]).map((line) => command(line)) },
    { weight: 2, arbitrary: fc.constantFrom(...KEYS, "missing").map((name) => command(["me", name])) },
    { weight: 2, arbitrary: fc.constantFrom("mn", "mn noreply", "mn a b").map((line) => command(line.split(" "))) },
  ),
);
