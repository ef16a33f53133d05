/** The options of `memtool serve` that keep items on disk, as data. */
import type { ServeFlag } from "./flags.ts";

/** In the order of the help. */
export const PERSISTENCE_FLAGS = [
  {
    name: "persistence-dir",
    argument: "required",
    unit: "DIR",
    describe: "keep the items on disk too, in DIR, and bring them back at the next start",
    default: "in memory only",
    example: "--persistence-dir /var/lib/memtool",
    isOwn: true,
  },
  {
    name: "durability",
    argument: "required",
    unit: "MODE",
    describe: "async: at most --durability-lag behind; sync: answer when it is on disk",
    default: "async",
    example: "--durability sync",
    isOwn: true,
  },
  {
    name: "durability-lag",
    argument: "required",
    unit: "DURATION",
    describe: "how long a change may be away from the disk",
    default: "1s",
    example: "--durability-lag 200ms",
    isOwn: true,
  },
  {
    name: "persistence-limit",
    argument: "required",
    unit: "SIZE",
    describe: "about how much the items may take on disk, at least 1m; a bare number is megabytes; the oldest go first",
    default: "none",
    example: "--persistence-limit 20g",
    isOwn: true,
  },
  {
    name: "encryption-key-file",
    argument: "required",
    unit: "FILE",
    describe: "encrypt what is on disk with the key in FILE: 32 bytes, or the same in hexadecimal or base64",
    default: "not encrypted",
    example: "--encryption-key-file /etc/memtool.key",
    isOwn: true,
  },
  {
    name: "on-damage",
    argument: "required",
    unit: "move|refuse",
    describe:
      "what to do with a database too damaged to be opened: move it to DIR.damaged-TIME and start with nothing, or do not start",
    default: "move",
    example: "--on-damage refuse",
    isOwn: true,
  },
  {
    name: "recover-first",
    argument: "none",
    describe: "serve nobody before everything has been read back",
    default: "serve at once",
    example: "--recover-first",
    isOwn: true,
  },
  {
    name: "rotate-encryption-key",
    argument: "required",
    unit: "OLD NEW",
    describe:
      "do not serve: encrypt what is in --persistence-dir anew, from the key in file OLD to that in NEW; - is no encryption",
    default: "serve",
    example: "--rotate-encryption-key old.key new.key",
    isOwn: true,
  },
] as const satisfies readonly ServeFlag[];
