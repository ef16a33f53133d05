/** A value in a table, which knows what it means: exact for scripts, short with a unit for people. */
import { escapeText } from "../../base/escape.ts";
import { formatBytes, formatCount, formatDurationMs, formatRate, formatRatio } from "../../base/format-units.ts";
import type { Scalar } from "../../stats/stat-map.ts";
import type { FieldKind } from "../../stats/summary.ts";
import type { Tone } from "./style.ts";

/** One value and its meaning; undefined is "not known". Text and bytes may come from a server: the writers below escape them. */
export interface Cell {
  readonly value: Scalar | Uint8Array | undefined;
  readonly kind: FieldKind;
  /** How a terminal shows it. */
  readonly tone?: Tone | undefined;
}

/** Digits kept behind the point where a script reads a ratio or a rate. */
const RATIO_DIGITS = 6;
const RATE_DIGITS = 3;

/** A text cell. */
export function textCell(value: string | undefined): Cell {
  return { value, kind: "text" };
}

/** The exact value for a script, control bytes escaped; undefined stays undefined so that each format says "nothing" its own way. */
export function exactText({ value, kind }: Cell): string | undefined {
  if (typeof value === "number") {
    return String(roundFor(kind, value));
  }
  return value === undefined ? undefined : escapeText(typeof value === "bigint" ? String(value) : value);
}

/** Takes digits off a number that only arithmetic put there; one that a server sent as text is of kind `text` and stays. */
export function roundFor(kind: FieldKind, value: number): number {
  if (kind === "text") {
    return value;
  }
  const digits = kind === "ratio" ? RATIO_DIGITS : RATE_DIGITS;
  return Number(value.toFixed(digits));
}

/** The value for people; a dash when it is not known. */
export function humanText({ value, kind }: Cell): string {
  if (value === undefined || value === "") {
    return "—";
  }
  return typeof value === "number" || typeof value === "bigint" ? humanNumber(value, kind) : escapeText(value);
}

function humanNumber(value: number | bigint, kind: FieldKind): string {
  const number = Number(value);
  switch (kind) {
    case "text":
    case "count":
      return formatCount(value);
    case "bytes":
      return formatBytes(number);
    case "ratio":
      return formatRatio(number);
    case "rate":
      return formatRate(number);
    case "byteRate":
      return `${formatBytes(number)}/s`;
    case "seconds":
      return formatDurationMs(number * 1000);
  }
}
