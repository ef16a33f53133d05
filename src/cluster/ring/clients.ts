/**
 * The placement rules by the clients that have them, as `--client` and `--placement` take them: `pylibmc:ketama=1`, `dalli`,
 * `twemproxy:hash=md5,hash_tag={}`. One file for each family of clients; this is the list of them.
 */
import { assert } from "../../base/assert.ts";
import { editDistance } from "../../base/edit-distance.ts";
import { MemtoolError } from "../../base/errors.ts";
import {
  type ClientSpec,
  describeOptions,
  formatClientOptions,
  type GivenOptions,
  optionValues,
  parseClientOptions,
} from "./client-options.ts";
import { DALLI } from "./dalli.ts";
import { GOMEMCACHE } from "./gomemcache.ts";
import { KETAMA, KETAMA_WEIGHTED, LIBMEMCACHED, MODULA, PHP_MEMCACHED, PYLIBMC } from "./libmemcached.ts";
import { MCROUTER } from "./mcrouter.ts";
import { MEMCACHED_PROXY } from "./memcached-proxy.ts";
import { MEMJS } from "./memjs.ts";
import { NPM_MEMCACHE } from "./npm-memcache.ts";
import { NPM_MEMCACHED } from "./npm-memcached.ts";
import { PERL_CACHE_MEMCACHED, PERL_CACHE_MEMCACHED_FAST } from "./perl.ts";
import { PHP_MEMCACHE } from "./php-memcache.ts";
import type { ClientPlacement, Placement, PlacementServer } from "./placement.ts";
import { PYMEMCACHE } from "./pymemcache.ts";
import { PYTHON_MEMCACHED } from "./python-memcached.ts";
import { SPYMEMCACHED } from "./spymemcached.ts";
import { TWEMPROXY } from "./twemproxy.ts";

const CLIENTS: Readonly<Record<string, ClientSpec>> = {
  libmemcached: LIBMEMCACHED,
  pylibmc: PYLIBMC,
  "php-memcached": PHP_MEMCACHED,
  "php-memcache": PHP_MEMCACHE,
  pymemcache: PYMEMCACHE,
  "python-memcached": PYTHON_MEMCACHED,
  "perl-cache-memcached": PERL_CACHE_MEMCACHED,
  "perl-cache-memcached-fast": PERL_CACHE_MEMCACHED_FAST,
  dalli: DALLI,
  gomemcache: GOMEMCACHE,
  spymemcached: SPYMEMCACHED,
  "npm-memcached": NPM_MEMCACHED,
  memjs: MEMJS,
  "npm-memcache": NPM_MEMCACHE,
  twemproxy: TWEMPROXY,
  mcrouter: MCROUTER,
  "memcached-proxy": MEMCACHED_PROXY,
  ketama: KETAMA,
  "ketama-weighted": KETAMA_WEIGHTED,
  modula: MODULA,
};

/** A name may be misspelled so much and still be recognized. */
const TYPING_ERRORS_MAX = 2;

/** Other names that people have for them. */
const ALIASES: Readonly<Record<string, string>> = {
  "pecl-memcache": "php-memcache",
  nutcracker: "twemproxy",
  mcproxy: "memcached-proxy",
};

/** All clients' names. */
export const CLIENT_NAMES: readonly string[] = Object.keys(CLIENTS);

/** A client and the options it has. Plain data: it can be posted to a thread. */
export interface ClientRule {
  /** One of {@link CLIENT_NAMES}. */
  readonly client: string;
  /** The options that differ from the client's defaults, in the client's order. */
  readonly options: GivenOptions;
}

/** The rule where none is asked for. */
export const DEFAULT_CLIENT = "ketama";

/**
 * Reads `NAME` or `NAME:OPTION,OPTION`.
 * @throws MemtoolError USAGE, with the names and options there are
 */
export function parseClient(text: string): ClientRule {
  const trimmed = text.trim();
  const colon = trimmed.indexOf(":");
  const client = clientOf(colon === -1 ? trimmed : trimmed.slice(0, colon));
  if (client === undefined) {
    throw new MemtoolError("USAGE", `cannot place keys as ${JSON.stringify(text)}: no client has that name`, {
      hint: `${suggestion(trimmed)}write one of ${CLIENT_NAMES.join(", ")}, and options behind a colon`,
    });
  }
  const words = colon === -1 ? [] : trimmed.slice(colon + 1).split(",");
  return { client, options: parseClientOptions(client, specOf(client).options, words) };
}

/** `did you mean NAME? `, or nothing. */
function suggestion(text: string): string {
  const [word = ""] = text.toLowerCase().split(":");
  const nearest = CLIENT_NAMES.find((name) => editDistance(word, name) <= TYPING_ERRORS_MAX);
  return nearest === undefined ? "" : `did you mean ${nearest}? `;
}

/** Whether `word` begins with the name of a client, as a rule does and the address of a server hardly ever. */
export function looksLikeClient(word: string): boolean {
  const [name = "", ...rest] = word.split(":");
  return clientOf(name) !== undefined && !/^\d+$/.test(rest.join(":"));
}

/** Writes a rule so that {@link parseClient} reads it back, without what goes without saying. */
export function formatClient({ client, options }: ClientRule): string {
  const words = formatClientOptions(specOf(client).options, options);
  return words === "" ? client : `${client}:${words}`;
}

/**
 * Makes the rule of a client for servers in the client's order.
 * @throws MemtoolError USAGE when the client's options exclude each other, or it cannot do with these servers or their weights
 */
export function createClientPlacement(rule: ClientRule, servers: readonly PlacementServer[]): ClientPlacement {
  assert(servers.length > 0, "keys are placed on one server at least");
  const { options, create } = specOf(rule.client);
  return create(optionValues(options, rule.options), servers);
}

/** The same, for those who do not ask why. */
export function createPlacement(rule: ClientRule, servers: readonly PlacementServer[]): Placement {
  return createClientPlacement(rule, servers).place;
}

/** The key as the servers have it, of the key that the application gives its client: with the client's prefix. */
export function storedKey({ options }: ClientRule, key: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(options["prefix"] ?? ""), key]);
}

/** One client, for help. */
export interface ClientDescription {
  readonly name: string;
  readonly describe: string;
  /** `the options of NAME are ...` */
  readonly options: string;
}

/** All clients. */
export function describeClients(): ClientDescription[] {
  return Object.entries(CLIENTS).map(([name, { describe, options }]) => {
    return { name, describe, options: describeOptions(name, options) };
  });
}

/** The name in the list. */
function clientOf(word: string): string | undefined {
  const lower = word.toLowerCase();
  const name = Object.hasOwn(ALIASES, lower) ? (ALIASES[lower] as string) : lower;
  return Object.hasOwn(CLIENTS, name) ? name : undefined;
}

function specOf(client: string): ClientSpec {
  const spec = CLIENTS[client];
  assert(spec !== undefined, "a rule names a client that there is");
  return spec;
}
