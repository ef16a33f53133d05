/**
 * A latency histogram as lines of text: a row for each of about a dozen ranges, each the same factor longer than the one before.
 *
 *   <= 73.3 us  ▌                                              993   0.5 %
 *   <=  141 us  ████████████████████▌                       40,603  20.8 %
 *   <=  272 us  ██████████████████████████████████████████  83,090  62.3 %
 *                                             in this range: count  at or below: part of all
 */
import { formatCount, formatDurationMs, formatRatio } from "../../base/format-units.ts";
import { bucketHighest, bucketOf, type Histogram } from "../../stats/histogram.ts";

/** How the lines are drawn. */
export interface LatencyBarsOptions {
  /** Columns a line may take. What does not fit is left out: first the counts, then the bars. */
  readonly width: number;
  /** Ranges at most; 12 unless told otherwise. */
  readonly rowsMax?: number;
  /** Bars of `#` instead of block characters. */
  readonly ascii?: boolean;
}

const ROWS_MAX = 12;
const GAP = "  ";

/** A bar of fewer columns shows nothing. */
const BAR_COLUMNS_MIN = 8;

/** Where the first range ends at the earliest: shorter latencies are all the same to whoever looks at bars. */
const FIRST_NS_MIN = 1000;

/** Bars from one eighth of a column to a whole one. */
const EIGHTHS = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"] as const;

/** One range: `count` values above the range before it, `quantile` (0 .. 1) of all at or below its end. */
interface LatencyRange {
  readonly endText: string;
  readonly count: number;
  readonly quantile: number;
}

/** Last buckets of the ranges, rising: evenly spaced logarithms up to the largest value, one of those that read the same. */
function lastBuckets(minNs: number, maxNs: number, rowsMax: number): number[] {
  const low = Math.min(maxNs, Math.max(FIRST_NS_MIN, minNs));
  const ends = Array.from({ length: rowsMax }, (_, row) =>
    row === rowsMax - 1 ? maxNs : Math.floor(low * (maxNs / low) ** ((row + 1) / rowsMax)),
  );
  const buckets = [...new Set(ends.map(bucketOf))];
  const texts = buckets.map((bucket) => endText(bucket, maxNs));
  return buckets.filter((_, row) => texts[row] !== texts[row + 1]);
}

function endText(bucket: number, maxNs: number): string {
  return formatDurationMs(Math.min(bucketHighest(bucket), maxNs) / 1e6);
}

function rangesOf(histogram: Histogram, rowsMax: number): LatencyRange[] {
  const { minNs, maxNs, count: total } = histogram;
  if (minNs === undefined || maxNs === undefined) {
    return [];
  }
  let bucket = histogram.bucketRange.first;
  let seen = 0;
  return lastBuckets(minNs, maxNs, rowsMax).map((last) => {
    const before = seen;
    for (; bucket <= last; bucket++) {
      seen += histogram.countAt(bucket);
    }
    return { endText: endText(last, maxNs), count: seen - before, quantile: seen / total };
  });
}

/** A bar of `part` (0 .. 1) of `columns`; whatever is above 0 is seen. */
function bar(part: number, columns: number, ascii: boolean): string {
  if (part === 0) {
    return "".padEnd(columns);
  }
  if (ascii) {
    return "#".repeat(Math.max(1, Math.round(part * columns))).padEnd(columns);
  }
  const eighths = Math.max(1, Math.round(part * columns * 8));
  const whole = (EIGHTHS[7] as string).repeat(Math.floor(eighths / 8));
  return `${whole}${EIGHTHS[(eighths % 8) - 1] ?? ""}`.padEnd(columns);
}

/** Pads texts to the width of the longest. */
function column(texts: readonly string[]): string[] {
  const width = Math.max(...texts.map((text) => text.length));
  return texts.map((text) => text.padStart(width));
}

/** Lines of a histogram of nanoseconds, none longer than the width; of an empty one a single line that says so. */
export function latencyBars(
  histogram: Histogram,
  { width, rowsMax = ROWS_MAX, ascii = false }: LatencyBarsOptions,
): string[] {
  const ranges = rangesOf(histogram, rowsMax);
  if (ranges.length === 0) {
    return ["no latencies were measured".slice(0, width)];
  }
  const ends = column(ranges.map((range) => range.endText)).map((text) => `<= ${text}`);
  const counts = column(ranges.map(({ count }) => formatCount(count)));
  const quantiles = column(ranges.map(({ quantile }) => formatRatio(quantile)));
  const lengthOf = (texts: readonly string[]): number => (texts[0] ?? "").length + GAP.length;
  const room = width - lengthOf(ends) - lengthOf(quantiles);
  const hasCounts = room - lengthOf(counts) >= BAR_COLUMNS_MIN;
  const columns = hasCounts ? room - lengthOf(counts) : room;
  const largest = Math.max(...ranges.map(({ count }) => count));
  return ranges.map(({ count }, row) => {
    const cells = [
      ends[row],
      ...(columns < BAR_COLUMNS_MIN ? [] : [bar(count / largest, columns, ascii)]),
      ...(hasCounts ? [counts[row]] : []),
      quantiles[row],
    ];
    return cells.join(GAP).slice(0, width);
  });
}
