/** `memtool serve`'s words to a plain object, checked as memcached checks them (DESIGN section 4, "Drop-in"). */
import { availableParallelism } from "node:os";
import { MemtoolError } from "../../base/errors.ts";
import { parseInteger, parseSizeBytes } from "../../base/units.ts";
import { type GetoptMatch, getopt } from "../getopt.ts";
import { SERVE_FLAGS, type ServeFlagName } from "./serve-flags.ts";
import { type ListenAddress, parseListen, parsePort } from "./serve-listen.ts";

const MIB = 1024 * 1024;

/** Most worker threads: each is an isolate of its own, and more than cores only cost. memcached warns above 64. */
const THREADS_MAX = 256;

/** Worker threads are never more than this by default. */
const THREADS_DEFAULT_MAX = 4;

/** Above its page share an item is stored in chunks of this size (memcached slab_chunk_max), which must divide `-I`. */
const SLAB_CHUNK_BYTES_MAX = 512 * 1024;
const ITEM_SIZE_BYTES_MIN = 1024;
const ITEM_SIZE_BYTES_MAX = 1024 * MIB;

/** What `memtool serve` was asked for. Sizes in bytes. */
export interface ServeOptions {
  /** `help` and `version` win over everything after them on the command line; the other fields are then of no interest. */
  readonly action: "serve" | "help" | "version";
  /** TCP port of the listeners that name none; 0 takes any free one. */
  readonly port: number;
  /** Interfaces; not used when `unixSocketPath` is set. */
  readonly listen: readonly ListenAddress[];
  /** Replaces TCP. */
  readonly unixSocketPath: string | undefined;
  readonly memoryLimitBytes: number;
  readonly evictions: boolean;
  readonly connectionLimit: number;
  readonly threadCount: number;
  readonly itemSizeBytesMax: number;
  readonly growthFactor: number;
  readonly slabBytesMin: number;
  readonly casEnabled: boolean;
  /** 0 to 3, or more. */
  readonly verbosity: number;
  readonly readyFile: string | undefined;
  /** The command after `--` and its arguments; undefined without one. */
  readonly command: readonly string[] | undefined;
}

type Draft = { -readonly [Name in keyof ServeOptions]: ServeOptions[Name] };

function refuse(message: string, hint?: string): MemtoolError {
  return new MemtoolError("USAGE", message, hint === undefined ? {} : { hint });
}

/** A whole number above zero, or memcached's sentence. */
function positive(text: string, message: string): number {
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
  if (value <= 0) {
    throw refuse(message, `found ${JSON.stringify(text)}`);
  }
  return value;
}

function growthFactor(text: string): number {
  const value = /^[0-9]+(?:\.[0-9]+)?$/.test(text) ? Number(text) : 0;
  if (!(value > 1)) {
    throw refuse("Factor must be greater than 1", `found ${JSON.stringify(text)}`);
  }
  return value;
}

function size(text: string, typed: string, plainUnit: "b" | "m"): number {
  try {
    return parseSizeBytes(text, plainUnit);
  } catch (error) {
    if (error instanceof MemtoolError) {
      throw refuse(`${typed}: ${error.message}`, error.hint);
    }
    throw error;
  }
}

function verbosityOf(value: string | undefined): number {
  if (value === undefined || /^v*$/.test(value)) {
    return 1 + (value?.length ?? 0);
  }
  return Math.max(0, parseInteger(value));
}

type Apply = (draft: Draft, value: string, match: GetoptMatch) => void;

