/**
 * Settings in the environment: MEMTOOL_ and the long name of an option in capitals, MEMTOOL_MEMORY_LIMIT=1g. Other variables that
 * begin with MEMTOOL_ (a password, the file of the history, the limits of tests) are not ours and pass.
 */
import type { ServeFlagName } from "../flags.ts";
import { SETTING_NAMES } from "./config-keys.ts";
import type { GivenSetting } from "./given-setting.ts";
import { settingFromText } from "./setting-value.ts";

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Kubernetes and Docker tell every container about a service called memtool with MEMTOOL_PORT=tcp://10.0.0.1:11211. */
const SERVICE_LINK = /^(?:tcp|udp|sctp):\/\//;

/** The variable of an option. */
export function variableOf(name: ServeFlagName | "config"): string {
  return `MEMTOOL_${name.toUpperCase().replaceAll("-", "_")}`;
}

/**
 * What the environment sets, in the order of the option table; an empty variable is none.
 * @throws MemtoolError USAGE that names the variable, the value and what is wanted
 */
export function settingsOfEnvironment(env: Environment): GivenSetting[] {
  return SETTING_NAMES.flatMap((name) => {
    const typed = variableOf(name);
    const value = env[typed] ?? "";
    return value === "" || SERVICE_LINK.test(value)
      ? []
      : [settingFromText(name, value, typed, { kind: "environment" })];
  });
}

/** What memcached reads from the environment: the users of -S, where nobody else says who they are. Weaker than a config file. */
export function memcachedEnvironment(env: Environment): GivenSetting[] {
  const typed = "MEMCACHED_SASL_PWDB";
  const value = env[typed] ?? "";
  return value === "" ? [] : [{ name: "user-file", value, typed, origin: { kind: "environment" } }];
}
