/**
 * Where dalli 3 to 5 puts a key (lib/dalli/ring.rb, key_manager.rb): a ring of 160 points a server like libketama's, but of SHA-1, keys by
 * CRC-32, and a key belongs to the point before it. The namespace is part of the key.
 */
import { digestOf } from "../../base/digest.ts";
import { crc32 } from "../../base/hashkit.ts";
import { type Chooser, hashedPlacement, ringChooserBelow } from "./chooser.ts";
import { defineClient, PREFIX_OPTION } from "./client-options.ts";
import { hostPort, type PlacementServer } from "./placement.ts";
import { createRing } from "./ring.ts";

/** Dalli::Ring::POINTS_PER_SERVER */
const POINTS_PER_SERVER = 160;

/** The client of Ruby and Rails. */
export const DALLI = defineClient({
  describe: "dalli 3 to 5 (Ruby); its namespace is a prefix with a colon, prefix=NAME:",
  options: { ...PREFIX_OPTION },
  create: (_, servers) => hashedPlacement({ name: "crc32", hash: crc32 }, dalliRing(servers)),
});

function dalliRing(servers: readonly PlacementServer[]): Chooser {
  const total = servers.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const ring = createRing(
    servers.map((server) => {
      const count = Math.floor((servers.length * POINTS_PER_SERVER * (server.weight ?? 1)) / total);
      return Array.from({ length: count }, (_, index) =>
        Buffer.from(digestOf("sha1", `${hostPort(server)}:${index}`)).readUInt32BE(0),
      );
    }),
  );
  return ringChooserBelow(ring, servers.length);
}
