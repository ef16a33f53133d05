/**
 * Waits that a signal ends. Nothing of a wait stays with its signal, which may outlive any number of them: `Promise.race` with a promise
 * that lives as long would keep each of them, and what they resolved to.
 */

/** Resolves after `ms` milliseconds, or as soon as `signal` is aborted. */
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

/** What `work` comes to, or undefined as soon as `signal` is aborted; `work` is then left alone. */
export function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve(undefined);
    const settle = <Value>(end: (value: Value) => void): ((value: Value) => void) => {
      return (value) => {
        signal.removeEventListener("abort", giveUp);
        end(value);
      };
    };
    signal.addEventListener("abort", giveUp);
    work.then(settle(resolve), settle(reject));
    if (signal.aborted) {
      giveUp();
    }
  });
}
