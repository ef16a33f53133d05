/** Client libraries that write values of every type, for decode to read back: the programs of test/fixtures/decode/clients. */
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { DALLI, NPM_MEMCACHED, PHP_MEMCACHED, PYLIBMC, PYMEMCACHE, SPYMEMCACHED_CLIENT } from "./real-clients.ts";
import type { Requirement } from "./requirement.ts";

const FOLDER = fileURLToPath(new URL("../../../test/fixtures/decode/clients/", import.meta.url));
const SPYMEMCACHED = "/usr/share/java/spymemcached.jar";
const TIMEOUT_MS = 120_000;

/** A client library that writes its values, each under a key that begins with its name. */
export interface ValueWriter {
  readonly name: string;
  readonly needs: () => Requirement;
  /** @param address `HOST:PORT` */
  readonly write: (address: string) => Promise<void>;
}

function program(command: string, ...args: readonly string[]): ValueWriter["write"] {
  return async (address) => {
    await promisify(execFile)(command, [...args, address], {
      timeout: TIMEOUT_MS,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    });
  };
}

/** Not the Python of a version manager: Debian's, which has the libraries. */
const PYTHON = "/usr/bin/python3";

async function writeFromNode(address: string): Promise<void> {
  const Memcached = createRequire(import.meta.url)("memcached");
  const client = new Memcached(address);
  const set = promisify(client.set.bind(client));
  try {
    await set("npm-text", "Zoë", 0);
    await set("npm-number", 1.5, 0);
    await set("npm-object", { a: [1, null] }, 0);
    await set("npm-buffer", Buffer.from([0, 1, 255]), 0);
  } finally {
    client.end();
  }
}

/** All of them. */
export const VALUE_WRITERS: readonly ValueWriter[] = [
  { name: "pylibmc", needs: () => PYLIBMC.needs(), write: program(PYTHON, `${FOLDER}pylibmc_values.py`) },
  { name: "pymemcache", needs: () => PYMEMCACHE.needs(), write: program(PYTHON, `${FOLDER}pymemcache_values.py`) },
  { name: "php-memcached", needs: () => PHP_MEMCACHED.needs(), write: program("php", `${FOLDER}memcached_values.php`) },
  { name: "dalli", needs: () => DALLI.needs(), write: program("ruby", `${FOLDER}dalli_values.rb`) },
  {
    name: "spymemcached",
    needs: () => SPYMEMCACHED_CLIENT.needs(),
    write: program("java", "-cp", SPYMEMCACHED, `${FOLDER}SpymemcachedValues.java`),
  },
  { name: "memcached of npm", needs: () => NPM_MEMCACHED.needs(), write: writeFromNode },
];
