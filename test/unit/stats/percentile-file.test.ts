/** percentile-file: the text that the Java original prints, and row by row that of hdr-histogram-js. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatPercentileFile } from "../../../src/stats/percentile-file.ts";
import { histogramOf, libraryHistogram, RECORDED, type Recorded } from "../../support/histograms.ts";

/** Printed by HdrHistogram 2.2.2 for Java: outputPercentileDistribution(System.out, 5, 1e6) of the values below. */
const JAVA = `       Value     Percentile TotalCount 1/(1-Percentile)

       0.100 0.000000000000        500           1.00
       0.100 0.100000000000        500           1.11
       0.100 0.200000000000        500           1.25
       0.100 0.300000000000        500           1.43
       0.100 0.400000000000        500           1.67
       0.100 0.500000000000        500           2.00
       0.250 0.550000000000        800           2.22
       0.250 0.600000000000        800           2.50
       0.250 0.650000000000        800           2.86
       0.250 0.700000000000        800           3.33
       0.250 0.750000000000        800           4.00
       0.250 0.775000000000        800           4.44
       0.250 0.800000000000        800           5.00
       1.000 0.825000000000        950           5.71
       1.000 0.850000000000        950           6.67
       1.000 0.875000000000        950           8.00
       1.000 0.887500000000        950           8.89
       1.000 0.900000000000        950          10.00
       1.000 0.912500000000        950          11.43
       1.000 0.925000000000        950          13.33
       1.000 0.937500000000        950          16.00
       1.000 0.943750000000        950          17.78
       1.000 0.950000000000        950          20.00
       5.001 0.956250000000        995          22.86
       5.001 0.962500000000        995          26.67
       5.001 0.968750000000        995          32.00
       5.001 0.971875000000        995          35.56
       5.001 0.975000000000        995          40.00
       5.001 0.978125000000        995          45.71
       5.001 0.981250000000        995          53.33
       5.001 0.984375000000        995          64.00
       5.001 0.985937500000        995          71.11
       5.001 0.987500000000        995          80.00
       5.001 0.989062500000        995          91.43
       5.001 0.990625000000        995         106.67
       5.001 0.992187500000        995         128.00
       5.001 0.992968750000        995         142.22
       5.001 0.993750000000        995         160.00
       5.001 0.994531250000        995         182.86
      40.010 0.995312500000       1000         213.33
      40.010 1.000000000000       1000
#[Mean    =        0.700, StdDeviation   =        2.967]
#[Max     =       40.010, Total count    =         1000]
#[Buckets =           32, SubBuckets     =         2048]
`;

test("the file is the one that Java prints", () => {
  const histogram = histogramOf([
    [100_031, 500],
    [250_111, 300],
    [1_000_447, 150],
    [5_001_215, 45],
    [40_009_727, 5],
  ]);
  assert.equal(formatPercentileFile(histogram), JAVA);
});

test("of an empty histogram the file has a head and zeros", () => {
  assert.deepEqual(formatPercentileFile(histogramOf([])).split("\n"), [
    "       Value     Percentile TotalCount 1/(1-Percentile)",
    "",
    "#[Mean    =        0.000, StdDeviation   =        0.000]",
    "#[Max     =        0.000, Total count    =            0]",
    "#[Buckets =           32, SubBuckets     =         2048]",
    "",
  ]);
});

test("the largest value and the mean are exact, where the original shows its bucket", () => {
  const text = formatPercentileFile(histogramOf([[5_000_000_000, 3]]));
  assert.match(text, /^ {4}5000\.000 1\.000000000000 {10}3$/m);
  assert.match(text, /^#\[Mean {4}= {5}5000\.000, StdDeviation {3}= {8}0\.000\]$/m);
});

/** The numbers of the rows: value in ms, then the rest as text. */
function rowsOf(text: string): { readonly valueMs: number; readonly rest: string }[] {
  return text
    .split("\n")
    .filter((line) => /^ *[0-9]/.test(line))
    .map((line) => ({ valueMs: Number(line.trim().split(/ +/)[0]), rest: line.trim().split(/ +/).slice(1).join(" ") }));
}

function numbersOfFooter(text: string): number[] {
  return [...text.matchAll(/= +([0-9.]+)/g)].map(([, number]) => Number(number));
}

function checkAgainstLibrary(recorded: Recorded): void {
  const ours = formatPercentileFile(histogramOf(recorded));
  const theirs = libraryHistogram(recorded).outputPercentileDistribution(5, 1e6);
  const [ourRows, theirRows] = [rowsOf(ours), rowsOf(theirs)];
  assert.deepEqual(
    ourRows.map(({ rest }) => rest),
    theirRows.map(({ rest }) => rest),
  );
  for (const [index, { valueMs }] of ourRows.entries()) {
    const expected = theirRows[index]?.valueMs ?? -1;
    assert.ok(valueMs <= expected && valueMs >= expected * 0.999 - 0.0011, `${valueMs} for ${expected}`);
  }
  const footer = numbersOfFooter(theirs);
  for (const [index, number] of numbersOfFooter(ours).entries()) {
    const expected = footer[index] ?? -1;
    assert.ok(Math.abs(number - expected) <= expected * 0.001 + 0.0011, `${number} for ${expected}`);
  }
}

test("every row has the quantile and the count that hdr-histogram-js prints, value and footer to a bucket", () => {
  fc.assert(
    fc.property(
      RECORDED.filter((recorded) => recorded.length > 0),
      checkAgainstLibrary,
    ),
    { numRuns: 60 },
  );
});
