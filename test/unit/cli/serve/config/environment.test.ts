/** Settings in the environment. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SETTING_NAMES } from "../../../../../src/cli/serve/config/config-keys.ts";
import {
  type Environment,
  memcachedEnvironment,
  settingsOfEnvironment,
  variableOf,
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
