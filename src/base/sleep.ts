/** Waiting that can be ended early. */

/**
 * Resolves after `ms` milliseconds, or as soon as `signal` is aborted. Nothing of it stays with the signal, which may outlive any number
 * of waits; `Promise.race` with a promise that lives as long would keep each of them.
 */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}
