/** Settings in the environment. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { SETTING_NAMES } from "../../../../../src/cli/serve/config/config-keys.ts";
import {
  type Environment,
  memcachedEnvironment,
  settingsOfEnvironment,
  variableOf,
  warningsOfEnvironment,
} from "../../../../../src/cli/serve/config/environment.ts";

/** Variables that mean something else, here or in tests. */
const OTHERS = [
  "MEMTOOL_PASSWORD",
  "MEMTOOL_HISTORY",
  "MEMTOOL_SEED",
  "MEMTOOL_FUZZ_SECONDS",
  "MEMTOOL_DEBUG_COMMANDS",
  "MEMTOOL_IS_DAEMON",
  "MEMTOOL_CONFIG",
];

/** Every TypeScript file of the repository; this one runs from dist/test/unit/cli/serve/config. */
function sourceFiles(): string[] {
  const root = fileURLToPath(new URL("../../../../../../", import.meta.url));
  return ["src", "test"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(root, folder, name)),
  );
}

function found(env: Environment): string[] {
  return settingsOfEnvironment(env).map(
    ({ name, value, typed, isOff }) => `${typed}: ${name} ${isOff === true ? "off" : (value ?? "on")}`,
  );
}

describe("the environment", () => {
  it("has a variable for every setting, and none of those is taken already", () => {
    assert.equal(variableOf("memory-limit"), "MEMTOOL_MEMORY_LIMIT");
    assert.equal(variableOf("config"), "MEMTOOL_CONFIG");
    const variables = SETTING_NAMES.map(variableOf);
    assert.equal(new Set(variables).size, SETTING_NAMES.length);
    assert.deepEqual(
      variables.filter((variable) => OTHERS.includes(variable)),
      [],
    );
  });
  it("sets options in the order of the table", () => {
    assert.deepEqual(
      found({ MEMTOOL_DISABLE_CAS: "no", MEMTOOL_MEMORY_LIMIT: "1g", MEMTOOL_ENABLE_SASL: "1", MEMTOOL_VERBOSE: "2" }),
      [
        "MEMTOOL_MEMORY_LIMIT: memory-limit 1g",
        "MEMTOOL_VERBOSE: verbose 2",
        "MEMTOOL_DISABLE_CAS: disable-cas off",
        "MEMTOOL_ENABLE_SASL: enable-sasl on",
      ],
    );
  });
  it("has other variables, empty ones, and those that Kubernetes makes for a service called memtool", () => {
    assert.deepEqual(found(Object.fromEntries(OTHERS.map((variable) => [variable, "nonsense"]))), []);
    assert.deepEqual(found({ MEMTOOL_PORT: "", MEMTOOL_THREADS: undefined, MEMCACHED_PORT_FILENAME: "x" }), []);
    assert.deepEqual(
      found({ MEMTOOL_PORT: "tcp://10.0.0.1:11211", MEMTOOL_PORT_11211_TCP: "tcp://10.0.0.1:11211" }),
      [],
    );
  });
  it("with a value that can't be is refused by the variable's name", () => {
    assert.throws(() => found({ MEMTOOL_THREADS: "many" }), {
      code: "USAGE",
      message: 'MEMTOOL_THREADS="many": it has to be a whole number',
    });
  });
  it("tells who may log in, as memcached's does", () => {
    const [setting, ...more] = memcachedEnvironment({ MEMCACHED_SASL_PWDB: "users" });
    assert.deepEqual(
      [setting?.name, setting?.value, setting?.typed, more],
      ["user-file", "users", "MEMCACHED_SASL_PWDB", []],
    );
    assert.deepEqual(memcachedEnvironment({ MEMCACHED_SASL_PWDB: "" }), []);
  });
});

describe("variables that nobody reads", () => {
  it("are told, with the setting that was meant, and without their values", () => {
    const warnings = warningsOfEnvironment({
      MEMTOOL_PERSISTENCE_DIRECTORY: "/x",
      MEMTOOL_MEMORY_LIMT: "20m",
      MEMTOOL_memory_limit: "20m",
      MEMTOOL_ADMIN_KEYPHRASE: "hunter2",
      MEMTOOLKIT: "x",
      PATH: "/bin",
    });
    const told = (name: string, hint: string): string =>
      `WARNING: the environment has ${name}, and there is no such setting; ${hint}`;
    assert.deepEqual(warnings, [
      told("MEMTOOL_PERSISTENCE_DIRECTORY", "did you mean MEMTOOL_PERSISTENCE_DIR?"),
      told("MEMTOOL_MEMORY_LIMT", "did you mean MEMTOOL_MEMORY_LIMIT?"),
      told("MEMTOOL_memory_limit", "did you mean MEMTOOL_MEMORY_LIMIT?"),
      told("MEMTOOL_ADMIN_KEYPHRASE", "it is passed over"),
    ]);
  });
  it("are not those of settings, empty ones, and those of Kubernetes and Docker", () => {
    assert.deepEqual(
      warningsOfEnvironment({
        ...Object.fromEntries(SETTING_NAMES.map((name) => [variableOf(name), "x"])),
        MEMTOOL_MEMORY_LIMT: "",
        MEMTOOL_SERVICE_HOST: "10.0.0.1",
        MEMTOOL_SERVICE_PORT_MEMCACHE: "11211",
        MEMTOOL_CACHE_PORT: "tcp://10.0.0.1:11211",
        MEMTOOL_CACHE_PORT_11211_TCP_ADDR: "10.0.0.1",
        MEMTOOL_NAME: "/web/memtool",
        MEMTOOL_ENV_PATH: "/bin",
      }),
      [],
    );
  });
  it("are none that memtool or its tests read", () => {
    const read = sourceFiles().flatMap((path) =>
      [...readFileSync(path, "utf8").matchAll(/env\["(MEMTOOL_[A-Z_]+)"\]/g)].map(([, name = ""]) => name),
    );
    assert.ok(read.includes("MEMTOOL_HISTORY") && read.includes("MEMTOOL_SEED"));
    const foreign = read.filter((name) => !name.startsWith("MEMTOOL_TEST_"));
    assert.deepEqual(warningsOfEnvironment(Object.fromEntries([...foreign, ...OTHERS].map((name) => [name, "x"]))), []);
  });
});
