/** The metrics of a server that are memtool's own (`memtool_*`): each part of it that has some adds a source when it is opened. */
import type { Family } from "../../stats/prometheus/exposition.ts";

/** Families as they are now; no two sources may have one of the same name. */
export type FamilySource = () => readonly Family[];

/** All sources. */
export class MetricRegistry {
  readonly #sources: FamilySource[] = [];

  /** Adds one. It is asked at every scrape, in the main thread: it must be quick. */
  add(source: FamilySource): void {
    this.#sources.push(source);
  }

  /** What all of them say, in the order in which they were added. */
  families(): Family[] {
    return this.#sources.flatMap((source) => source());
  }
}
