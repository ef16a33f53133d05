/** What the environment says, checked once at the start. The README lists the variables. */
import { readFileSync } from "node:fs";

/** Why the application can't start: a sentence for whoever starts it. */
export class SettingsError extends Error {}

/** Reads all settings from `env`. Throws SettingsError for one that makes no sense. */
export function readSettings(env) {
  const directory = env.CACHE_DIRECTORY || undefined;
  const servers = (env.CACHE_SERVERS ?? "").split(/[ ,]+/).filter((server) => server !== "");
  if (directory === undefined && servers.length === 0) {
    throw new SettingsError("set CACHE_DIRECTORY=HOST:PORT (a memtool directory), or CACHE_SERVERS=HOST:PORT,...");
  }
  if (directory !== undefined && env.CACHE_NODES === undefined) {
    throw new SettingsError("set CACHE_NODES=N: how many nodes the directory has when none is missing");
  }
  return {
    port: wholeNumber(env, "PORT", 3000, 0),
    directory,
    servers,
    nodeCount: wholeNumber(env, "CACHE_NODES", 1, 1),
    waitMs: 1000 * wholeNumber(env, "CACHE_WAIT_SECONDS", 60, 0),
    login: readLogin(env),
    isCacheOn: onOrOff(env, "CACHE"),
    catalogueTtlSeconds: wholeNumber(env, "CATALOGUE_TTL_SECONDS", 60, 1),
    catalogueDelayMs: wholeNumber(env, "CATALOGUE_DELAY_MS", 20, 0),
    catalogueConnections: wholeNumber(env, "CATALOGUE_CONNECTIONS", 10, 1),
  };
}

function wholeNumber(env, name, normal, least) {
  const text = env[name] ?? String(normal);
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) {
    throw new SettingsError(`${name}=${text}: it has to be a whole number, ${least} or more`);
  }
  return Number(text);
}

function onOrOff(env, name) {
  const text = env[name] ?? "on";
  if (text !== "on" && text !== "off") {
    throw new SettingsError(`${name}=${text}: it is on or off`);
  }
  return text === "on";
}

/** The password stands in a file, or in the environment; never on a command line, where every user of the machine sees it. */
function readLogin(env) {
  const { CACHE_USER: user, CACHE_PASSWORD_FILE: path } = env;
  if (user === undefined) {
    return undefined;
  }
  const password = path === undefined ? env.CACHE_PASSWORD : firstLine(path);
  if (password === undefined || password === "") {
    throw new SettingsError(`CACHE_USER=${user} needs a password: CACHE_PASSWORD_FILE=FILE or CACHE_PASSWORD`);
  }
  return { user, password };
}

function firstLine(path) {
  try {
    return readFileSync(path, "utf8").split(/\r?\n/)[0];
  } catch (error) {
    throw new SettingsError(`CACHE_PASSWORD_FILE=${path} can't be read: ${error.message}`);
  }
}
