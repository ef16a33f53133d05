/**
 * Pools of mcrouter: the `pools` of its JSON, and of its routes the hash with which a PoolRoute places keys.
 *
 *     { "pools": { "A": { "servers": ["10.0.0.1:11211", "[::1]:5002:ascii:ssl"], "weights": [1, 2] }, "B": { "inherit": "A" } },
 *       "route": "PoolRoute|A" }
 *
 * Macros (`@import(...)`, `%name%`) are not carried out, and routes of other kinds not followed: what there is of them is said.
 */
import { parseAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import { badLine, type ConfigTree, textAt, valueAt } from "./config-tree.ts";
import type { ListReading } from "./list-source.ts";
import { choosePool, type PoolChoice } from "./pool-choice.ts";
import { addressNode, type ServerNode } from "./server-list.ts";

/** Pools that inherit from each other, at most. */
const INHERIT_MAX = 16;

/** `host:port[:protocol[:security]]`. */
const SERVER = /^(\[[^\]]*\]|[^:]*):(\d+)(?::(\w+)(?::(\w+))?)?$/;

const HASH_DEFAULT = "Ch3";

/** A PoolRoute that was found: its pool, and the `hash` of it. */
interface PoolRoute {
  readonly pool: string;
  readonly hash: ConfigTree | undefined;
}

/**
 * Reads a file.
 * @throws MemtoolError USAGE, with the line
 */
export function readMcrouterPools(tree: ConfigTree, choice: PoolChoice): ListReading {
  const pools = valueAt(tree, "pools");
  if (pools?.kind !== "map") {
    throw badLine(choice.path, pools?.line ?? tree.line, "there are no `pools` in it", "is this a config of mcrouter?");
  }
  const routes = [valueAt(tree, "route"), valueAt(tree, "routes")].flatMap((route) => poolRoutes(route, choice.path));
  const routed = [...new Set(routes.map(({ pool }) => pool))].filter((pool) => pools.entries.has(pool));
  const name = choosePool([...pools.entries.keys()], choice, routed.length === 1 ? routed[0] : undefined);
  const chain = inheritance(pools, name, choice.path);
  const servers = inherited(chain, "servers");
  if (servers?.kind !== "list") {
    const line = servers?.line ?? pools.line;
    throw badLine(choice.path, line, `the pool ${escapeText(name)} has no list of \`servers\``, MACRO_HINT);
  }
  const hash = routes.find(({ pool }) => pool === name)?.hash ?? inherited(chain, "hash");
  const weights = weightsOf(valueAt(hash, "weights") ?? inherited(chain, "weights"), servers.items.length, choice.path);
  const tags = tagsOf(valueAt(hash, "tags"), servers.items.length, choice.path);
  const nodes = servers.items.map((item, index) => {
    const { node, protocol } = parseServer(item, choice.path, weights?.[index] ?? 1);
    const name = tags?.[index];
    return { node: name === undefined ? node : { ...node, name }, protocol };
  });
  return {
    nodes: nodes.map(({ node }) => node),
    placement: placementOf(hash),
    remarks: remarksOf(tree, name, nodes),
  };
}

const MACRO_HINT = "macros (@import, %name%) are not carried out here: give the config that mcrouter made of it";

/** The pool and those it inherits from, itself first. */
function inheritance(pools: ConfigTree, name: string, path: string): ConfigTree[] {
  const chain: ConfigTree[] = [];
  let next: string | undefined = name;
  while (next !== undefined) {
    const pool = valueAt(pools, next);
    if (pool === undefined || chain.length >= INHERIT_MAX) {
      const found = pool === undefined ? "which does not exist" : "in a circle";
      throw badLine(path, chain.at(-1)?.line ?? 1, `the pool inherits from ${JSON.stringify(next)}, ${found}`);
    }
    chain.push(pool);
    next = textAt(pool, "inherit");
  }
  return chain;
}

function inherited(chain: readonly ConfigTree[], key: string): ConfigTree | undefined {
  return chain.map((pool) => valueAt(pool, key)).find((value) => value !== undefined);
}

