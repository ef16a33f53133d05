/** Numbers as the screen of `top` writes them: short, and a dash where nothing is known. */
import { formatBytes, formatDurationMs, formatRatio, formatShortCount } from "../../base/format-units.ts";
import type { Piece, Row } from "../screen/piece-theme.ts";

/** What stands for a number that is not known. */
const UNKNOWN = "-";

function known(value: number, format: (value: number) => string): string {
  return Number.isFinite(value) ? format(value) : UNKNOWN;
}

/** `1.23M`. */
export function countText(count: number): string {
  return known(count, formatShortCount);
}

/** All digits of a number that has few: `1024`; else `12.3k`. */
export function exactText(count: number): string {
  return Number.isFinite(count) && Math.abs(count) < 10_000 ? String(Math.round(count)) : countText(count);
}

/** `1.5G`, `512B`: of 1024 each. */
export function bytesText(bytes: number): string {
  return known(bytes, (value) => formatBytes(value).replace(/ (?:(\w)iB|B)$/, (_, unit?: string) => unit ?? "B"));
}

/** `93.4%`. */
export function ratioText(ratio: number): string {
  return known(ratio, (value) => formatRatio(value).replace(" ", ""));
}

/** `118us`. @param us microseconds */
export function latencyText(us: number): string {
  return known(us, (value) => formatDurationMs(value / 1000).replace(" ", ""));
}

/** `2h5m`, `12d4h`. */
export function secondsText(seconds: number): string {
  return known(seconds, (value) => formatDurationMs(value * 1000).replace(" ", ""));
}

/** `12:03:04`, of this machine's time zone. */
export function clockText(unixMs: number): string {
  const time = new Date(unixMs);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

/** `2026-01-31`. */
export function dayText(unixMs: number): string {
  const time = new Date(unixMs);
  return [time.getFullYear(), time.getMonth() + 1, time.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;

/** `████▌░░░`: how much of a limit is used. */
export function usageBar(ratio: number, columns: number): Row {
  const eighths = Math.round(Math.min(1, Math.max(0, Number.isNaN(ratio) ? 0 : ratio)) * columns * 8);
  const filled = "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
  return [
    { text: filled, style: "bar" },
    { text: "░".repeat(columns - filled.length), style: "dim" },
  ];
}

/** A number that is bad when it is not 0. */
export function alarmPiece(value: number, text: string): Piece {
  return { text, style: value > 0 ? "warn" : "plain" };
}
