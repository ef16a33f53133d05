/** The words behind `memtool serve` as options, before any of them is read: memcached's getopt_long, and the two meanings of -c. */
import { MemtoolError } from "../../base/errors.ts";
import { type GetoptMatch, type GetoptResult, getopt } from "../getopt.ts";
import { type Environment, variableOf } from "./config/environment.ts";
import { SERVE_FLAGS } from "./flags.ts";
import { MEMCACHED_EXIT, MemcachedRefusal } from "./refusal.ts";

/** Behind these nothing else matters. */
const ENDING: readonly string[] = ["help", "version", "license"];

/** Whether an option ends the reading: what stands behind it is not even looked at. */
export function isEnding({ name }: Pick<GetoptMatch, "name">): boolean {
  return ENDING.includes(name);
}

/**
 * Splits the command line. memcached says the second line of the hint to every option it does not know, or that lacks its value.
 * @throws MemcachedRefusal in the words of getopt_long
 */
export function readCommandLine(argv: readonly string[]): GetoptResult {
  try {
    const found = getopt(argv, SERVE_FLAGS, isEnding);
    return { ...found, matches: found.matches.map(limitOrFile) };
  } catch (error) {
    if (error instanceof MemtoolError) {
      const hint = 'Illegal argument "?"\nmemtool serve --help lists the options';
      throw new MemcachedRefusal(MEMCACHED_EXIT.failure, error.message, hint);
    }
    throw error;
  }
}

/** `-c 1024` is memcached's limit of connections; `-c memcached.conf`, of which memcached makes 0 connections, is a config file. */
function limitOrFile(match: GetoptMatch): GetoptMatch {
  const isFile = match.typed === "-c" && !/^\s*[+-]?\d+\s*$/.test(match.value ?? "");
  return isFile ? { ...match, name: "config" } : match;
}

/**
 * The config file that the command line names, or the environment; undefined for none, and where the help is asked for.
 * @throws MemtoolError USAGE for two files, or an empty name
 */
export function configFileOf({ matches }: GetoptResult, env: Environment): string | undefined {
  if (matches.some(isEnding)) {
    return undefined;
  }
  const [file, another] = matches.filter(({ name }) => name === "config").map(({ value }) => value);
  if (another !== undefined) {
    throw new MemtoolError("USAGE", "there can be one config file only", { hint: "put the settings of both into one" });
  }
  if (file === "") {
    throw new MemtoolError("USAGE", "--config needs a value", { hint: "for example --config memcached.conf" });
  }
  const named = env[variableOf("config")] ?? "";
  return file ?? (named === "" ? undefined : named);
}
