/**
 * The percentile distribution of a histogram as HdrHistogram prints it (`.hgrm`), for its plotters: steps that halve their
 * size each time the distance to 100 % has halved, values in milliseconds with their quantile and the count up to them.
 */
import {
  BUCKET_SETS,
  bucketHighest,
  bucketLowest,
  type Histogram,
  SIGNIFICANT_DIGITS,
  SUB_BUCKETS,
} from "./histogram.ts";

const NS_PER_MS = 1e6;
const TICKS_PER_HALF_DISTANCE = 5;

/** One step: `count` values are at or below `valueNs`, which takes them to `percentile` (0 .. 100) or beyond. */
interface Step {
  readonly valueNs: number;
  readonly percentile: number;
  readonly count: number;
}

function nextPercentile(percentile: number): number {
  const halvings = Math.floor(Math.log2(100 / (100 - percentile)));
  return percentile + 100 / (TICKS_PER_HALF_DISTANCE * 2 ** (halvings + 1));
}

/** The steps from 0 % to the first at which nothing is left, and 100 %. */
function* stepsOf(histogram: Histogram): Generator<Step> {
  const { maxNs, bucketRange } = histogram;
  const total = histogram.count;
  let percentile = 0;
  let count = 0;
  for (let bucket = bucketRange.first; bucket < bucketRange.end; bucket++) {
    count += histogram.countAt(bucket);
    const valueNs = Math.min(bucketHighest(bucket), maxNs ?? 0);
    while (histogram.countAt(bucket) > 0 && (100 * count) / total >= percentile) {
      yield { valueNs, percentile, count };
      percentile = nextPercentile(percentile);
      if (count === total) {
        yield { valueNs, percentile: 100, count };
        return;
      }
    }
  }
}

/** Standard deviation in ns, each value taken for the middle of its bucket. */
function standardDeviationNs(histogram: Histogram): number {
  const { first, end } = histogram.bucketRange;
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (let bucket = first; bucket < end; bucket++) {
    const more = histogram.countAt(bucket);
    if (more > 0) {
      const lowest = bucketLowest(bucket);
      const distance = lowest + Math.floor((bucketLowest(bucket + 1) - lowest) / 2) - mean;
      count += more;
      mean += (distance * more) / count;
      squares += distance ** 2 * more * (1 - more / count);
    }
  }
  return count === 0 ? 0 : Math.sqrt(squares / count);
}

/** Writes numbers with `digits` decimals, halves rounded up by what their shortest decimal form says, as Java does. */
function decimals(digits: number, width: number): (value: number) => string {
  const { format } = new Intl.NumberFormat("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  });
  return (value) => format(value).padStart(width);
}

function whole(value: number): string {
  return String(value).padStart(12);
}

/** The text of an `.hgrm` file. Mean and maximum are exact; of an empty histogram they are 0 and there are no steps. */
export function formatPercentileFile(histogram: Histogram): string {
  const { meanNs = 0, maxNs = 0, count } = histogram;
  const formatMs = decimals(SIGNIFICANT_DIGITS, 12);
  const formatQuantile = decimals(12, 0);
  const formatInverse = decimals(2, 14);
  const milliseconds = (ns: number): string => formatMs(ns / NS_PER_MS);
  const stepLine = (step: Step): string => {
    const quantile = step.percentile / 100;
    const line = `${milliseconds(step.valueNs)} ${formatQuantile(quantile)} ${String(step.count).padStart(10)}`;
    return step.percentile < 100 ? `${line} ${formatInverse(1 / (1 - quantile))}` : line;
  };
  return [
    "       Value     Percentile TotalCount 1/(1-Percentile)",
    "",
    ...[...stepsOf(histogram)].map(stepLine),
    `#[Mean    = ${milliseconds(meanNs)}, StdDeviation   = ${milliseconds(standardDeviationNs(histogram))}]`,
    `#[Max     = ${milliseconds(maxNs)}, Total count    = ${whole(count)}]`,
    `#[Buckets = ${whole(BUCKET_SETS)}, SubBuckets     = ${whole(SUB_BUCKETS)}]`,
    "",
  ].join("\n");
}
