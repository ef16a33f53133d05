/** What the bystander of the abuse suite asks for, and what it tells. */

/** The item that it gets again and again. */
export const BYSTANDER_KEY = "bystander";
/** The item's value. */
export const BYSTANDER_VALUE = "b".repeat(100);

/** How it was served. */
export interface BystanderReport {
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  /** What went wrong, if something did. */
  readonly failure: string | undefined;
}
