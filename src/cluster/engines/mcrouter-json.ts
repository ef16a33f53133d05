/** The configuration of mcrouter for a pool. */
import { hostPort, type PlacementServer } from "../ring/placement.ts";
import type { EngineRule } from "./engine-rules.ts";

/** mcrouter's names of its hash functions (lib/*HashFunc.h, RendezvousHashHelper.h). */
const HASH_FUNCS: Readonly<Record<string, string>> = {
  ch3: "Ch3",
  crc32: "Crc32",
  weightedch3: "WeightedCh3",
  rendezvous: "Rendezvous",
  weightedrendezvous: "WeightedRendezvous",
};

/** The document, as plain data. @param pool its name */
export function mcrouterConfig({ rule, servers }: EngineRule, pool: string): object {
  const { hash: name = "ch3", salt } = rule.options;
  const isTagged = name.includes("rendezvous");
  const isWeighted = name.startsWith("weighted");
  const hash = {
    hash_func: HASH_FUNCS[name] ?? name,
    ...(salt === undefined ? {} : { salt }),
    ...(isWeighted ? { weights: servers.map(({ weight = 1 }) => weight) } : {}),
    ...(isTagged ? { tags: servers.map((server) => server.name ?? hostPort(server)) } : {}),
  };
  return {
    pools: { [pool]: { servers: servers.map(serverText) } },
    route: { type: "PoolRoute", pool, hash },
  };
}

function serverText({ host, port }: PlacementServer): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
