/** `memtool serve`'s words to settings, checked as memcached checks them (DESIGN section 4, "Drop-in"). */
import { MemtoolError } from "../../base/errors.ts";
import { parseSizeBytes } from "../../base/units.ts";
import { parseListenAddress } from "../../net/http-address.ts";
import { DEFAULT_SETTINGS } from "../../server/settings.ts";
import type { GetoptResult } from "../getopt.ts";
import { memtoolVersion } from "../version.ts";
import { checkServeOptions } from "./checks.ts";
import { isEnding, readCommandLine } from "./command-line.ts";
import {
  type Environment,
  memcachedEnvironment,
  settingsOfEnvironment,
  warningsOfEnvironment,
} from "./config/environment.ts";
import { badValue, type GivenSetting } from "./config/given-setting.ts";
import { type Config, NO_CONFIG } from "./config/load-config.ts";
import { strongest } from "./config/precedence.ts";
import { settlePaths } from "./config/setting-paths.ts";
import { DIRECTORY_OPTIONS } from "./directory-options.ts";
import type { Apply, ServeDraft } from "./draft.ts";
import type { ServeFlagName } from "./flags.ts";
import { parseListen, parsePort } from "./listen.ts";
import { atoi, unsignedNumber } from "./numbers.ts";
import { warningsOfOperands } from "./operands.ts";
import { PERSISTENCE_OPTIONS, settleRotation } from "./persistence-options.ts";
import { MEMCACHED_EXIT, MemcachedRefusal } from "./refusal.ts";
import { applySuboptions } from "./suboptions.ts";

const KIB = 1024;

/** Most worker threads: each is an isolate of its own, and more than cores only cost. */
const THREADS_MAX = 256;

/** Without a host the pages are for this machine only: they ask nobody for a login. */
const HTTP_OPTION = { name: "--http", defaultHost: "127.0.0.1" };

/** Above this memcached warns. */
const THREADS_WARN = 64;

/** What `memtool serve` was asked for. */
export type ServeOptions = Readonly<ServeDraft>;

/** A whole number above zero, or memcached's sentence. */
function positive(text: string, message: string): number {
  const value = atoi(text);
  if (value <= 0) {
    throw new MemcachedRefusal(MEMCACHED_EXIT.failure, message, `found ${JSON.stringify(text)}`);
  }
  return value;
}

function size(text: string, typed: string, plainUnit: "b" | "m"): number {
  try {
    return parseSizeBytes(text, plainUnit);
  } catch (error) {
    if (error instanceof MemtoolError) {
      throw new MemcachedRefusal(MEMCACHED_EXIT.usage, `${typed}: ${error.message}`, error.hint);
    }
    throw error;
  }
}

/** Each -v is one more, whatever value it has in memcached; `--verbose=vv` and `--verbose=2` mean what they say here. */
function verbosityOf(value: string | undefined): number {
  if (value === undefined || /^v*$/.test(value)) {
    return 1 + (value?.length ?? 0);
  }
  return unsignedNumber(value) ?? 1;
}

function threads(draft: ServeDraft, value: string): void {
  const count = positive(value, "Number of threads must be greater than 0");
  if (count > THREADS_MAX) {
    throw new MemtoolError("USAGE", `Number of threads must be at most ${THREADS_MAX}`, {
      hint: "one per core is best; more than cores is slower",
    });
  }
  if (count > THREADS_WARN) {
    draft.warnings.push(`WARNING: ${count} worker threads are many: more than cores only cost`);
  }
  draft.settings.threads = count;
}

function growthFactor(text: string): number {
  const value = Number.parseFloat(text);
  if (!(value > 1)) {
    throw new MemcachedRefusal(
      MEMCACHED_EXIT.failure,
      "Factor must be greater than 1",
      `found ${JSON.stringify(text)}`,
    );
  }
  return value;
}

const PROTOCOLS = ["auto", "ascii", "binary"] as const;

function protocol(draft: ServeDraft, value: string): void {
  const known = PROTOCOLS.find((name) => name === value);
  if (known === undefined) {
    throw new MemcachedRefusal(
      MEMCACHED_EXIT.usage,
      `Invalid value for binding protocol: ${value}`,
      "should be one of auto, binary, or ascii",
    );
  }
  draft.protocolGiven = true;
  draft.settings.protocol = known;
}

function unixMask(text: string): number {
  return Number.parseInt(/^[0-7]+/.exec(text)?.[0] ?? "0", 8) & 0o777;
}

function delimiter(draft: ServeDraft, value: string): void {
  if (value === "") {
    throw new MemcachedRefusal(MEMCACHED_EXIT.failure, "No delimiter specified");
  }
  draft.settings.prefixDelimiter = value.slice(0, 1);
  draft.settings.detailEnabled = true;
}

