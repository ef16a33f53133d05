/** The configuration of twemproxy (nutcracker) for a pool. */
import { hostPort, type PlacementServer } from "../ring/placement.ts";
import type { EngineRule } from "./engine-rules.ts";

/** How the proxy is called and reached. */
export interface ProxyPlace {
  readonly pool: string;
  /** `host:port`. */
  readonly listen: string;
}

/** What it does itself where nothing is said. */
const HASH_DEFAULT = "fnv1a_64";
const DISTRIBUTION_DEFAULT = "ketama";

/** Hosts are not ejected: a client's keys would move, and come back. @param head lines of comment */
export function twemproxyYaml(
  { rule, servers }: EngineRule,
  { pool, listen }: ProxyPlace,
  head: readonly string[],
): string {
  const { hash = HASH_DEFAULT, distribution = DISTRIBUTION_DEFAULT, hash_tag: tag } = rule.options;
  const lines = [
    ...head.map((line) => `# ${line}`),
    `${pool}:`,
    `  listen: ${listen}`,
    `  hash: ${hash}`,
    `  distribution: ${distribution}`,
    ...(tag === undefined ? [] : [`  hash_tag: ${JSON.stringify(tag)}`]),
    "  auto_eject_hosts: false",
    "  timeout: 400",
    "  servers:",
    ...servers.map((server) => `   - ${serverText(server)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** `host:port:weight name`. */
function serverText(server: PlacementServer): string {
  const { weight = 1, name } = server;
  return `${hostPort(server)}:${weight}${name === undefined ? "" : ` ${name}`}`;
}
