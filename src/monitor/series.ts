/**
 * The metrics of a server over time, in bounded memory: two hours of a point a second, then ten points as one for another
 * 20 hours, then nothing. A point is 27 numbers of 4 bytes and two times: 1.8 MB a server at most, and no more than was needed so far.
 *
 *   coarse: up to 7,200 points, each of ten        fine: up to 7,200 points
 *   ─────────────────────────────────────────┬─────────────────────────────
 *   oldest                                   └ full? its ten oldest become one of the coarse
 */
import { keepsPeak, METRIC_NAMES, type MetricName, type Metrics } from "./metrics.ts";

/** Points of each of the two parts. */
const POINTS_MAX = 7200;

/** Points that become one. */
export const THINNED_POINTS = 10;

const POINTS_AT_FIRST = 256;
const WIDTH = METRIC_NAMES.length;

/** One metric of one stretch of time. */
export interface MetricSample {
  readonly startMs: number;
  readonly endMs: number;
  /** NaN when unknown. */
  readonly value: number;
}

/** A stretch of time and its metrics. */
export interface MetricPoint {
  readonly startMs: number;
  readonly endMs: number;
  readonly metrics: Metrics;
}

/** Points by their number, the oldest first, in a ring that grows up to a size and then loses the oldest. */
class PointRing {
  readonly #pointsMax: number;
  #capacity: number;
  #values: Float32Array;
  #times: Float64Array;
  #first = 0;
  count = 0;

  constructor(pointsMax: number) {
    this.#pointsMax = pointsMax;
    this.#capacity = Math.min(POINTS_AT_FIRST, pointsMax);
    this.#values = new Float32Array(this.#capacity * WIDTH);
    this.#times = new Float64Array(this.#capacity * 2);
  }

  get isFull(): boolean {
    return this.count === this.#pointsMax;
  }

  push(startMs: number, endMs: number, numberOf: (name: MetricName) => number): void {
    if (this.isFull) {
      this.drop(1);
    } else if (this.count === this.#capacity) {
      this.#grow();
    }
    const slot = this.#slot(this.count++);
    this.#times[slot * 2] = startMs;
    this.#times[slot * 2 + 1] = endMs;
    for (const [index, name] of METRIC_NAMES.entries()) {
      this.#values[slot * WIDTH + index] = numberOf(name);
    }
  }

  drop(count: number): void {
    this.#first = this.#slot(count);
    this.count -= count;
  }

  startMs(point: number): number {
    return this.#times[this.#slot(point) * 2] as number;
  }

  endMs(point: number): number {
    return this.#times[this.#slot(point) * 2 + 1] as number;
  }

  value(point: number, metric: number): number {
    return this.#values[this.#slot(point) * WIDTH + metric] as number;
  }

  #slot(point: number): number {
    return (this.#first + point) % this.#capacity;
  }

  /** Only a ring that never lost a point grows, so its points are in their order. */
  #grow(): void {
    const capacity = Math.min(this.#pointsMax, this.#capacity * 2);
    const values = new Float32Array(capacity * WIDTH);
    const times = new Float64Array(capacity * 2);
    for (let point = 0; point < this.count; point++) {
      const slot = this.#slot(point);
      values.set(this.#values.subarray(slot * WIDTH, (slot + 1) * WIDTH), point * WIDTH);
      times.set(this.#times.subarray(slot * 2, slot * 2 + 2), point * 2);
    }
    [this.#values, this.#times, this.#capacity, this.#first] = [values, times, capacity, 0];
  }
}

/** See the head of the file. Times are milliseconds on any one clock. */
export class Series {
  readonly #coarse: PointRing;
  readonly #fine: PointRing;

  /** @param pointsMax of each part; another number for tests */
  constructor(pointsMax = POINTS_MAX) {
    this.#coarse = new PointRing(pointsMax);
    this.#fine = new PointRing(pointsMax);
  }

  /** Adds a point, which must not be older than the one before. */
  add(startMs: number, endMs: number, metrics: Metrics): void {
    if (this.#fine.isFull) {
      this.#thin();
    }
    this.#fine.push(startMs, endMs, (name) => metrics[name]);
  }

  #thin(): void {
    const fine = this.#fine;
    const count = Math.min(THINNED_POINTS, fine.count);
    const numberOf = (name: MetricName): number => {
      const metric = METRIC_NAMES.indexOf(name);
      const values = Array.from({ length: count }, (_, point) => fine.value(point, metric)).filter(
        (value) => !Number.isNaN(value),
      );
      return keepsPeak(name) && values.length > 0
        ? Math.max(...values)
        : values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    this.#coarse.push(fine.startMs(0), fine.endMs(count - 1), numberOf);
    fine.drop(count);
  }

  /** How many points there are. */
  get count(): number {
    return this.#coarse.count + this.#fine.count;
  }

  /** The end of the oldest point; undefined when there is none. */
  get firstMs(): number | undefined {
    return this.count === 0 ? undefined : this.#endMs(0);
  }

  /** The last point that had ended by `timeMs`. */
  at(timeMs: number): MetricPoint | undefined {
    const point = this.#firstAfter(timeMs) - 1;
    if (point < 0) {
      return undefined;
    }
    const [ring, index] = this.#where(point);
    const metrics = Object.fromEntries(METRIC_NAMES.map((name, metric) => [name, ring.value(index, metric)]));
    return { startMs: ring.startMs(index), endMs: ring.endMs(index), metrics: metrics as Metrics };
  }

  /** One metric of the points that ended after `fromMs` and not after `toMs`, the oldest first. */
  samples(name: MetricName, fromMs: number, toMs: number): MetricSample[] {
    const metric = METRIC_NAMES.indexOf(name);
    const samples: MetricSample[] = [];
    const end = this.#firstAfter(toMs);
    for (let point = this.#firstAfter(fromMs); point < end; point++) {
      const [ring, index] = this.#where(point);
      samples.push({ startMs: ring.startMs(index), endMs: ring.endMs(index), value: ring.value(index, metric) });
    }
    return samples;
  }

  #where(point: number): [ring: PointRing, index: number] {
    const older = this.#coarse.count;
    return point < older ? [this.#coarse, point] : [this.#fine, point - older];
  }

  #endMs(point: number): number {
    const [ring, index] = this.#where(point);
    return ring.endMs(index);
  }

  /** The first point that ends after `timeMs`: halving. */
  #firstAfter(timeMs: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#endMs(middle) <= timeMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
