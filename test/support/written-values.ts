/** What decode has to say of the values that the clients of value-writers.ts write: content, and which client and type the flags name. */

/** By key: the content on one line, and the first step, which explains the flags; undefined for flags 0. */
export type WrittenValues = Readonly<Record<string, readonly [content: string, flags: string | undefined]>>;

const PYTHON = "(pylibmc, pymemcache, python-memcached)";
const PICKLE = `flags 1: pickle ${PYTHON}`;

const PYLIBMC: WrittenValues = {
  "pylibmc-bytes": ["text raw", undefined],
  "pylibmc-text": ["text Zoë", `flags 16: text ${PYTHON}`],
  "pylibmc-integer": ["number 5", `flags 4: long integer ${PYTHON}`],
  "pylibmc-long": [`number 1${"0".repeat(30)}`, `flags 4: long integer ${PYTHON}`],
  "pylibmc-true": ["number 1", `flags 2: integer ${PYTHON}`],
  "pylibmc-float": ["1.5", PICKLE],
  "pylibmc-none": ["null", PICKLE],
  "pylibmc-dict": ['{"a": [1, (2,)], "day": 2026-02-28}', PICKLE],
  "pylibmc-packed-text": [`text ${"text ".repeat(1000)}`, `flags 24: text, packed with zlib ${PYTHON}`],
  "pylibmc-packed-bytes": [`text ${"bytes ".repeat(1000)}`, `flags 8: bytes, packed with zlib ${PYTHON}`],
  "pylibmc-packed-dict": [`{"a": "${"x".repeat(3000)}"}`, `flags 9: pickle, packed with zlib ${PYTHON}`],
};

function pymemcache(): WrittenValues {
  const values: WrittenValues = {
    bytes: ["text raw", undefined],
    text: ["text Zoë", `flags 16: text ${PYTHON}`],
    integer: ["number -5", `flags 2: integer ${PYTHON}`],
    true: ["true", PICKLE],
    dict: ['{"a": [1, (2,)]}', PICKLE],
  };
  const entries = [0, 2, 4].flatMap((version) =>
    Object.entries(values).map(([key, value]) => [`pymemcache-${version}-${key}`, value] as const),
  );
  return Object.fromEntries(entries);
}

const PHP_SERIALIZERS = [
  ["php", 4, "serialized by PHP"],
  ["igbinary", 5, "igbinary"],
  ["json", 6, "JSON"],
  ["msgpack", 7, "MessagePack"],
] as const;
const PHP_PACKINGS = [
  ["fastlz", 80, "FastLZ"],
  ["zlib", 48, "zlib"],
] as const;

function phpMemcached(): WrittenValues {
  const own = "(php-memcached)";
  const values: Record<string, WrittenValues[string]> = {};
  for (const [serializer, type, name] of PHP_SERIALIZERS) {
    for (const [packing, bits, packedName] of PHP_PACKINGS) {
      const key = `php-${serializer}-${packing}-`;
      const flags = `flags ${type}: ${name} ${own}`;
      const account =
        serializer === "json" ? '{"owner": "Zoë"}' : 'Account {private of Account secret: 1, owner: "Zoë"}';
      values[`${key}string`] = ["text text", undefined];
      values[`${key}integer`] = ["number -5", `flags 1: integer ${own}`];
      values[`${key}float`] = ["number 1.5", `flags 2: float ${own}`];
      values[`${key}infinite`] = ["number Infinity", `flags 2: float ${own}`];
      values[`${key}true`] = ["true", `flags 3: boolean ${own}`];
      values[`${key}false`] = ["false", `flags 3: boolean ${own}`];
      values[`${key}null`] = ["null", flags];
      values[`${key}list`] = ["[1, [2]]", flags];
      values[`${key}object`] = [account, flags];
      values[`${key}user`] = ["text text", `flags ${77 * 65_536}: string, user flags 77 ${own}`];
      values[`${key}long`] = [`text ${"abc ".repeat(2000)}`, `flags ${bits}: string, packed with ${packedName} ${own}`];
      const list = `[${Array.from({ length: 1000 }, () => '"same"').join(", ")}]`;
      // FastLZ gains too little on igbinary's form of it, so that the client leaves it as it is.
      const isPacked = !(serializer === "igbinary" && packing === "fastlz");
      values[`${key}long-list`] = [
        list,
        isPacked ? `flags ${bits + type}: ${name}, packed with ${packedName} ${own}` : flags,
      ];
    }
  }
  return values;
}

function dalli(): WrittenValues {
  const serialized = "flags 1: serialized by Ruby (dalli)";
  const packed = "flags 3: serialized by Ruby, packed with zlib or gzip (dalli)";
  const values: WrittenValues = {
    text: ['"Zoë"', serialized],
    integer: ["5", serialized],
    nil: ["null", serialized],
    hash: ["{:a: [1, 2.5, null]}", serialized],
    struct: [`Account {owner: "Zoë", balance: 1${"0".repeat(30)}}`, serialized],
    long: [`"${"text ".repeat(2000)}"`, packed],
  };
  const both = Object.entries(values).flatMap(([key, value]) => [
    [`dalli-${key}`, value] as const,
    [`dalli-gzip-${key}`, value] as const,
  ]);
  return {
    ...Object.fromEntries(both),
    "dalli-raw": ["number 42", undefined],
    "dalli-raw-long": [`text ${"text ".repeat(2000)}`, "flags 2: string, packed with zlib (pecl/memcache, dalli)"],
    "dalli-json": ['{"a": 1}', serialized],
  };
}

const SPYMEMCACHED: WrittenValues = {
  "spy-string": ["text Zoë", undefined],
  "spy-true": ["true", "flags 256: boolean (pecl/memcache, spymemcached)"],
  "spy-false": ["false", "flags 256: boolean (pecl/memcache, spymemcached)"],
  "spy-zero": ["number 0", "flags 512: int (spymemcached)"],
  "spy-int": ["number -5", "flags 512: int (spymemcached)"],
  "spy-long": ["number 9007199254740992", "flags 768: long (spymemcached)"],
  "spy-byte": ["number -2", "flags 1280: byte (spymemcached)"],
  "spy-float": ["number 1.5", "flags 1536: float (spymemcached)"],
  "spy-double": ["number 0.1", "flags 1792: double (spymemcached)"],
  "spy-date": ["2026-02-28T23:59:58.123Z", "flags 1024: date (spymemcached)"],
  "spy-bytes": ["binary data", "flags 2048: byte array (spymemcached)"],
  "spy-list": ['ArrayList ["a", 1]', "flags 1: serialized by Java (spymemcached)"],
  "spy-packed": [`text ${"text ".repeat(10_000)}`, "flags 2: string, packed with zlib or gzip (dalli, spymemcached)"],
  "spy-packed-list": [
    `ArrayList ["${"text ".repeat(10_000)}"]`,
    "flags 3: serialized by Java, packed with gzip (spymemcached)",
  ],
};

const NPM: WrittenValues = {
  "npm-text": ["text Zoë", undefined],
  "npm-number": ["number 1.5", "flags 8: number (memcached (npm))"],
  "npm-object": ['{"a": [1, null]}', "flags 2: JSON (memcached (npm))"],
  "npm-buffer": ["binary data", "flags 4: buffer (memcached (npm))"],
};

/** The values of each client. */
export const WRITTEN_VALUES: Readonly<Record<string, WrittenValues>> = {
  pylibmc: PYLIBMC,
  pymemcache: pymemcache(),
  "php-memcached": phpMemcached(),
  dalli: dalli(),
  spymemcached: SPYMEMCACHED,
  "memcached of npm": NPM,
};
