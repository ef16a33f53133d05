/** "Did you mean": the command whose name is nearest to a mistyped one. */
import { editDistance } from "../base/edit-distance.ts";
import { commandNames } from "../protocol/command-table.ts";
import { LOCAL_COMMANDS } from "./local-commands.ts";

/** Habits from elsewhere, and what does the same here. */
const SYNONYMS: Readonly<Record<string, string>> = {
  scan: "keys",
  del: "delete",
  info: "stats",
  ttl: "peek KEY",
  expire: "touch",
  flushall: "flush_all",
  flushdb: "flush_all",
  ping: "mn",
  mget: "get",
  dump: "keys",
  object: "peek KEY",
  debug: "peek KEY",
  exists: "peek KEY",
  type: "peek KEY",
  dbsize: "stats",
  config: "stats settings",
  client: "stats conns",
  monitor: "watch fetchers mutations",
  select: "use",
  setex: "set KEY VALUE ttl=60",
  setnx: "add",
  mset: "set",
  incrby: "incr",
  decrby: "decr",
  unlink: "delete",
  "?": "help",
};

const DISTANCE_MAX = 2;

/** The command that `name` was probably meant to be; undefined when nothing is near. */
export function suggestCommand(name: string): string | undefined {
  const lower = name.toLowerCase();
  const synonym = Object.hasOwn(SYNONYMS, lower) ? SYNONYMS[lower] : undefined;
  if (synonym !== undefined) {
    return synonym;
  }
  let best: string | undefined;
  let bestDistance = Math.min(DISTANCE_MAX, Math.ceil(name.length / 2) - 1) + 1;
  for (const candidate of [...commandNames(), ...LOCAL_COMMANDS.map((command) => command.name)]) {
    const distance = editDistance(lower, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}
