/** Items for tests of dumps and copies, the same for the same number. */
import type { StoredItem } from "../../src/keys/move/stored-item.ts";

/** A third of the keys needs base64; flags, values and times to live come in every size. Nothing expires within an hour. */
export function numberedItem(number: number, nowMs: number): StoredItem {
  const isBinary = number % 3 === 0;
  const digits = String(number);
  const key = isBinary ? Buffer.from(`bin ${digits}\n\x00\xff`, "latin1") : Buffer.from(`plain:${digits}`);
  const ttlsMs = [0, 3600_000 + number * 1000, 40 * 86_400_000, 7 * 86_400_000];
  const ttlMs = ttlsMs[number % ttlsMs.length] as number;
  return {
    key,
    value: Buffer.alloc(number % 211 === 0 ? 50_000 : number % 90, number % 256),
    flags: number % 5 === 0 ? 0 : Math.imul(number, 0x9e3779b1) >>> 0,
    expiresAtMs: ttlMs === 0 ? 0 : nowMs + ttlMs,
    lastAccessS: number,
    cas: BigInt(number) * 0x1_0000_0001n,
  };
}

/** What has to be the same of an item, wherever it is; comparable. */
export function essence({ key, value, flags }: StoredItem): string {
  return `${Buffer.from(key).toString("hex")} ${flags} ${Buffer.from(value).toString("hex")}`;
}

/** Bytes as a stream brings them: in pieces of a size. */
export async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer, void> {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}