function weightsOf(tree: ConfigTree | undefined, serverCount: number, path: string): number[] | undefined {
  if (tree === undefined) {
    return undefined;
  }
  const weights = tree.kind === "list" ? tree.items.map((item) => (item.kind === "text" ? Number(item.text) : -1)) : [];
  if (weights.length !== serverCount || !weights.every((weight) => weight >= 0 && Number.isFinite(weight))) {
    throw badLine(path, tree.line, `the weights are not ${serverCount} numbers, one for each server`);
  }
  return weights;
}

/** Rendezvous hashes a tag for each server: it is the server's name here. */
function tagsOf(tree: ConfigTree | undefined, serverCount: number, path: string): string[] | undefined {
  if (tree === undefined) {
    return undefined;
  }
  const tags = tree.kind === "list" ? tree.items.flatMap((item) => (item.kind === "text" ? [item.text] : [])) : [];
  if (tags.length !== serverCount) {
    throw badLine(path, tree.line, `the tags are not ${serverCount} texts, one for each server`);
  }
  return tags;
}

interface McrouterServer {
  readonly node: ServerNode;
  readonly protocol: string | undefined;
}

function parseServer(item: ConfigTree, path: string, weight: number): McrouterServer {
  const text = item.kind === "text" ? item.text : (textAt(item, "hostname") ?? "");
  if (/^[@%]/.test(text)) {
    throw badLine(path, item.line, `${JSON.stringify(text)} is a macro of mcrouter`, MACRO_HINT);
  }
  const [, host = "", port = "", protocol, security] = SERVER.exec(text) ?? [];
  try {
    if (host === "") {
      throw new MemtoolError("ADDRESS", `${JSON.stringify(text)} is no server of mcrouter`, {
        hint: "write host:port, [v6]:port, or host:port:ascii:ssl",
      });
    }
    const node = addressNode(parseAddress(`${host}:${port}`));
    const isTls = security !== undefined && /^(ssl|tls)/.test(security);
    return { node: { ...node, weight, ...(isTls ? { tls: true } : {}) }, protocol };
  } catch (error) {
    if (error instanceof MemtoolError && error.code === "ADDRESS") {
      throw badLine(path, item.line, error.message, error.hint);
    }
    throw error;
  }
}

/** Every PoolRoute below a route, however deep: `"PoolRoute|A"`, or an object of the type with `pool` and `hash`. */
function poolRoutes(route: ConfigTree | undefined, path: string): PoolRoute[] {
  if (route === undefined) {
    return [];
  }
  if (route.kind === "text") {
    const pool = /^PoolRoute\|(.+)$/.exec(route.text)?.[1];
    return pool === undefined ? [] : [{ pool, hash: undefined }];
  }
  if (route.kind === "list") {
    return route.items.flatMap((item) => poolRoutes(item, path));
  }
  const pool = textAt(route, "type") === "PoolRoute" ? textAt(route, "pool") : undefined;
  return pool !== undefined
    ? [{ pool, hash: valueAt(route, "hash") }]
    : [...route.entries.values()].flatMap((value) => poolRoutes(value, path));
}

/** As `--client` takes it: `hash` is a name, or an object with `hash_func`. */
function placementOf(hash: ConfigTree | undefined): string {
  const name = (hash?.kind === "text" ? hash.text : textAt(hash, "hash_func")) ?? HASH_DEFAULT;
  const salt = textAt(hash, "salt");
  const words = [...(name === HASH_DEFAULT ? [] : [`hash=${name.toLowerCase()}`]), ...(salt ? [`salt=${salt}`] : [])];
  return words.length === 0 ? "mcrouter" : `mcrouter:${words.join(",")}`;
}

function remarksOf(tree: ConfigTree, pool: string, servers: readonly McrouterServer[]): string[] {
  const macros = hasMacros(tree) ? ["macros (@import, %name%) are in the file, which are not carried out here"] : [];
  const foreign = servers.find(({ protocol }) => protocol !== undefined && protocol !== "ascii");
  const protocol =
    foreign === undefined
      ? []
      : [`servers of the pool ${escapeText(pool)} speak ${escapeText(foreign.protocol ?? "")}, which memtool does not`];
  return [...macros, ...protocol];
}

function hasMacros(tree: ConfigTree): boolean {
  switch (tree.kind) {
    case "text":
      return /^@\w+\(|%\w+%/.test(tree.text);
    case "list":
      return tree.items.some(hasMacros);
    case "map":
      return tree.entries.has("macros") || [...tree.entries.values()].some(hasMacros);
  }
}
