/**
 * Pools of twemproxy (nutcracker), and lists in YAML:
 *
 *     alpha:                                         servers:
 *       distribution: ketama                           - cache1:11211
 *       hash: fnv1a_64                                 - cache2:11211*2
 *       servers:
 *         - 127.0.0.1:11211:1 server1
 */
import { parseAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import { badLine, type ConfigTree, textAt, valueAt } from "./config-tree.ts";
import type { ListReading } from "./list-source.ts";
import { choosePool, type PoolChoice } from "./pool-choice.ts";
import { parseServerEntry } from "./server-lines.ts";
import { addressNode, type ServerNode } from "./server-list.ts";

/** `host:port:weight name` or `/path:weight name`; the weight is not optional there. */
const ENTRY = /^(\/\S+|\S+:\d+):(\d{1,9})(?:\s+(\S+))?$/;

/** twemproxy's own, where the file says nothing. */
const DISTRIBUTION_DEFAULT = "ketama";
const HASH_DEFAULT = "fnv1a_64";

/**
 * Reads a file.
 * @throws MemtoolError USAGE, with the line
 */
export function readYamlPools(tree: ConfigTree, choice: PoolChoice): ListReading {
  const plain = tree.kind === "list" ? tree : valueAt(tree, "servers");
  if (plain?.kind === "list" && choice.poolName === undefined) {
    return { nodes: plain.items.map((item) => parseServerEntry(entryText(item, choice), choice.path, item.line)) };
  }
  const pools = tree.kind === "map" ? tree.entries : new Map<string, ConfigTree>();
  const names = [...pools].filter(([, pool]) => valueAt(pool, "servers") !== undefined).map(([name]) => name);
  if (names.length === 0) {
    throw badLine(choice.path, tree.line, "no pool with `servers:` is in it", "is this a config of twemproxy?");
  }
  const name = choosePool(names, choice);
  const pool = pools.get(name);
  const servers = valueAt(pool, "servers");
  if (servers?.kind !== "list") {
    throw badLine(choice.path, servers?.line ?? tree.line, `\`servers\` of the pool ${escapeText(name)} is no list`);
  }
  const isRedis = textAt(pool, "redis") === "true";
  return {
    nodes: servers.items.map((item) => parseEntry(entryText(item, choice), choice.path, item.line)),
    placement: placementOf(pool),
    remarks: isRedis ? [`the servers of the pool ${escapeText(name)} speak redis (redis: true)`] : [],
  };
}

function entryText(item: ConfigTree, { path }: PoolChoice): string {
  if (item.kind !== "text") {
    throw badLine(path, item.line, "this is no server", "write host:port:weight, and perhaps a name behind a space");
  }
  return item.text.trim();
}

function parseEntry(text: string, path: string, line: number): ServerNode {
  const [, word = "", weight = "", name] = ENTRY.exec(text) ?? [];
  try {
    if (word === "" || Number(weight) < 1) {
      throw new MemtoolError("ADDRESS", `${JSON.stringify(text)} is no server of twemproxy`, {
        hint: "write host:port:weight, and perhaps a name behind a space; a weight is 1 or more",
      });
    }
    const node = addressNode(parseAddress(word));
    return { ...node, weight: Number(weight), ...(name === undefined ? {} : { name }) };
  } catch (error) {
    if (error instanceof MemtoolError && error.code === "ADDRESS") {
      throw badLine(path, line, error.message, error.hint);
    }
    throw error;
  }
}

/** As `--client` takes it. */
function placementOf(pool: ConfigTree | undefined): string {
  const distribution = textAt(pool, "distribution") ?? DISTRIBUTION_DEFAULT;
  const hash = textAt(pool, "hash") ?? HASH_DEFAULT;
  const tag = textAt(pool, "hash_tag");
  const options = [
    ...(distribution === DISTRIBUTION_DEFAULT ? [] : [`distribution=${distribution}`]),
    ...(hash === HASH_DEFAULT ? [] : [`hash=${hash}`]),
    ...(tag === undefined ? [] : [`hash_tag=${tag}`]),
  ];
  return options.length === 0 ? "twemproxy" : `twemproxy:${options.join(",")}`;
}
