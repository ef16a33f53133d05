/** Scales of charts: from values to heights of 0 .. 1, with the round values that are written at the axis. */
import { formatDurationMs, formatRate, formatRatio } from "../../base/format-units.ts";

/** A value written at the axis. */
export interface Tick {
  readonly height: number;
  readonly text: string;
}

/** A scale. */
export interface Scale {
  /** Where a value stands, 0 .. 1; values beyond the ends stand there. */
  heightOf(value: number): number;
  /** The most important first: the ends, then what is between them. */
  readonly ticks: readonly Tick[];
}

/** The steps of round numbers within a power of ten: few on a logarithmic scale, more where they would leave much of the chart empty. */
const COARSE_STEPS = [1, 2, 5, 10] as const;
const FINE_STEPS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10] as const;

/** Heights of the ticks of linear scales, the most important first. */
const LINEAR_TICKS = [1, 0, 0.5, 0.75, 0.25] as const;

/** Lower ends of a scale of ratios. */
const RATIO_FLOORS = [0.99, 0.9, 0.5, 0] as const;

/** Ends of the time axis, in seconds. */
const SPANS_S = [5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400] as const;

function clamp(height: number): number {
  return Math.min(1, Math.max(0, height));
}

/** The smallest round number that is not below `value`, which is above 0. */
function roundUp(value: number, steps: readonly number[]): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (steps.find((step) => power * step >= value * (1 - 1e-9)) ?? 10);
}

/** The largest round number that is not above `value`, which is above 0. */
function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  return power * (COARSE_STEPS.findLast((step) => power * step <= value * (1 + 1e-9)) ?? 1);
}

/** Ticks of a scale from `low` to `high`: the ends and the middle, and the quarters if three digits tell them exactly. */
function linearTicks(low: number, high: number, format: (value: number) => string): Tick[] {
  const valueAt = (height: number): number => low + height * (high - low);
  const isExact = [0.25, 0.75].map(valueAt).every((value) => Math.abs(Number(value.toPrecision(3)) / value - 1) < 1e-9);
  const heights = LINEAR_TICKS.slice(0, isExact ? 5 : 3);
  return heights.map((height) => ({ height, text: format(valueAt(height)) }));
}

/** A scale from 0 to a round number that is not below `perSecondMax`. */
export function rateScale(perSecondMax: number): Scale {
  return linearScale(perSecondMax, formatRate);
}

/** A scale from 0 to a round number that is not below `valueMax`. @param format of what is not 0, in at most seven columns */
export function linearScale(valueMax: number, format: (value: number) => string): Scale {
  const top = valueMax > 0 ? roundUp(valueMax, FINE_STEPS) : 1;
  return {
    heightOf: (value) => clamp(value / top),
    ticks: linearTicks(0, top, (value) => (value === 0 ? "0" : format(value))),
  };
}

/** A scale from 0 to a round number of bytes (1, 1.5, 2, 3, 4, 6 ... of a unit), or to `bytesMax` itself when `isExact`. */
export function bytesScale(bytesMax: number, format: (bytes: number) => string, isExact = false): Scale {
  const power = 2 ** Math.floor(Math.log2(Math.max(1, bytesMax)));
  const round = [1, 1.5, 2].map((step) => step * power).find((bytes) => bytes >= bytesMax) ?? power;
  const top = isExact && bytesMax > 0 ? bytesMax : round;
  return {
    heightOf: (value) => clamp(value / top),
    ticks: [1, 0, 0.5].map((height) => ({ height, text: height === 0 ? "0" : format(height * top) })),
  };
}

/** A logarithmic scale of times in microseconds, from a round number to another. */
export function latencyScale(usMin: number, usMax: number): Scale {
  const low = roundDown(Math.max(0.1, usMin));
  const top = Math.max(low * 10, roundUp(Math.max(0.1, usMax), COARSE_STEPS));
  const heightOf = (us: number): number => clamp(Math.log(Math.max(us, low) / low) / Math.log(top / low));
  const firstPower = Math.floor(Math.log10(low) + 1e-9);
  const lastPower = Math.floor(Math.log10(top) + 1e-9);
  const powers = Array.from({ length: lastPower - firstPower + 1 }, (_, index) => 10 ** (firstPower + index));
  const between = [1, 5, 2].flatMap((step) => powers.map((power) => power * step));
  const values = [top, low, ...between.filter((us) => us > low * 1.001 && us < top * 0.999)];
  return { heightOf, ticks: values.map((us) => ({ height: heightOf(us), text: formatDurationMs(us / 1000) })) };
}

/** A scale of ratios up to 1; from 0, or from nearer to 1 when `ratioMin` is. */
export function ratioScale(ratioMin: number): Scale {
  const floor = RATIO_FLOORS.find((candidate) => candidate <= ratioMin) ?? 0;
  return {
    heightOf: (value) => clamp((value - floor) / (1 - floor)),
    ticks: linearTicks(floor, 1, formatRatio),
  };
}

/** The end of a time axis on which `elapsedMs` has room: it changes seldom, so that the picture stands still. */
export function timeSpanMs(elapsedMs: number): number {
  const span = SPANS_S.find((seconds) => seconds * 1000 >= elapsedMs);
  const day = 86_400_000;
  return span === undefined ? Math.ceil(elapsedMs / day) * day : span * 1000;
}
