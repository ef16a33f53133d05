/**
 * Where pymemcache 3 and 4 (HashClient) puts a key (client/rendezvous.py, murmur3.py, hash.py): each server gets a score for the key, the
 * highest has it. The key's prefix is not hashed. A key given as bytes is hashed as Python writes it, b'key', and so may be elsewhere
 * than the same key given as text.
 */
import { murmur3 } from "../../base/murmur3.ts";
import { defineClient, PREFIX_OPTION } from "./client-options.ts";
import { withoutPrefix } from "./key-part.ts";
import { writeLowBytes } from "./key-text.ts";
import { type ClientPlacement, hostPort, type PlacementServer } from "./placement.ts";

/** Longest key, each of its bytes written as \xNN; the score's text is kept in such a buffer. */
const KEY_ROOM_BYTES = 4 * 1024;

/** What stands before a key in the text of a server's score, and room for the key. */
interface Scorer {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly keyAt: number;
}

/** The client. */
export const PYMEMCACHE = defineClient({
  describe: "pymemcache 3 and 4 (Python, HashClient)",
  options: {
    ...PREFIX_OPTION,
    bytes_keys: { kind: "flag", describe: "the application gives keys as bytes: client.get(b'key')" },
  },
  create: ({ prefix, bytes_keys }, servers) =>
    withoutPrefix(rendezvous(servers, bytes_keys ? writeBytesLiteral : writeLowBytes), prefix),
});

function rendezvous(servers: readonly PlacementServer[], writeKey: typeof writeLowBytes): ClientPlacement {
  const scorers = servers.map(createScorer);
  const scoreOf = ({ bytes, keyAt }: Scorer, key: Uint8Array, start: number, end: number) =>
    murmur3(bytes, 0, writeKey(bytes, keyAt, key, start, end), 0);
  const place = (key: Uint8Array, start: number, end: number): number => {
    let [owner, highest] = [0, -1];
    for (const [index, scorer] of scorers.entries()) {
      const score = scoreOf(scorer, key, start, end);
      const isFirstOfEquals = score === highest && scorer.name > (scorers[owner] as Scorer).name;
      if (score > highest || isFirstOfEquals) {
        [owner, highest] = [index, score];
      }
    }
    return owner;
  };
  return {
    place,
    explain: (key, start, end) => {
      const scores = scorers.map((scorer) => scoreOf(scorer, key, start, end));
      const owner = place(key, start, end);
      const { bytes, keyAt } = scorers[owner] as Scorer;
      const hashed = bytes.slice(0, writeKey(bytes, keyAt, key, start, end));
      return { owner, hashed, hashName: "murmur3", hash: scores[owner] as number, choice: { kind: "score", scores } };
    },
    layout: () => ({ kind: "score", parts: [], shares: servers.map(() => 1 / servers.length) }),
  };
}

function createScorer(server: PlacementServer): Scorer {
  const name = hostPort(server);
  const before = Buffer.from(`${name}-`, "latin1");
  const bytes = new Uint8Array(before.length + KEY_ROOM_BYTES);
  bytes.set(before);
  return { name, bytes, keyAt: before.length };
}

/** Writes a key as Python's repr() writes bytes: b'...', the unprintable as \xNN, \t, \n or \r. */
function writeBytesLiteral(target: Uint8Array, at: number, key: Uint8Array, start: number, end: number): number {
  const quote = key.subarray(start, end).includes(39) && !key.subarray(start, end).includes(34) ? '"' : "'";
  const text = Array.from(key.subarray(start, end), (byte) => escaped(byte, quote)).join("");
  return at + Buffer.from(`b${quote}${text}${quote}`).copy(target, at);
}

const ESCAPES: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\" };

function escaped(byte: number, quote: string): string {
  const character = String.fromCharCode(byte);
  if (byte < 32 || byte > 126) {
    return ESCAPES[character] ?? `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return character === quote ? `\\${quote}` : (ESCAPES[character] ?? character);
}
