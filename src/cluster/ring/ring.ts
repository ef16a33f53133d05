/**
 * A ring: points on the circle of the 32-bit numbers, each of them a server's. A key belongs to the first point at its hash or above, past
 * the last one to the first.
 *
 *     0 ....... point of 1 ....... point of 0 ............ point of 1 ...... 2^32
 *     └──────────> 1 ┘ └─────────> 0 ┘ └──────────────> 1 ┘ └─────> 1 (the first)
 */
import { assert } from "../../base/assert.ts";

/** Points in ascending order and the indices of their servers. */
export interface Ring {
  readonly points: Uint32Array;
  readonly owners: Uint32Array;
}

/** More servers than anybody has; a point and the index of its server fit one number exactly. */
const SERVERS_MAX = 2 ** 20;

/**
 * Makes a ring of each server's points: unsigned 32-bit numbers in any order. Of two servers with the same point the one
 * that comes first in the list has it, as in libmemcached.
 */
export function createRing(pointsByServer: readonly (readonly number[])[]): Ring {
  assert(pointsByServer.length <= SERVERS_MAX, "the servers of a ring can be counted in 20 bits");
  const sorted = Float64Array.from(
    pointsByServer.flatMap((points, owner) => points.map((point) => point * SERVERS_MAX + owner)),
  ).sort();
  assert(sorted.length > 0, "a ring has a point");
  return {
    points: Uint32Array.from(sorted, (pair) => Math.floor(pair / SERVERS_MAX)),
    owners: Uint32Array.from(sorted, (pair) => pair % SERVERS_MAX),
  };
}

/** The index of the server that owns `hash`, an unsigned 32-bit number. */
export function ringOwner(ring: Ring, hash: number): number {
  const { points, owners } = ring;
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points[middle] as number) < hash) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return owners[low === points.length ? 0 : low] as number;
}
