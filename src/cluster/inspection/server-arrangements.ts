/** Orders and spellings in which a client may have been given the servers of a pool. */
import type { PlacementServer } from "../ring/placement.ts";
import type { ServerArrangement } from "./rule-scores.ts";

/** Other spellings of each server's host, in the servers' order; undefined where there is none. */
export interface OtherSpelling {
  /** `by IP`, `by name`. */
  readonly label: string;
  readonly hosts: readonly (string | undefined)[];
}

/** As typed, sorted by host and port, and both in every other spelling that makes a difference. */
export function serverArrangements(
  servers: readonly PlacementServer[],
  spellings: readonly OtherSpelling[],
): ServerArrangement[] {
  const spelled: { readonly label: string; readonly servers: readonly PlacementServer[] }[] = [{ label: "", servers }];
  for (const { label, hosts } of spellings) {
    if (hosts.some((host, index) => host !== undefined && host !== servers[index]?.host)) {
      spelled.push({
        label,
        servers: servers.map((server, index) => ({ ...server, host: hosts[index] ?? server.host })),
      });
    }
  }
  return spelled.flatMap(({ label, servers: list }) => {
    const given: ServerArrangement = { label, servers: list, nodes: [...list.keys()] };
    const nodes = [...list.keys()].sort((one, other) => compareServers(list[one], list[other]));
    if (nodes.every((node, index) => node === index)) {
      return [given];
    }
    const sorted = nodes.flatMap((node) => list[node] ?? []);
    return [given, { label: label === "" ? "sorted" : `${label}, sorted`, servers: sorted, nodes }];
  });
}

function compareServers(one: PlacementServer | undefined, other: PlacementServer | undefined): number {
  return (
    Buffer.compare(Buffer.from(one?.host ?? ""), Buffer.from(other?.host ?? "")) ||
    (one?.port ?? 0) - (other?.port ?? 0)
  );
}
