/** The one place that allocates shared memory outside the arena. */

/** Zeroed shared memory; the kernel commits it where it is first written. */
export function allocateShared(byteCount: number): SharedArrayBuffer {
  return new SharedArrayBuffer(byteCount);
}