function ignored(): void {
  // Accepted, and of no meaning here.
}

const LISTENING: Readonly<Partial<Record<ServeFlagName, Apply>>> = {
  port: (draft, value) => {
    draft.portGiven = parsePort(value);
  },
  "udp-port": (draft, value) => {
    draft.udpPortGiven = parsePort(value);
  },
  listen: (draft, value) => {
    draft.settings.listen = [...(draft.listenGiven ? draft.settings.listen : []), ...parseListen(value)];
    draft.listenGiven = true;
  },
  "unix-socket": (draft, value) => {
    draft.settings.unixSocket = value;
  },
  "unix-mask": (draft, value) => {
    draft.settings.unixMask = unixMask(value);
  },
  "conn-limit": (draft, value) => {
    draft.settings.maxConnections = positive(value, "Maximum connections must be greater than 0");
  },
  "listen-backlog": (draft, value) => {
    draft.settings.backlog = atoi(value);
  },
  protocol,
  threads,
  "max-reqs-per-event": (draft, value) => {
    draft.settings.requestsPerEvent = positive(value, "Number of requests per event must be greater than 0");
  },
  "enable-ssl": (draft) => {
    draft.tlsEnabled = true;
  },
  http: (draft, value) => {
    draft.settings.http = { ...parseListenAddress(value, HTTP_OPTION), version: memtoolVersion() };
  },
  "napi-ids": (draft, value) => {
    draft.settings.napiIds = positive(value, "Maximum number of NAPI IDs must be greater than 0");
  },
};

const STORING: Readonly<Partial<Record<ServeFlagName, Apply>>> = {
  "memory-limit": (draft, value, { typed }) => {
    draft.settings.memoryLimitBytes = size(value, typed, "m");
  },
  "disable-evictions": (draft) => {
    draft.settings.evictions = false;
  },
  "max-item-size": (draft, value, { typed }) => {
    draft.settings.itemSizeMax = size(value, typed, "b");
  },
  "slab-growth-factor": (draft, value) => {
    draft.settings.growthFactor = growthFactor(value);
  },
  "slab-min-size": (draft, value) => {
    draft.settings.slabMinSize = positive(value, "Chunk size must be greater than 0");
  },
  "disable-cas": (draft) => {
    draft.settings.casEnabled = false;
  },
  "stat-delimiter": delimiter,
  "enable-largepages": (draft) => (draft.settings.largePages = true),
  "lock-memory": ignored,
  "memory-file": () => {
    throw new MemtoolError("USAGE", "-e: memory is not kept in a file", {
      hint: "--persistence-dir DIR keeps the items on disk",
    });
  },
  extended: applySuboptions,
};

const ALLOWING: Readonly<Partial<Record<ServeFlagName, Apply>>> = {
  "enable-shutdown": (draft) => {
    draft.settings.shutdownCommand = true;
  },
  "disable-flush-all": (draft) => {
    draft.settings.flushEnabled = false;
  },
  "disable-dumping": (draft) => {
    draft.settings.dumpEnabled = false;
  },
  "disable-watch": (draft) => {
    draft.settings.watchEnabled = false;
  },
  "enable-sasl": (draft) => {
    draft.settings.sasl = true;
  },
  "auth-file": (draft, value) => {
    draft.settings.authFile = value;
  },
  "strict-framing": (draft) => {
    draft.settings.strictFraming = true;
  },
  "user-file": (draft, value) => {
    draft.settings.userFile = value;
  },
};

const RUNNING: Readonly<Partial<Record<ServeFlagName, Apply>>> = {
  daemon: (draft) => {
    draft.daemon = true;
  },
  "enable-coredumps": (draft) => {
    draft.keepDirectory = true;
  },
  user: (draft, value) => {
    draft.user = value;
  },
  verbose: (draft, _value, match) => {
    draft.settings.verbosity += verbosityOf(match.value);
  },
  pidfile: (draft, value) => {
    draft.pidFile = value;
  },
  "ready-file": (draft, value) => {
    draft.readyFile = value;
  },
  // read by main.ts, for every command
  "no-color": ignored,
  // read before all others, in configFileOf()
  config: ignored,
  "working-dir": (draft, value) => {
    draft.workingDirectory = value;
  },
  "print-config": (draft) => {
    draft.action = "printConfig";
  },
  format: (draft, value) => {
    draft.format = value;
  },
  json: (draft) => {
    draft.json = true;
  },
  license: (draft) => {
    draft.action = "license";
  },
  version: (draft) => {
    draft.action = "version";
  },
  help: (draft, _value, { typed }) => {
    draft.action = typed === "-h" ? "memcachedHelp" : "help";
  },
};

