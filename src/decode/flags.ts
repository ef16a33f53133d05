/**
 * What client libraries mean by the flags of an item. Flags are free for clients to use, so that one number has several meanings:
 * each client here reads it by its own rules, as found in its sources.
 */
import type { PackedForm } from "./packed-number.ts";
import type { SerializedFormat } from "./serialized.ts";
import type { Packing } from "./unpack.ts";

/** What the bytes are said to be once they are unpacked. `bytes` fits anything, `text` is UTF-8. */
export type ValueForm = "bytes" | "text" | "integer" | "float" | "boolean" | PackedForm | SerializedFormat;

/** One client's reading of flags. */
export interface FlagReading {
  /** The library, or those that share the rules. */
  readonly client: string;
  /** What the flags say, for people: `integer`, `pickle, packed with zlib`. */
  readonly meaning: string;
  /** How the value is packed; one of several where the flags leave it open. */
  readonly packings: readonly Packing[];
  /** What is in it; one of several where the flags leave it open. */
  readonly forms: readonly ValueForm[];
}

/** Everything known about `flags`: one reading a client that uses them. None for 0, which means plain bytes to all of them. */
export function readFlags(flags: number): FlagReading[] {
  return flags === 0 ? [] : CLIENTS.flatMap(({ client, read }) => readBy(client, read(flags)));
}

interface ClientRules {
  readonly client: string;
  /** Undefined for flags the client never sets. */
  readonly read: (flags: number) => Said | undefined;
}

interface Said {
  readonly what: readonly [word: string, ...forms: ValueForm[]];
  readonly packed?: readonly [word: string, ...packings: Packing[]] | undefined;
  /** Something beside type and compression. */
  readonly also?: string | undefined;
}

function readBy(client: string, said: Said | undefined): FlagReading[] {
  if (said === undefined) {
    return [];
  }
  const [what, ...forms] = said.what;
  const [packed, ...packings] = said.packed ?? [undefined];
  const meaning = [what, packed && `packed with ${packed}`, said.also].filter((part) => part !== undefined).join(", ");
  return [{ client, meaning, packings, forms }];
}

/** Type and compression are bits; of the types at most one is set. */
function python(flags: number): Said | undefined {
  const type = PYTHON_TYPES.get(flags & ~8);
  return type && { what: type, packed: flags & 8 ? ["zlib", "zlib"] : undefined };
}

const PYTHON_TYPES: ReadonlyMap<number, Said["what"]> = new Map<number, Said["what"]>([
  [0, ["bytes", "bytes"]],
  [1, ["pickle", "Python pickle"]],
  // pylibmc writes booleans like this, and whole numbers as long.
  [2, ["integer", "integer"]],
  [4, ["long integer", "integer"]],
  [16, ["text", "text"]],
]);

/** Bits 0 to 3 the type, 4 compressed, 5 to 7 with what, 16 to 31 the application's own (OPT_USER_FLAGS). */
function phpMemcached(flags: number): Said | undefined {
  const type = PHP_TYPES[flags & 0xf];
  const packed = PHP_PACKINGS.get((flags >>> 4) & 0xfff);
  const userFlags = flags >>> 16;
  return (
    type &&
    packed && {
      what: type,
      packed: packed === "none" ? undefined : packed,
      also: userFlags === 0 ? undefined : `user flags ${userFlags}`,
    }
  );
}

const PHP_TYPES: readonly Said["what"][] = [
  ["string", "bytes"],
  ["integer", "integer"],
  ["float", "float"],
  ["boolean", "boolean"],
  ["serialized by PHP", "PHP serialize"],
  ["igbinary", "igbinary"],
  ["JSON", "JSON"],
  ["MessagePack", "MessagePack"],
];

const PHP_PACKINGS: ReadonlyMap<number, "none" | NonNullable<Said["packed"]>> = new Map<
  number,
  "none" | NonNullable<Said["packed"]>
>([
  [0, "none"],
  [1, ["zlib or FastLZ", "php zlib", "php fastlz", "zlib"]],
  [3, ["zlib", "php zlib"]],
  [5, ["FastLZ", "php fastlz"]],
  [9, ["Zstandard", "php zstd"]],
]);

