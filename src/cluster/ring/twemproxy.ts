/** Where twemproxy 0.5 puts a key (src/hashkit/nc_ketama.c, src/nc_conf.c): libketama's points, the key hashed by the pool's `hash`. */
import type { KeyHash } from "../../base/hashkit.ts";
import { createKetamaRing, ketamaText } from "./libketama.ts";
import type { Placement, PlacementServer } from "./placement.ts";
import { ringOwner } from "./ring.ts";

/**
 * `distribution: ketama`, the default, without a hash tag. A server with a name is on the ring under that.
 * @throws MemtoolError USAGE when a weight is no whole number above 0
 */
export function twemproxyKetama(servers: readonly PlacementServer[], hash: KeyHash): Placement {
  const ring = createKetamaRing(servers, (server) => server.name ?? ketamaText(server));
  return (bytes, start, end) => ringOwner(ring, hash(bytes, start, end));
}