const APPLY = {
  ...LISTENING,
  ...STORING,
  ...PERSISTENCE_OPTIONS,
  ...DIRECTORY_OPTIONS,
  ...ALLOWING,
  ...RUNNING,
} as Readonly<Record<ServeFlagName, Apply>>;

function createDraft(env: Readonly<Record<string, string | undefined>>): ServeDraft {
  return {
    action: "serve",
    settings: {
      ...DEFAULT_SETTINGS,
      debugCommands: env["MEMTOOL_DEBUG_COMMANDS"] === "1",
    },
    listenGiven: false,
    portGiven: undefined,
    udpPortGiven: undefined,
    protocolGiven: false,
    tlsEnabled: false,
    tls: {
      keyFormat: "pem",
      verifyMode: 0,
      minVersion: 2,
      sessionCache: false,
      kernelTls: false,
      writeBufferBytes: 16 * KIB,
    },
    persistence: {},
    directory: {},
    rotation: undefined,
    chunkMaxGiven: false,
    daemon: false,
    keepDirectory: false,
    pidFile: undefined,
    user: undefined,
    readyFile: undefined,
    workingDirectory: undefined,
    format: undefined,
    json: false,
    command: undefined,
    warnings: [],
  };
}

function apply(draft: ServeDraft, { name, value, typed, isOff }: GivenSetting): void {
  if (isOff !== true) {
    APPLY[name](draft, value ?? "", { name, value, typed });
  }
}

/** As {@link apply}; what the option's reader says about a value of a file or the environment gets its place in front. */
function applyChecked(draft: ServeDraft, setting: GivenSetting): void {
  try {
    apply(draft, setting);
  } catch (error) {
    if (!(error instanceof MemtoolError) || error.code === "BUG" || setting.origin.kind === "flag") {
      throw error;
    }
    const { typed, value } = setting;
    const prefix = `${typed}: `;
    const reason = error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message;
    throw badValue(setting, value, reason, error.hint);
  }
}

/**
 * What is in force of all that the command line, the environment and the config file set.
 * @throws MemtoolError USAGE for a value of the environment or the file that can't be used, even one that is not in force
 */
function settingsInForce(flags: readonly GivenSetting[], env: Environment, config: Config): GivenSetting[] {
  const weaker = [config.settings, settingsOfEnvironment(env)];
  for (const layer of weaker) {
    const scratch = createDraft(env);
    for (const setting of layer) {
      applyChecked(scratch, setting);
    }
  }
  return settlePaths(strongest([memcachedEnvironment(env), ...weaker, flags]), process.cwd());
}

/** The options as read, and the settings that made them. */
export interface ServePlan {
  readonly options: ServeOptions;
  readonly settings: readonly GivenSetting[];
}

/**
 * Reads every word after `memtool serve`. Words that belong to no option are passed over, as memcached does, with a warning (but for
 * the second word of --rotate-encryption-key).
 * @param env variables of options, MEMCACHED_SASL_PWDB and MEMTOOL_DEBUG_COMMANDS are looked up
 * @param config what the file that {@link configFileOf} finds holds
 * @throws MemcachedRefusal in memcached's words, MemtoolError USAGE for what memcached does not know
 */
export function planServe({ matches, operands, rest }: GetoptResult, env: Environment, config: Config): ServePlan {
  const flags = matches.map(
    (match): GivenSetting => ({ ...match, name: match.name as ServeFlagName, origin: { kind: "flag" } }),
  );
  const settings = matches.some(isEnding) ? flags : settingsInForce(flags, env, config);
  const draft = createDraft(env);
  draft.warnings.push(...config.warnings, ...warningsOfEnvironment(env));
  for (const setting of settings) {
    applyChecked(draft, setting);
  }
  if (rest !== undefined && rest.length === 0 && !matches.some(isEnding)) {
    throw new MemtoolError("USAGE", "there is no command after --", { hint: "for example: memtool serve -- npm test" });
  }
  if (draft.daemon && !config.isRegular) {
    throw new MemtoolError("USAGE", "-d reads the config file a second time, which a pipe can't be", {
      hint: "write it to a file, or leave -d out",
    });
  }
  draft.command = rest;
  draft.rotation = draft.action === "serve" ? settleRotation(draft, operands) : undefined;
  if (draft.rotation !== undefined) {
    draft.action = "rotate";
  } else if (!matches.some(isEnding)) {
    draft.warnings.push(...warningsOfOperands(operands));
  }
  return { options: draft, settings };
}

/** As {@link planServe}, completed and checked, from words. @param config by default no file */
export function parseServeOptions(argv: readonly string[], env: Environment, config: Config = NO_CONFIG): ServeOptions {
  const { options } = planServe(readCommandLine(argv), env, config);
  if (options.action === "serve") {
    checkServeOptions(options);
  }
  return options;
}
