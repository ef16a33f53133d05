/** What is shown of the values of make_php.php, the same for serialize() and igbinary. */

const ACCOUNT = (self: string): string =>
  `Shop\\Account {private of Shop\\Base secret: "base", protected kept: [1, 2], open: "yes", private of Shop\\Account secret: "own", self: ${self}, balance: 1.5}`;
const BASE = 'Shop\\Base {private of Shop\\Base secret: "base", protected kept: [1, 2], open: "yes"}';

/** By name; what the two write differently is not here. */
export const PHP_SHOWN: Readonly<Record<string, string>> = {
  null: "null",
  booleans: "[true, false]",
  integers:
    "[0, 1, -1, 255, -255, 256, 65535, -65535, 65536, 4294967295, 4294967296, 9223372036854775807, -9223372036854775808]",
  nan: "NaN",
  texts: `["", "plain", "Zoë 日本 🎉", "line\\nend \\"quoted\\" \\\\ \\e[31m", "${"x".repeat(300)}"]`,
  binary: 'b"\\x00\\xff\\x80"',
  list: "[1, [2, [3]]]",
  map: '{"a": 1, 5: "five", "deep": {"b": null}}',
  empty: "[]",
  "repeated texts": '[{"sku": "A-1"}, {"sku": "A-1"}, {"sku": "B-2"}]',
  object: ACCOUNT("null"),
  cycle: `&1 ${ACCOUNT("*1")}`,
  shared: `[&1 ${BASE}, *1, "end"]`,
  reference: '{0: 1, 1: 2, "link": 1}',
  loop: '{"name": "loop", "self": &1 {"name": "loop", "self": *1}}',
  packed: 'Shop\\Packed {inner: [1], 0: "x"}',
  standard: "stdClass {a: 1, b: stdClass {}}",
  enum: "Shop\\Suit::Hearts",
  date: 'DateTimeImmutable {date: "2026-02-28 12:30:00.000000", timezone_type: 3, timezone: "UTC"}',
  "array object": 'ArrayObject {0: 0, 1: {"a": 1}, 2: [], 3: null}',
  many: `[${Array.from({ length: 300 }, (_, index) => index + 1).join(", ")}]`,
  custom: 'Shop\\Custom("own form")',
};