const APPLY: Readonly<Record<ServeFlagName, Apply>> = {
  port: (draft, value) => {
    draft.port = parsePort(value);
  },
  listen: (draft, value) => {
    draft.listen = [...draft.listen, ...parseListen(value)];
  },
  "unix-socket": (draft, value) => {
    draft.unixSocketPath = value;
  },
  "memory-limit": (draft, value, { typed }) => {
    draft.memoryLimitBytes = size(value, typed, "m");
  },
  "disable-evictions": (draft) => {
    draft.evictions = false;
  },
  "conn-limit": (draft, value) => {
    draft.connectionLimit = positive(value, "Maximum connections must be greater than 0");
  },
  threads: (draft, value) => {
    draft.threadCount = positive(value, "Number of threads must be greater than 0");
    if (draft.threadCount > THREADS_MAX) {
      throw refuse(
        `Number of threads must be at most ${THREADS_MAX}`,
        "one per core is best; more than cores is slower",
      );
    }
  },
  "max-item-size": (draft, value, { typed }) => {
    draft.itemSizeBytesMax = size(value, typed, "b");
  },
  "slab-growth-factor": (draft, value) => {
    draft.growthFactor = growthFactor(value);
  },
  "slab-min-size": (draft, value) => {
    draft.slabBytesMin = positive(value, "Chunk size must be greater than 0");
  },
  "disable-cas": (draft) => {
    draft.casEnabled = false;
  },
  verbose: (draft, _value, match) => {
    draft.verbosity += verbosityOf(match.value);
  },
  "ready-file": (draft, value) => {
    draft.readyFile = value;
  },
  "no-color": () => {
    // read by main.ts, for every command
  },
  version: (draft) => {
    draft.action = "version";
  },
  help: (draft) => {
    draft.action = "help";
  },
};

function defaults(): Draft {
  return {
    action: "serve",
    port: 11211,
    listen: [],
    unixSocketPath: undefined,
    memoryLimitBytes: 64 * MIB,
    evictions: true,
    connectionLimit: 1024,
    threadCount: Math.min(availableParallelism(), THREADS_DEFAULT_MAX),
    itemSizeBytesMax: MIB,
    growthFactor: 1.25,
    slabBytesMin: 48,
    casEnabled: true,
    verbosity: 0,
    readyFile: undefined,
    command: undefined,
  };
}

/** memcached's checks of `-I` (memcached.c, main), in its order and words. */
function checkItemSize({ itemSizeBytesMax, memoryLimitBytes }: ServeOptions): void {
  if (itemSizeBytesMax < ITEM_SIZE_BYTES_MIN) {
    throw refuse("Item max size cannot be less than 1024 bytes.");
  }
  if (itemSizeBytesMax > memoryLimitBytes / 2) {
    throw refuse(
      "Cannot set item size limit higher than 1/2 of memory max.",
      "give more memory with -m, or a smaller -I",
    );
  }
  if (itemSizeBytesMax > ITEM_SIZE_BYTES_MAX) {
    throw refuse("Cannot set item size limit higher than a gigabyte.");
  }
  if (itemSizeBytesMax % SLAB_CHUNK_BYTES_MAX !== 0) {
    throw refuse(
      `-I (item_size_max: ${itemSizeBytesMax}) must be evenly divisible by slab_chunk_max (bytes: ${SLAB_CHUNK_BYTES_MAX})`,
      "use a multiple of 512k",
    );
  }
}

/**
 * Reads every word after `memtool serve`. memcached ignores words that belong to no option; here they are an error, because they
 * are most often a port or a command whose `--` was forgotten.
 * @throws MemtoolError USAGE, in memcached's words where it has some
 */
export function parseServeOptions(argv: readonly string[]): ServeOptions {
  const { matches, operands, rest } = getopt(argv, SERVE_FLAGS, ({ name }) => name === "help" || name === "version");
  const draft = defaults();
  for (const match of matches) {
    APPLY[match.name as ServeFlagName](draft, match.value ?? "", match);
    if (draft.action !== "serve") {
      return draft;
    }
  }
  const [stray] = operands;
  if (stray !== undefined) {
    throw refuse(`${JSON.stringify(stray)} belongs to no option`, "a port is given with -p, a command to run after --");
  }
  if (rest !== undefined && rest.length === 0) {
    throw refuse("there is no command after --", "for example: memtool serve -- npm test");
  }
  checkItemSize(draft);
  draft.command = rest;
  draft.listen = draft.listen.length === 0 ? [{ host: "127.0.0.1", port: undefined }] : draft.listen;
  return draft;
}
