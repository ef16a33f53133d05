/**
 * From a hash to a server: the two ways that most clients share, a ring of points and a list of buckets, and what makes a placement of
 * a hash function and one of them.
 */
import { assert } from "../../base/assert.ts";
import type { KeyHash } from "../../base/hashkit.ts";
import type { Choice, ClientPlacement, Layout, PlacementServer } from "./placement.ts";
import { type Ring, ringIndex, ringOwner } from "./ring.ts";

/** All values of a 32-bit hash. */
const HASH_COUNT = 2 ** 32;

/** Chooses the server of an unsigned 32-bit hash. */
export interface Chooser {
  readonly owner: (hash: number) => number;
  readonly choice: (hash: number) => Choice;
  readonly layout: () => Layout;
}

/** A hash belongs to the first point at it or above. */
export function ringChooser(ring: Ring, serverCount: number): Chooser {
  const { points } = ring;
  return {
    owner: (hash) => ringOwner(ring, hash),
    choice: (hash) => pointChoice(ring, ringIndex(ring, hash)),
    layout: () => ringLayout(ring, serverCount, (index) => distance(points.at(index - 1), points[index])),
  };
}

/** A hash belongs to the last point at it or below: dalli goes the other way round. */
export function ringChooserBelow(ring: Ring, serverCount: number): Chooser {
  const { points, owners } = ring;
  const last = points.length - 1;
  const indexOf = (hash: number): number => {
    const index = ringIndex(ring, hash);
    const isAtPoint = points[index] === hash;
    return isAtPoint ? lastOfEquals(points, index) : index === 0 ? last : index - 1;
  };
  return {
    owner: (hash) => owners[indexOf(hash)] as number,
    choice: (hash) => pointChoice(ring, indexOf(hash)),
    layout: () => {
      return ringLayout(ring, serverCount, (index) => distance(points[index], points[index === last ? 0 : index + 1]));
    },
  };
}

function lastOfEquals(points: Uint32Array, index: number): number {
  let last = index;
  while (points[last + 1] === points[index]) {
    last++;
  }
  return last;
}

function pointChoice({ points }: Ring, index: number): Choice {
  return { kind: "point", point: points[index] as number, pointCount: points.length };
}

/** How far it is from one point up to the next, around the circle; from the only point to itself all around. */
function distance(from = 0, to = 0): number {
  return to > from ? to - from : to - from + HASH_COUNT;
}

function ringLayout({ points, owners }: Ring, serverCount: number, arcOf: (index: number) => number): Layout {
  const arcs = Array<number>(serverCount).fill(0);
  for (const [index, owner] of owners.entries()) {
    // Of equal points all but one have no arc.
    const isEqual = points.length > 1 && arcOf(index) === HASH_COUNT;
    arcs[owner] = (arcs[owner] ?? 0) + (isEqual ? 0 : arcOf(index));
  }
  return { kind: "point", parts: countEach(owners, serverCount), shares: arcs.map((arc) => arc / HASH_COUNT) };
}

/** A hash belongs to the bucket that is its remainder; `owners` tells the server of each bucket. */
export function bucketChooser(owners: readonly number[], serverCount: number): Chooser {
  const bucketCount = owners.length;
  assert(bucketCount > 0, "there is a bucket for every hash");
  return {
    owner: (hash) => owners[hash % bucketCount] as number,
    choice: (hash) => ({ kind: "bucket", method: "modulo", bucket: hash % bucketCount, bucketCount }),
    layout: () => bucketLayout(owners, serverCount),
  };
}

/** What servers have of a list of equal buckets. */
function bucketLayout(owners: readonly number[], serverCount: number): Layout {
  const parts = countEach(owners, serverCount);
  return { kind: "bucket", parts, shares: parts.map((count) => count / owners.length) };
}

function countEach(owners: Iterable<number>, serverCount: number): number[] {
  const counts = Array<number>(serverCount).fill(0);
  for (const owner of owners) {
    counts[owner] = (counts[owner] ?? 0) + 1;
  }
  return counts;
}

/** One bucket a server, in the list's order. */
export function equalBuckets(servers: readonly PlacementServer[]): Chooser {
  return bucketChooser([...servers.keys()], servers.length);
}

/**
 * As many buckets a server as `weightOf` says, side by side in the list's order.
 * @throws what `weightOf` throws
 */
export function weightedBuckets(
  servers: readonly PlacementServer[],
  weightOf: (server: PlacementServer) => number,
): Chooser {
  const owners = servers.flatMap((server, index) => Array<number>(weightOf(server)).fill(index));
  return bucketChooser(owners, servers.length);
}

/** A function of a key's bytes, and what the client calls it. */
export interface NamedHash {
  readonly name: string;
  readonly hash: KeyHash;
}

/** Hashes the whole key and lets the chooser choose. */
export function hashedPlacement({ name, hash }: NamedHash, chooser: Chooser): ClientPlacement {
  return {
    place: (bytes, start, end) => chooser.owner(hash(bytes, start, end)),
    explain: (bytes, start, end) => {
      const value = hash(bytes, start, end);
      const hashed = bytes.slice(start, end);
      return { owner: chooser.owner(value), hashed, hashName: name, hash: value, choice: chooser.choice(value) };
    },
    layout: chooser.layout,
  };
}
