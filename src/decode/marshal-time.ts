/**
 * A Time of Ruby (ruby/time.c, time_mdump): 8 bytes, two little-endian words, always UTC.
 *
 *     first:  1 (the form, 1 bit), UTC (1), year - 1900 (16), month - 1 (4), day (5), hour (5)
 *     second: minute (6), second (6), microseconds (20)
 *
 * `nano_num` and `nano_den` add what is below a microsecond, `offset` is the zone's in seconds.
 */
import { ByteCursor } from "./byte-cursor.ts";
import type { TreeField, TreeNode } from "./tree.ts";

const LENGTH = 8;
const FIRST_YEAR = 1900;
const DAY_SECONDS = 86_400;

function numberOf(fields: readonly TreeField[], name: string): number {
  const value = fields.find((field) => field.name === name)?.value;
  return value?.kind === "number" ? Number(value.text) : 0;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function zone(offsetSeconds: number): string {
  const minutes = Math.trunc(Math.abs(offsetSeconds) / 60);
  return `${offsetSeconds < 0 ? "-" : "+"}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
}

/** The date a Time's bytes and variables tell; undefined if they are of another form. */
export function rubyTime(bytes: Uint8Array, fields: readonly TreeField[]): TreeNode | undefined {
  if (bytes.length !== LENGTH) {
    return undefined;
  }
  const cursor = new ByteCursor(bytes);
  const first = cursor.uint32(true);
  const second = cursor.uint32(true);
  const month = (first >>> 10) & 0xf;
  if (first >>> 31 === 0 || month > 11) {
    return undefined;
  }
  const isUtc = ((first >>> 30) & 1) === 1;
  const offset = isUtc ? 0 : numberOf(fields, "offset");
  if (!Number.isInteger(offset) || Math.abs(offset) > DAY_SECONDS) {
    return undefined;
  }
  const utcMs = Date.UTC(
    ((first >>> 14) & 0xffff) + FIRST_YEAR,
    month,
    (first >>> 5) & 0x1f,
    first & 0x1f,
    second >>> 26,
    (second >>> 20) & 0x3f,
  );
  const local = new Date(utcMs + offset * 1000).toISOString().replace(/\.000Z$/, "");
  const nanoseconds = (second & 0xfffff) * 1000 + nanosecondsBelow(fields);
  const fraction = nanoseconds === 0 ? "" : `.${String(nanoseconds).padStart(9, "0").replace(/0+$/, "")}`;
  return { kind: "date", text: `${local}${fraction}${isUtc ? "Z" : zone(offset)}` };
}

/** A fraction of two integers, below 1,000. */
function nanosecondsBelow(fields: readonly TreeField[]): number {
  const value = Math.trunc(numberOf(fields, "nano_num") / (numberOf(fields, "nano_den") || 1));
  return value >= 0 && value < 1000 ? value : 0;
}