/** pecl/memcache: bit 0 serialized, bit 1 compressed, the type of a scalar in the second byte. */
function peclMemcache(flags: number): Said | undefined {
  const type = PECL_TYPES.get(flags & ~2);
  return type && { what: type, packed: flags & 2 ? ["zlib", "zlib"] : undefined };
}

const PECL_TYPES: ReadonlyMap<number, Said["what"]> = new Map<number, Said["what"]>([
  [0, ["string", "bytes"]],
  [1, ["serialized by PHP", "PHP serialize"]],
  [0x100, ["boolean", "boolean"]],
  [0x300, ["integer", "integer"]],
  [0x700, ["float", "float"]],
]);

/** Bit 0 serialized, by Marshal unless another serializer was chosen; bit 1 compressed, by zlib unless gzip was chosen. */
function dalli(flags: number): Said | undefined {
  return flags > 3
    ? undefined
    : {
        what: flags & 1 ? ["serialized by Ruby", "Ruby Marshal", "JSON", "MessagePack"] : ["string", "bytes"],
        packed: flags & 2 ? ["zlib or gzip", "zlib", "gzip"] : undefined,
      };
}

/** SerializingTranscoder: bit 0 serialized, bit 1 compressed, the type of anything but text and objects in the second byte. */
function spymemcached(flags: number): Said | undefined {
  const type = SPY_TYPES.get(flags & ~2);
  return type && { what: type, packed: flags & 2 ? ["gzip", "gzip"] : undefined };
}

const SPY_TYPES: ReadonlyMap<number, Said["what"]> = new Map<number, Said["what"]>([
  [0, ["string", "text"]],
  [1, ["serialized by Java", "Java serialization"]],
  [0x100, ["boolean", "spy boolean"]],
  [0x200, ["int", "spy integer"]],
  [0x300, ["long", "spy long"]],
  [0x400, ["date", "spy date"]],
  [0x500, ["byte", "spy byte"]],
  [0x600, ["float", "spy float"]],
  [0x700, ["double", "spy double"]],
  [0x800, ["byte array", "bytes"]],
]);

/** DefaultTranscoder: 0x100 and a TypeCode of .NET, or 0xfa52 for a byte array. */
function enyim(flags: number): Said | undefined {
  const type = flags === 0xfa52 ? BYTE_ARRAY : NET_TYPES.get(flags);
  return type && { what: type };
}

const BYTE_ARRAY: Said["what"] = ["byte array", "bytes"];

const NET_TYPES: ReadonlyMap<number, Said["what"]> = new Map<number, Said["what"]>([
  [0x101, ["object of .NET", "bytes"]],
  [0x103, ["boolean", "net boolean"]],
  [0x104, ["char", "net char"]],
  [0x107, ["Int16", "net int16"]],
  [0x108, ["UInt16", "net uint16"]],
  [0x109, ["Int32", "net int32"]],
  [0x10a, ["UInt32", "net uint32"]],
  [0x10b, ["Int64", "net int64"]],
  [0x10c, ["UInt64", "net uint64"]],
  [0x10d, ["Single", "net single"]],
  [0x10e, ["Double", "net double"]],
  [0x110, ["DateTime", "net date"]],
  [0x112, ["string", "text"]],
]);

/** The package memcached of npm. */
function npmMemcached(flags: number): Said | undefined {
  const type = NPM_TYPES.get(flags);
  return type && { what: type };
}

const NPM_TYPES: ReadonlyMap<number, Said["what"]> = new Map<number, Said["what"]>([
  [2, ["JSON", "JSON"]],
  [4, ["buffer", "bytes"]],
  [8, ["number", "float"]],
]);

const CLIENTS: readonly ClientRules[] = [
  { client: "pylibmc, pymemcache, python-memcached", read: python },
  { client: "php-memcached", read: phpMemcached },
  { client: "pecl/memcache", read: peclMemcache },
  { client: "dalli", read: dalli },
  { client: "spymemcached", read: spymemcached },
  { client: "EnyimMemcached", read: enyim },
  { client: "memcached (npm)", read: npmMemcached },
];
