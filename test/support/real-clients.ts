/** The client libraries of the client tests: what runs each, and what it needs from the system. */
import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type ClientLogin, type ClientReport, type ClientTarget, targetArguments } from "./client-target.ts";
import { runNpmMemcached } from "./npm-memcached-client.ts";
import { runNpmMemjs } from "./npm-memjs-client.ts";
import { findProgram, type Requirement, requirement } from "./requirement.ts";
import { needsSaslPlain } from "./saslauthd.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const FOLDER = fileURLToPath(new URL("../../../test/fixtures/clients/", import.meta.url));
const SPYMEMCACHED = "/usr/share/java/spymemcached.jar";
/** The Python that Debian's packages belong to. */
const SYSTEM_PYTHON = "/usr/bin/python3";
/** What runs Python programs. */
export const PYTHON = existsSync(SYSTEM_PYTHON) ? SYSTEM_PYTHON : "python3";
const TIMEOUT_MS = 120_000;

/** One client library. */
export interface RealClient {
  readonly name: string;
  /** Says at once when SASL refused its login; others try again for a long time. */
  readonly givesUp: boolean;
  readonly needs: (login?: ClientLogin["mechanism"]) => Requirement;
  /** Runs all its checks and the multiget; rejects if it cannot, also for a refused login. */
  readonly run: (target: ClientTarget) => Promise<ClientReport>;
}

/** What a program says at the end: some libraries log to stdout as well, so it is the last line. */
async function lastLine(program: string, args: readonly string[]): Promise<string> {
  const options = { timeout: TIMEOUT_MS, env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" } };
  const { stdout } = await promisify(execFile)(program, [...args], options);
  return stdout.trim().split("\n").at(-1) ?? "";
}

async function runProgram(program: string, args: readonly string[]): Promise<ClientReport> {
  return JSON.parse(await lastLine(program, args)) as ClientReport;
}

/** Runs a script of test/fixtures/clients in the Python that has the client libraries; answers the last line it prints. */
export function runPythonClient(script: string, args: readonly string[]): Promise<string> {
  return lastLine(PYTHON, [`${FOLDER}${script}`, ...args]);
}

/** The same in PHP. */
export function runPhpClient(script: string, args: readonly string[]): Promise<string> {
  return lastLine("php", [`${FOLDER}${script}`, ...args]);
}

/** The same in Ruby. */
export function runRubyClient(script: string, args: readonly string[]): Promise<string> {
  return lastLine("ruby", [`${FOLDER}${script}`, ...args]);
}

/** The same for a class in Java with spymemcached, which is compiled once. */
export async function runJavaClient(className: string, args: readonly string[]): Promise<string> {
  const classes = javaClasses.get(className) ?? compileJavaClient(className);
  javaClasses.set(className, classes);
  return lastLine("java", ["-cp", `${SPYMEMCACHED}:${await classes}`, className, ...args]);
}

const javaClasses = new Map<string, Promise<string>>();

/** Answers the folder of its classes. */
async function compileJavaClient(className: string): Promise<string> {
  const folder = temporaryFolder("spymemcached-");
  const args = ["-cp", SPYMEMCACHED, "-d", folder, `${FOLDER}${className}.java`];
  await promisify(execFile)("javac", args, { timeout: TIMEOUT_MS });
  return folder;
}

function needsModule(program: string, args: readonly string[], packageName: string): Requirement {
  const isPresent = spawnSync(program, args).status === 0;
  return requirement(isPresent, `${packageName} is not installed (Debian package)`);
}

/** libmemcached leaves the login to libsasl. */
function needsLibmemcached(needed: Requirement, login: ClientLogin["mechanism"] | undefined): Requirement {
  return needed.skip === false && login === "SASL" ? needsSaslPlain() : needed;
}

function pythonClient(name: string, givesUp: boolean): RealClient {
  return {
    name,
    givesUp,
    needs: () => needsModule(PYTHON, ["-c", `import ${name}`], `python3-${name}`),
    run: (target) => runProgram(PYTHON, [`${FOLDER}${name}_client.py`, ...targetArguments(target)]),
  };
}

/** pymemcache, written in Python. */
export const PYMEMCACHE = pythonClient("pymemcache", true);

const PYLIBMC_ALONE = pythonClient("pylibmc", true);

/** Test options that skip (in CI: fail) where the Flask example can't run: Flask, and pylibmc that can log in by SASL. */
export function needsFlask(): Requirement {
  const needed = needsModule(PYTHON, ["-c", "import flask, pylibmc"], "python3-flask or python3-pylibmc");
  return needsLibmemcached(needed, "SASL");
}

/** pylibmc, on libmemcached. */
export const PYLIBMC: RealClient = {
  ...PYLIBMC_ALONE,
  needs: (login) => needsLibmemcached(PYLIBMC_ALONE.needs(), login),
};

/** php-memcached, on libmemcached. */
export const PHP_MEMCACHED: RealClient = {
  name: "php-memcached",
  givesUp: false,
  needs: (login) =>
    needsLibmemcached(needsModule("php", ["-r", "exit(class_exists('Memcached') ? 0 : 1);"], "php-memcached"), login),
  run: (target) => runProgram("php", [`${FOLDER}memcached_client.php`, ...targetArguments(target)]),
};

/** dalli 3.0, which speaks binary only. */
export const DALLI: RealClient = {
  name: "dalli",
  givesUp: true,
  needs: () => needsModule("ruby", ["-e", "require 'dalli'"], "ruby-dalli"),
  run: (target) => runProgram("ruby", [`${FOLDER}dalli_client.rb`, ...targetArguments(target)]),
};

/** spymemcached, written in Java. */
export const SPYMEMCACHED_CLIENT: RealClient = {
  name: "spymemcached",
  givesUp: false,
  needs: () =>
    requirement(
      findProgram("javac") !== undefined && existsSync(SPYMEMCACHED),
      "libspymemcached-java or default-jdk-headless is not installed (Debian packages)",
    ),
  run: async (target) => JSON.parse(await runJavaClient("SpymemcachedClient", targetArguments(target))) as ClientReport,
};

/** The package memcached of npm, which speaks text only. */
export const NPM_MEMCACHED: RealClient = {
  name: "memcached",
  givesUp: true,
  needs: () => ({ skip: false }),
  run: runNpmMemcached,
};

/** The package memjs of npm, which speaks binary only. */
export const NPM_MEMJS: RealClient = {
  name: "memjs",
  givesUp: true,
  needs: () => ({ skip: false }),
  run: runNpmMemjs,
};
