/** Assertions for programmer errors: conditions that bad input can never cause. They stay on in production. */
import { MemtoolError } from "./errors.ts";

/**
 * Throws a BUG error when `condition` is false.
 * @param message what should have held, without values taken from a user's data
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) {
    throw new MemtoolError("BUG", `assertion failed: ${message}`);
  }
}

/** Marks code that an exhaustive `switch` can never reach; throws a BUG error naming `what`. */
export function unreachable(value: never, what: string): never {
  throw new MemtoolError("BUG", `unreachable ${what}: ${String(value)}`);
}
