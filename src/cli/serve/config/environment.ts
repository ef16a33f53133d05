/**
 * Settings in the environment: MEMTOOL_ and the long name of an option in capitals, MEMTOOL_MEMORY_LIMIT=1g. Other variables that
 * begin with MEMTOOL_ (a password, the file of the history, the limits of tests) are not ours and pass; unknown ones are told.
 */
import { escapeText } from "../../../base/escape.ts";
import { suggest } from "../../suggest.ts";
import type { ServeFlagName } from "../flags.ts";
import { SETTING_NAMES } from "./config-keys.ts";
import type { GivenSetting } from "./given-setting.ts";
import { settingFromText } from "./setting-value.ts";

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = "MEMTOOL_";

/** Kubernetes and Docker tell every container about a service called memtool with MEMTOOL_PORT=tcp://10.0.0.1:11211. */
const SERVICE_LINK = /^(?:tcp|udp|sctp):\/\//;

/** Others that such containers have: MEMTOOL_SERVICE_HOST, MEMTOOL_CACHE_PORT_11211_TCP_ADDR, MEMTOOL_NAME, MEMTOOL_ENV_PATH. */
const SERVICE_VARIABLE = /_SERVICE_(?:HOST|PORT)(?:_|$)|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_|$)|^MEMTOOL_(?:NAME$|ENV_)/;

/** What is no setting, and yet read: by other commands, by serve itself, by the tests (a test looks through both for more). */
const OTHER_VARIABLES: readonly string[] = [
  "MEMTOOL_CONFIG",
  "MEMTOOL_DEBUG_COMMANDS",
  "MEMTOOL_HISTORY",
  "MEMTOOL_IS_DAEMON",
  "MEMTOOL_PASSWORD",
  ...["ABUSE_FULL", "EVICTION_FULL", "TRUTH_FULL", "SEED", "MODEL_RUNS"].map(testVariable),
  ...["DAMAGE_ROUNDS", "DURABILITY_ROUNDS", "ROTATION_ROUNDS"].map(testVariable),
  ...["DIFFERENTIAL", "FUZZ", "LINEARIZABILITY", "THREADS"].map((lane) => testVariable(`${lane}_SECONDS`)),
];

function testVariable(name: string): string {
  return `MEMTOOL_${name}`;
}

/** The variable of an option. */
export function variableOf(name: ServeFlagName | "config"): string {
  return `${PREFIX}${name.toUpperCase().replaceAll("-", "_")}`;
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

/** A sentence for each variable that looks like a setting and is none; its value, which may be a secret, is not shown. */
export function warningsOfEnvironment(env: Environment): string[] {
  const settings = SETTING_NAMES.map(variableOf);
  const known = new Set([...settings, ...OTHER_VARIABLES]);
  return Object.entries(env).flatMap(([name, value = ""]) => {
    const isOurs = name.startsWith(PREFIX) && !known.has(name) && value !== "";
    if (!isOurs || SERVICE_VARIABLE.test(name) || SERVICE_LINK.test(value)) {
      return [];
    }
    const nearest = suggest(
      name.slice(PREFIX.length).toUpperCase(),
      [...settings, variableOf("config")].map((variable) => variable.slice(PREFIX.length)),
    );
    const hint = nearest === undefined ? "it is passed over" : `did you mean ${PREFIX}${nearest}?`;
    return [`WARNING: the environment has ${escapeText(name)}, and there is no such setting; ${hint}`];
  });
}

/** What memcached reads from the environment: the users of -S, where nobody else says who they are. Weaker than a config file. */
export function memcachedEnvironment(env: Environment): GivenSetting[] {
  const typed = "MEMCACHED_SASL_PWDB";
  const value = env[typed] ?? "";
  return value === "" ? [] : [{ name: "user-file", value, typed, origin: { kind: "environment" } }];
}
