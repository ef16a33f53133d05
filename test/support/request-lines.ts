/** Generators of command lines for property and fuzz tests: well-formed ones, and ones put together from likely pieces. */
import fc from "fast-check";

const letter = fc.constantFrom(..."abcXYZ019:-_\t\r\u0000\x7f\xff");

/** A key of 1 to 30 bytes that may hold anything but a space and LF; `\r` only inside. */
export const keyText = fc
  .string({ unit: letter, minLength: 1, maxLength: 28 })
  .map((text) => (text.endsWith("\r") ? `${text}k` : text));

const int32 = fc.integer();
const uint32 = fc.nat({ max: 0x7fffffff }).map((half) => half * 2);
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const noreply = fc.constantFrom("", " noreply");
const lineEnd = fc.constantFrom("\r\n", "\n");

const storage = fc
  .tuple(
    fc.constantFrom("set", "add", "replace", "append", "prepend"),
    keyText,
    uint32,
    int32,
    fc.nat(),
    noreply,
    lineEnd,
  )
  .map(([verb, key, flags, exptime, length, tail, end]) => `${verb} ${key} ${flags} ${exptime} ${length}${tail}${end}`);
const cas = fc
  .tuple(keyText, uint32, int32, fc.nat(), uint64, noreply, lineEnd)
  .map(
    ([key, flags, exptime, length, unique, tail, end]) =>
      `cas ${key} ${flags} ${exptime} ${length} ${unique}${tail}${end}`,
  );
const retrieval = fc
  .tuple(
    fc.constantFrom("get", "gets", "gat 10", "gats -1"),
    fc.array(keyText, { minLength: 1, maxLength: 40 }),
    lineEnd,
  )
  .map(([verb, keys, end]) => `${verb} ${keys.join(" ")}${end}`);
const arithmetic = fc
  .tuple(fc.constantFrom("incr", "decr"), keyText, uint64, noreply, lineEnd)
  .map(([verb, key, delta, tail, end]) => `${verb} ${key} ${delta}${tail}${end}`);
const meta = fc
  .tuple(
    fc.constantFrom("mg", "ms", "md", "ma", "me"),
    keyText,
    fc.nat(),
    fc.uniqueArray(fc.constantFrom("k", "v", "t", "T30", "c", "C5", "q", "Oabc", "F7", "N0", "MS", "b", "E9"), {
      maxLength: 8,
    }),
    lineEnd,
  )
  .map(([verb, key, length, flags, end]) => [verb, key, ...(verb === "ms" ? [length] : []), ...flags].join(" ") + end);
const others = fc.constantFrom(
  "delete k\r\n",
  "delete k 0 noreply\r\n",
  "touch k 60\r\n",
  "touch k -1 noreply\n",
  "flush_all\r\n",
  "flush_all 10 noreply\r\n",
  "verbosity 1\r\n",
  "stats items\r\n",
  "version\n",
  "quit\r\n",
  "shutdown graceful\r\n",
  "mn\r\n",
  "GET / HTTP/1.1\r\n",
  "unknown words noreply\r\n",
);

/** A line that memcached takes, or at least a line of a known shape. */
export const commandLine: fc.Arbitrary<string> = fc.oneof(storage, cas, retrieval, arithmetic, meta, others);

const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ..."get gets gat set cas add append delete incr touch mg ms md ma me mn stats noreply".split(" "),
    ),
  },
  { weight: 8, arbitrary: fc.constantFrom(" ", " ", " ", "  ", "\r\n", "\n", "\r", "\t") },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "0",
      "1",
      "-1",
      "+5",
      "99999999999",
      "18446744073709551616",
      "HTTP/1.1",
      "T30",
      "b",
      "Zm9v",
    ),
  },
  { weight: 1, arbitrary: fc.nat({ max: 260 }).map((length) => "k".repeat(length)) },
  { weight: 2, arbitrary: fc.string({ unit: letter, maxLength: 5 }) },
);

/** Text made of pieces that mean something to a parser, in any order. */
export const jumble: fc.Arbitrary<string> = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(""));
