/** Numbers as people read them: short, with a unit, three significant digits. The counterpart of units.ts. */

const SIZE_STEPS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;
const COUNT_STEPS = ["", "k", "M", "G", "T"] as const;

/** Three significant digits, without a trailing fraction of zeros: `1.5`, `12.3`, `512`. */
function threeDigits(value: number): string {
  const magnitude = Math.abs(value);
  const digits = magnitude >= 99.95 ? 0 : magnitude >= 9.995 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}

function stepped(value: number, base: number, steps: readonly string[], separator: string): string {
  let scaled = value;
  let step = 0;
  while (step < steps.length - 1 && Math.abs(Number(threeDigits(scaled))) >= base) {
    scaled /= base;
    step++;
  }
  const unit = steps[step] ?? "";
  return unit === "" ? threeDigits(scaled) : `${threeDigits(scaled)}${separator}${unit}`;
}

/** `1.5 KiB`, `64 MiB`; below 1 KiB whole bytes. */
export function formatBytes(bytes: number): string {
  return stepped(bytes, 1024, SIZE_STEPS, " ");
}

/** All digits in groups of three: `1,234,567`. */
export function formatCount(count: number | bigint): string {
  const digits = String(typeof count === "bigint" ? count : Math.round(count));
  return digits.replace(/\B(?=(?:[0-9]{3})+$)/g, ",");
}

/** The same with its noun: `1 key`, `1,234 keys`. */
export function formatCounted(count: number | bigint, noun: string): string {
  return `${formatCount(count)} ${noun}${Number(count) === 1 ? "" : "s"}`;
}

/** Three digits and a letter: `1.23M`, `850`, `12.3k`. */
export function formatShortCount(count: number): string {
  return stepped(count, 1000, COUNT_STEPS, "");
}

/** `1.23k/s`. */
export function formatRate(perSecond: number): string {
  return `${formatShortCount(perSecond)}/s`;
}

/** `93.4 %`, `100 %`, `99.98 %`: never rounded up to 100 nor down to 0. */
export function formatRatio(ratio: number): string {
  const percent = ratio * 100;
  const tooRound = (percent > 99.9 && percent < 100) || (percent > 0 && percent < 0.1);
  if (!tooRound) {
    return `${Number(percent.toFixed(1))} %`;
  }
  const rounded = [2, 3, 4].map((digits) => Number(percent.toFixed(digits)));
  return `${rounded.find((value) => value > 0 && value < 100) ?? (percent > 50 ? 99.9999 : 0.0001)} %`;
}

/** The two largest parts of a duration: `250 us`, `1.5 ms`, `4.2 s`, `1m 30s`, `2h 5m`, `12d 4h`. */
export function formatDurationMs(milliseconds: number): string {
  if (milliseconds === 0) {
    return "0 s";
  }
  if (milliseconds < 0.9995) {
    return `${threeDigits(milliseconds * 1000)} us`;
  }
  if (milliseconds < 999.5) {
    return `${threeDigits(milliseconds)} ms`;
  }
  const seconds = milliseconds / 1000;
  return seconds < 59.95 ? `${threeDigits(seconds)} s` : formatLong(Math.round(seconds));
}

function formatLong(seconds: number): string {
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(" ");
}
