/** `memtool cluster export`: the command's data. The configurations are written by src/cluster/engines. */
import { MemtoolError } from "../../base/errors.ts";
import { formatCount } from "../../base/format-units.ts";
import {
  AGREEMENT_KEYS,
  ENGINES,
  type Engine,
  type EngineRule,
  findEngineRule,
} from "../../cluster/engines/engine-rules.ts";
import { mcrouterConfig } from "../../cluster/engines/mcrouter-json.ts";
import { memcachedProxyLua } from "../../cluster/engines/memcached-proxy-lua.ts";
import { twemproxyYaml } from "../../cluster/engines/twemproxy-yaml.ts";
import { formatClient } from "../../cluster/ring/clients.ts";
import { SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { type JsonValue, jsonDocument } from "../output/json.ts";
import { type OrderedPool, openOrderedPool, POOL_OPTIONS } from "./pool-options.ts";
import { type PoolRule, RULE_OPTIONS, requiredRule } from "./pool-rule.ts";

const NAME = "cluster export";

const FORMATS = [...ENGINES, "json"] as const;

const OPTIONS = {
  format: {
    type: "text",
    choices: FORMATS,
    default: "json",
    describe:
      "for which engine: mcrouter JSON, twemproxy YAML, Lua for memcached -o proxy_config; json: the pool for programs",
    example: "twemproxy",
    group: "Output",
  },
  ...RULE_OPTIONS,
  name: {
    type: "text",
    unit: "NAME",
    default: "memtool",
    describe: "what the pool is called in the configuration",
    example: "sessions",
  },
  listen: {
    type: "text",
    unit: "HOST:PORT",
    default: "127.0.0.1:22121",
    describe: "where twemproxy listens; the other engines are told when they are started",
    example: "0.0.0.0:11211",
  },
  ...POOL_OPTIONS,
} as const satisfies OptionTable;

type ExportArguments = CommandArguments<typeof OPTIONS>;

async function runExport({ options, words }: ExportArguments, context: Context): Promise<number> {
  checkWords(options.name, options.listen);
  const pool = await openOrderedPool(words, options, context);
  const rule = await requiredRule(options.client, pool);
  if (options.format === "json") {
    context.stdout.write(jsonDocument(poolJson(rule, options.name)));
    return EXIT.ok;
  }
  const found = engineRule(options.format, rule);
  sayWhatIsMissing(options.format, found, pool, context);
  context.stdout.write(configuration(options.format, found, rule, options));
  return EXIT.ok;
}

/** They are written into files of others as they are. */
function checkWords(name: string, listen: string): void {
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) {
    throw new MemtoolError("USAGE", `--name ${JSON.stringify(name)}: letters, digits, _, . and - are allowed`);
  }
  if (!/^(\/[\w./-]+|[\w.:[\]-]+:\d{1,5})$/.test(listen)) {
    throw new MemtoolError("USAGE", `--listen ${JSON.stringify(listen)} is no HOST:PORT`);
  }
}

/** @throws MemtoolError USAGE that names the engines that can */
function engineRule(engine: Engine, { rule, servers, text }: PoolRule): EngineRule {
  const found = findEngineRule(engine, rule, servers);
  if (found !== undefined) {
    return found;
  }
  const others = ENGINES.filter((other) => other !== engine && findEngineRule(other, rule, servers) !== undefined);
  throw new MemtoolError("USAGE", `${engine} has no rule that places keys on these servers as ${text} does`, {
    hint:
      others.length === 0
        ? "no engine has: keys would move; choose the engine's own rule, for instance --client twemproxy:md5"
        : `${others.join(" and ")} ${others.length === 1 ? "has" : "have"} one: --format ${others[0]}`,
  });
}

function sayWhatIsMissing(
  engine: Engine,
  { agreed }: EngineRule,
  { addresses }: OrderedPool,
  { stderr }: Context,
): void {
  const say = (text: string): void => {
    stderr.write(`memtool ${NAME}: ${text}\n`);
  };
  if (agreed < AGREEMENT_KEYS) {
    say(`${formatCount(AGREEMENT_KEYS - agreed)} of ${formatCount(AGREEMENT_KEYS)} keys tried are placed otherwise`);
  }
  if (addresses.some((address) => address.username !== undefined || (address.kind === "tcp" && address.tls))) {
    say(`logins and TLS of the servers are not in the configuration of ${engine}: add what it can do`);
  }
}

function configuration(
  engine: Engine,
  found: EngineRule,
  { text }: PoolRule,
  { name, listen }: ExportArguments["options"],
): string {
  const head = [
    `Places keys as ${text} does, by ${formatClient(found.rule)}: checked with ${formatCount(AGREEMENT_KEYS)} keys, ${formatCount(found.agreed)} agree.`,
    "Made by memtool cluster export.",
  ];
  switch (engine) {
    case "twemproxy":
      return twemproxyYaml(found, { pool: name, listen }, head);
    case "memcached-proxy":
      return memcachedProxyLua(found, head);
    case "mcrouter":
      return jsonDocument(mcrouterConfig(found, name) as JsonValue);
  }
}

function poolJson({ text, servers, placement }: PoolRule, name: string): JsonValue {
  const { shares } = placement.layout();
  return {
    name,
    client: text,
    servers: servers.map(({ host, port, weight = 1, name: called, ip }, index) => ({
      host,
      port,
      weight,
      name: called,
      ip,
      share_ratio: shares[index],
    })),
  };
}

/** The command. */
export const clusterExportCommand = defineCommand({
  name: NAME,
  describe: "configuration for the engines that run a pool: mcrouter, twemproxy, memcached's proxy",
  positionals: [SERVERS_POSITIONAL],
  options: OPTIONS,
  examples: [
    {
      command: "memtool cluster export --format twemproxy --client npm-memcached a:11211 b:11211 > nutcracker.yml",
      describe: "a proxy that finds the client's keys",
    },
    {
      command: "memtool cluster export --format memcached-proxy --client twemproxy:md5 a:11211 b:11211 > proxy.lua",
      describe: "for memcached -o proxy_config=proxy.lua",
    },
  ],
  notes: [
    `The engine's rule is found by trying: its rules and the client's are asked about ${formatCount(AGREEMENT_KEYS)} keys, and what is written agrees on all of them (but for one in ten thousand at most, which is said). Where an engine has no such rule nothing is written, and the engines that have one are named.`,
    "twemproxy hashes servers' names, so a client that hashes another text than twemproxy does gets it as the name.",
    "Exit codes: 0 written, 2 wrong usage, or the engine has no such rule.",
  ],
  handler: runExport,
});
