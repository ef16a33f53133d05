/** Real clients that fill a pool: each reads key:0, key:1, ... and stores what it misses on the server that it chooses. */
import { createRequire } from "node:module";
import {
  DALLI,
  PHP_MEMCACHED,
  PYLIBMC,
  PYMEMCACHE,
  runJavaClient,
  runPhpClient,
  runPythonClient,
  runRubyClient,
  SPYMEMCACHED_CLIENT,
} from "./real-clients.ts";
import type { Requirement } from "./requirement.ts";

/** A client with the options that make the rule. */
export interface PlacementClient {
  /** As `--client` takes it. */
  readonly rule: string;
  readonly needs: () => Requirement;
  /** Answers how many keys it missed and stored. @param servers `host:port` each */
  readonly fill: (servers: readonly string[], keyCount: number) => Promise<number>;
}

type Run = (script: string, args: readonly string[]) => Promise<string>;

function scripted(
  rule: string,
  { needs }: { readonly needs: () => Requirement },
  run: Run,
  script: string,
  options: readonly string[] = [],
): PlacementClient {
  return {
    rule,
    needs: () => needs(),
    fill: async (servers, keyCount) => {
      return Number(await run(script, [`servers=${servers.join(",")}`, `keys=${keyCount}`, ...options]));
    },
  };
}

function python(rule: string, client: "pylibmc" | "pymemcache", options: object): PlacementClient {
  const requires = client === "pylibmc" ? PYLIBMC : PYMEMCACHE;
  const args = [`client=${client}`, `options=${JSON.stringify(options)}`];
  return scripted(rule, requires, runPythonClient, "client_placement.py", args);
}

/** What a package of npm does with a key, as promises. */
interface NpmClient {
  get(key: string): Promise<boolean>;
  set(key: string, value: string): Promise<void>;
  close(): void;
}

function npm(rule: string, open: (servers: readonly string[]) => NpmClient): PlacementClient {
  return {
    rule,
    needs: () => ({ skip: false }),
    fill: async (servers, keyCount) => {
      const client = open(servers);
      const stored = await Promise.all(
        Array.from({ length: keyCount }, async (_, index) => {
          if (await client.get(`key:${index}`)) {
            return 0;
          }
          await client.set(`key:${index}`, "x".repeat(index % 300));
          return 1;
        }),
      );
      client.close();
      return stored.reduce<number>((sum, one) => sum + one, 0);
    },
  };
}

type Callback<Value> = (error: Error | undefined, value: Value) => void;

/** The parts of npm's memcached that are used. */
type NpmMemcached = new (
  servers: readonly string[],
) => {
  get(key: string, done: Callback<string | undefined>): void;
  set(key: string, value: string, lifetime: number, done: Callback<boolean>): void;
  end(): void;
};

function openNpmMemcached(servers: readonly string[]): NpmClient {
  const Memcached = createRequire(import.meta.url)("memcached") as NpmMemcached;
  const client = new Memcached(servers);
  return {
    get: (key) =>
      new Promise((resolve, reject) => {
        client.get(key, (error, value) => (error ? reject(error) : resolve(value !== undefined)));
      }),
    set: (key, value) =>
      new Promise((resolve, reject) => {
        client.set(key, value, 0, (error) => (error ? reject(error) : resolve()));
      }),
    close: () => client.end(),
  };
}

/** The parts of memjs that are used. */
interface Memjs {
  readonly Client: {
    create(servers: string): {
      get(key: string): Promise<{ readonly value: Buffer | null }>;
      set(key: string, value: string, options: object): Promise<boolean>;
      close(): void;
    };
  };
}

function openMemjs(servers: readonly string[]): NpmClient {
  const { Client } = createRequire(import.meta.url)("memjs") as Memjs;
  const client = Client.create(servers.join(","));
  return {
    get: async (key) => (await client.get(key)).value !== null,
    set: async (key, value) => {
      await client.set(key, value, {});
    },
    close: () => client.close(),
  };
}

/** All of them; those with a prefix hash a part of the key, or all of it. */
export const PLACEMENT_CLIENTS: readonly PlacementClient[] = [
  python("pylibmc:ketama=1", "pylibmc", { ketama: true }),
  python("pymemcache:prefix=app:", "pymemcache", { key_prefix: "app:" }),
  scripted("php-memcached:libketama_compatible", PHP_MEMCACHED, runPhpClient, "memcached_placement.php", [
    "libketama=1",
  ]),
  scripted("dalli:prefix=app:", DALLI, runRubyClient, "dalli_placement.rb", ["namespace=app"]),
  scripted("spymemcached", SPYMEMCACHED_CLIENT, runJavaClient, "SpymemcachedPlacement"),
  scripted("spymemcached:ketama", SPYMEMCACHED_CLIENT, runJavaClient, "SpymemcachedPlacement", ["ketama=1"]),
  npm("npm-memcached", openNpmMemcached),
  npm("memjs", openMemjs),
];
