/**
 * The points that libketama, libmemcached (weighted) and twemproxy give their servers: md5 of `TEXT-0`, `TEXT-1`, ..., four points from each
 * digest, as many as the server's weight deserves; 160 where all weights are equal.
 */
import { MemtoolError } from "../../base/errors.ts";
import { md5Words } from "../../base/md5.ts";
import type { PlacementServer } from "./placement.ts";
import { createRing, type Ring } from "./ring.ts";

const POINTS_PER_SERVER = 160;
const POINTS_PER_DIGEST = 4;
/** memcached's port is left out of the text, because libketama's first users had no other. */
const PORT_LEFT_OUT = 11211;

/** The text of a server without a name on a ring: its host, and its port unless that is 11211. */
export function ketamaText({ host, port }: PlacementServer): string {
  return port === PORT_LEFT_OUT ? host : `${host}:${port}`;
}

/**
 * How many digests each weight deserves. The sources compute in C's `float`, so every step is rounded to it: in doubles some weights would
 * come out otherwise (32:29:59 as 32, 29, 58 digests instead of 32, 28, 59).
 */
export function digestCounts(weights: readonly number[]): number[] {
  const total = Math.fround(weights.reduce((sum, weight) => sum + weight, 0));
  return weights.map((weight) => {
    const part = Math.fround(Math.fround(weight) / total);
    const digests = Math.fround(Math.fround(part * POINTS_PER_SERVER) / POINTS_PER_DIGEST);
    return Math.floor(Math.fround(Math.fround(digests * weights.length) + 1e-10));
  });
}

/**
 * The ring of servers with weights, each called as `textOf` says.
 * @throws MemtoolError USAGE when a weight is no whole number above 0
 */
export function createKetamaRing(
  servers: readonly PlacementServer[],
  textOf: (server: PlacementServer) => string,
): Ring {
  const counts = digestCounts(servers.map(wholeWeight));
  return createRing(servers.map((server, index) => digestPoints(textOf(server), counts[index] ?? 0)));
}

/** The weight of a server, for clients that take integers only. */
export function wholeWeight({ host, weight = 1 }: PlacementServer): number {
  if (!Number.isSafeInteger(weight) || weight < 1) {
    throw new MemtoolError("USAGE", `cannot give the server ${JSON.stringify(host)} the weight ${weight}`, {
      hint: "with this placement a weight is a whole number, 1 or more",
    });
  }
  return weight;
}

/** The points of `digestCount` digests of `TEXT-0`, `TEXT-1`, ... */
export function digestPoints(text: string, digestCount: number): number[] {
  const points: number[] = [];
  for (let index = 0; index < digestCount; index++) {
    const bytes = new TextEncoder().encode(`${text}-${index}`);
    for (const word of md5Words(bytes, 0, bytes.length)) {
      points.push(word >>> 0);
    }
  }
  return points;
}
