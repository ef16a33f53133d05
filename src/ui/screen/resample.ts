/** A series over time as one height for each column of dots. */

/** What happened in an interval; undefined when nothing is known. */
export interface Sample {
  readonly startMs: number;
  readonly endMs: number;
  readonly height: number | undefined;
}

/** What stands for several intervals in one column: their mean, or the highest, lest a spike be lost. */
export type Combine = "mean" | "max";

function combined(heights: readonly number[], combine: Combine): number {
  return combine === "max" ? Math.max(...heights) : heights.reduce((sum, height) => sum + height, 0) / heights.length;
}

/** Between the middles of two neighbouring intervals a straight line; where one of them is not known, a level one to the end of the other. */
function between(before: Sample | undefined, after: Sample | undefined, timeMs: number): number | undefined {
  if (before?.height !== undefined && after?.height !== undefined) {
    const part = (timeMs - middle(before)) / (middle(after) - middle(before));
    return before.height + part * (after.height - before.height);
  }
  if (before?.height !== undefined) {
    return timeMs <= before.endMs ? before.height : undefined;
  }
  return after !== undefined && timeMs >= after.startMs ? after.height : undefined;
}

function middle({ startMs, endMs }: Sample): number {
  return (startMs + endMs) / 2;
}

/**
 * The heights of `dots` columns that together are `spanMs` long. A column with intervals in it combines them; one that lies between two
 * is on the line between them; beyond the last there is nothing.
 * @param samples oldest first
 */
export function resample(
  samples: readonly Sample[],
  spanMs: number,
  dots: number,
  combine: Combine,
): (number | undefined)[] {
  const known = samples.filter(({ startMs, endMs }) => endMs > startMs);
  const dotMs = spanMs / dots;
  let next = 0;
  return Array.from({ length: dots }, (_, dot) => {
    const endMs = (dot + 1) * dotMs;
    const heights: number[] = [];
    while (next < known.length && middle(known[next] as Sample) < endMs) {
      const height = known[next++]?.height;
      if (height !== undefined) {
        heights.push(height);
      }
    }
    return heights.length > 0 ? combined(heights, combine) : between(known[next - 1], known[next], (dot + 0.5) * dotMs);
  });
}
