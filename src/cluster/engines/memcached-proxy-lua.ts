/** The configuration of memcached's built-in proxy for a pool, in Lua (memcached -o proxy_config=FILE). */
import type { PlacementServer } from "../ring/placement.ts";
import type { EngineRule } from "./engine-rules.ts";

/** @param head lines of comment */
export function memcachedProxyLua({ rule, servers }: EngineRule, head: readonly string[]): string {
  const lines = [
    ...head.map((line) => `-- ${line}`),
    "function mcp_config_pools()",
    "  local servers = {",
    ...servers.map((server, index) => `    ${backend(server, index)},`),
    "  }",
    `  return mcp.pool(servers, { ${poolOptions(rule.options).join(", ")} })`,
    "end",
    "",
    "function mcp_config_routes(pool)",
    "  local route = mcp.funcgen_new()",
    "  local handle = route:new_handle(pool)",
    "  route:ready({",
    "    f = function(context)",
    "      return function(request)",
    "        return context:enqueue_and_wait(request, handle)",
    "      end",
    "    end,",
    "  })",
    "  mcp.attach(mcp.CMD_ANY_STORAGE, route)",
    "end",
  ];
  return `${lines.join("\n")}\n`;
}

/** The label is for people and logs; what is hashed is the host. */
function backend({ host, port, name }: PlacementServer, index: number): string {
  return `mcp.backend(${luaString(name ?? `node${index}`)}, ${luaString(host)}, ${port})`;
}

function poolOptions(options: EngineRule["rule"]["options"]): string[] {
  const { dist, omode, obuckets, hash, seed, stop, tags } = options;
  return [
    ...(dist === "ring" ? ["dist = mcp.dist_ring_hash"] : ["dist = mcp.dist_jump_hash"]),
    ...(omode === undefined ? [] : [`omode = ${luaString(omode)}`]),
    ...(obuckets === undefined ? [] : [`obuckets = ${obuckets}`]),
    ...(hash === "md5" ? ["hash = mcp.dist_ring_hash.hash"] : []),
    ...(seed === undefined ? [] : [`seed = ${luaString(seed)}`]),
    ...(stop === undefined ? [] : ['filter = "stop"', `filter_conf = ${luaString(stop)}`]),
    ...(tags === undefined ? [] : ['filter = "tags"', `filter_conf = ${luaString(tags)}`]),
  ];
}

/** Lua's strings in quotes escape as JSON's do, but for other than ASCII, which stands as bytes. */
function luaString(text: string): string {
  return `"${text.replace(/["\\\n\r\0]/g, (sign) => `\\${String(sign.charCodeAt(0)).padStart(3, "0")}`)}"`;
}
