/** Clients of other languages as programs of test/fixtures/clients: what runs each, and what it needs from the system. */
import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ClientReport } from "./python.ts";
import { findProgram, type Requirement, requirement } from "./requirement.ts";

const FOLDER = fileURLToPath(new URL("../../../test/fixtures/clients/", import.meta.url));
const SPYMEMCACHED = "/usr/share/java/spymemcached.jar";
const TIMEOUT_MS = 120_000;

/** Where a client finds its server. */
export interface ClientTarget {
  /** A host, or the path of a unix socket with port 0. */
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
}

/** One client library. */
export interface ForeignClient {
  readonly name: string;
  /** Says at once when a login was refused; others try again for a long time. */
  readonly givesUp: boolean;
  readonly needs: () => Requirement;
  /** Runs all its checks, the multiget with `keyCount` keys. */
  readonly run: (protocol: "text" | "binary", target: ClientTarget, keyCount: number) => Promise<ClientReport>;
}

function credentials({ user, password }: ClientTarget): string[] {
  return user === undefined || password === undefined ? [] : [user, password];
}

async function runProgram(program: string, args: readonly string[]): Promise<ClientReport> {
  const { stdout } = await promisify(execFile)(program, [...args], { timeout: TIMEOUT_MS });
  // Some libraries log to stdout as well; the report is the last line.
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as ClientReport;
}

function needsModule(program: string, args: readonly string[], packageName: string): Requirement {
  const isPresent = findProgram(program) !== undefined && spawnSync(program, args).status === 0;
  return requirement(isPresent, `${packageName} is not installed (Debian package)`);
}

/** php-memcached, on libmemcached. */
export const PHP_MEMCACHED: ForeignClient = {
  name: "php-memcached",
  givesUp: false,
  needs: () => needsModule("php", ["-r", "exit(class_exists('Memcached') ? 0 : 1);"], "php-memcached"),
  run: (protocol, target, keyCount) => {
    const { host, port } = target;
    const script = `${FOLDER}memcached_client.php`;
    return runProgram("php", [script, protocol, host, String(port), String(keyCount), ...credentials(target)]);
  },
};

/** dalli 3.0, which speaks binary only. */
export const DALLI: ForeignClient = {
  name: "dalli",
  givesUp: true,
  needs: () => needsModule("ruby", ["-e", "require 'dalli'"], "ruby-dalli"),
  run: (_protocol, target, keyCount) => {
    const { host, port } = target;
    const server = port === 0 ? host : `${host}:${port}`;
    return runProgram("ruby", [`${FOLDER}dalli_client.rb`, server, String(keyCount), ...credentials(target)]);
  },
};

/** spymemcached, run from its source by the Java launcher. */
export const SPYMEMCACHED_CLIENT: ForeignClient = {
  name: "spymemcached",
  givesUp: false,
  needs: () =>
    requirement(
      findProgram("javac") !== undefined && existsSync(SPYMEMCACHED),
      "libspymemcached-java or default-jdk-headless is not installed (Debian packages)",
    ),
  run: (protocol, target, keyCount) => {
    const { host, port } = target;
    const source = `${FOLDER}SpymemcachedClient.java`;
    const args = ["-cp", SPYMEMCACHED, source, protocol, host, String(port), String(keyCount), ...credentials(target)];
    return runProgram("java", args);
  },
};
