/** The suboptions of -o: how each is read, and what memcached says about a wrong value. */
import { suggest } from "../suggest.ts";
import type { ServeDraft, Suboption } from "./draft.ts";
import { fraction, unsignedNumber } from "./numbers.ts";
import { MEMCACHED_EXIT, MemcachedRefusal } from "./refusal.ts";
import { TLS_SUBOPTIONS } from "./tls-suboptions.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

function refuse(message: string): MemcachedRefusal {
  return new MemcachedRefusal(MEMCACHED_EXIT.failure, message);
}

function ignored(): void {
  // Accepted, and of no meaning for this server.
}

/** An unsigned number within its bounds, or a sentence. */
function number(
  describe: string,
  set: (draft: ServeDraft, value: number) => void,
  bounds: { name: string; min?: number; max?: number; exitCode?: 1 | 64 },
): Suboption {
  const { name, min = 0, max = Number.MAX_SAFE_INTEGER, exitCode = MEMCACHED_EXIT.failure } = bounds;
  return {
    unit: "N",
    describe,
    apply: (draft, text) => {
      if (text === undefined) {
        throw refuse(`Missing ${name} argument`);
      }
      const value = unsignedNumber(text);
      if (value === undefined) {
        throw refuse(`could not parse argument to ${name}`);
      }
      if (value < min || value > max) {
        const range = max === Number.MAX_SAFE_INTEGER ? `at least ${min}` : `between ${min} and ${max}`;
        throw new MemcachedRefusal(exitCode, `${name} must be ${range}`);
      }
      set(draft, value);
    },
  };
}

function decimal(
  describe: string,
  set: (draft: ServeDraft, value: number) => void,
  bounds: { name: string; isValid: (value: number) => boolean; rule: string },
): Suboption {
  return {
    unit: "N",
    describe,
    apply: (draft, text) => {
      if (text === undefined) {
        throw refuse(`Missing ${bounds.name} argument`);
      }
      const value = fraction(text);
      if (value === undefined || !bounds.isValid(value)) {
        throw refuse(`${bounds.name} must be ${bounds.rule}`);
      }
      set(draft, value);
    },
  };
}

function flag(describe: string, apply: (draft: ServeDraft) => void): Suboption {
  return { describe, apply };
}

const AUTOMOVE_LEVELS = [0, 1, 2] as const;

const MEMORY: Readonly<Record<string, Suboption>> = {
  hashpower: number(
    "log2 of the buckets of the first hash table",
    (draft, value) => (draft.settings.hashPower = value),
    {
      name: "hashpower",
      min: 12,
      max: 32,
    },
  ),
  no_hashexpand: flag("never grow the hash table", (draft) => (draft.settings.hashExpansion = false)),
  slab_reassign: flag("pages may move between slab classes (default)", (draft) => (draft.settings.slabReassign = true)),
  no_slab_reassign: flag("pages stay where they are", (draft) => (draft.settings.slabReassign = false)),
  slab_automove: {
    unit: "0|1|2",
    describe: "who moves pages: nobody, the maintenance thread (default), every eviction",
    apply: (draft, text) => {
      const level = AUTOMOVE_LEVELS.find((known) => known === (unsignedNumber(text ?? "1") ?? -1));
      if (level === undefined) {
        throw refuse("slab_automove must be between 0 and 2");
      }
      draft.settings.slabAutomove = level;
    },
  },
  no_slab_automove: flag("no page moves by itself", (draft) => (draft.settings.slabAutomove = 0)),
  slab_automove_ratio: decimal(
    "how much younger the youngest class must be than the oldest",
    (draft, value) => (draft.settings.slabAutomoveRatio = value),
    { name: "slab_automove_ratio", isValid: (value) => value > 0 && value <= 1, rule: "> 0 and <= 1" },
  ),
  slab_automove_window: number(
    "seconds over which ages are averaged",
    (draft, value) => (draft.settings.slabAutomoveWindow = value),
    { name: "slab_automove_window", min: 3, max: 1800 },
  ),
  slab_automove_freeratio: { apply: ignored },
  slab_sizes: {
    unit: "A-B-C",
    describe: "chunk sizes of the classes, ascending, more than 8 apart",
    apply: (draft, text) => {
      draft.settings.slabSizes = slabSizes(text);
    },
  },
  slab_chunk_max: {
    unit: "KB",
    describe: "largest chunk; larger items take several",
    apply: (draft, text) => {
      const value = unsignedNumber(text);
      if (value === undefined || value < 1 || value > KIB) {
        throw refuse("could not parse argument to slab_chunk_max: it is 1 to 1024 kilobytes");
      }
      draft.chunkMaxGiven = true;
      draft.settings.slabChunkMax = value * KIB;
    },
  },
  no_chunked_items: flag("no item in several chunks: they are up to 1 MiB", (draft) => {
    draft.settings.slabChunkMax = MIB;
  }),
  track_sizes: flag("count items by size for stats sizes", (draft) => (draft.settings.trackSizes = true)),
};

/** Their order and range are checked once the other options are known. */
function slabSizes(text: string | undefined): number[] {
  if (text === undefined) {
    throw refuse("Missing slab_sizes argument");
  }
  return text.split("-").map((part) => unsignedNumber(part) ?? 0);
}

const percent = (name: string, describe: string, set: (draft: ServeDraft, value: number) => void): Suboption =>
  number(describe, set, { name, min: 1, max: 79 });

const factor = (name: string, describe: string, set: (draft: ServeDraft, value: number) => void): Suboption =>
  decimal(describe, set, { name, isValid: (value) => value > 0, rule: "greater than 0" });

const LRU: Readonly<Record<string, Suboption>> = {
  lru_maintainer: flag("keep the queues in a thread of its own (default)", (draft) => {
    draft.settings.lruMaintainer = true;
    draft.settings.lruSegmented = true;
  }),
  no_lru_maintainer: flag("one queue for each class", (draft) => {
    draft.settings.lruMaintainer = false;
    draft.settings.lruSegmented = false;
  }),
  hot_lru_pct: percent("hot_lru_pct", "percent of a class for HOT", (draft, value) => {
    draft.settings.hotLruPct = value;
  }),
  warm_lru_pct: percent("warm_lru_pct", "percent of a class for WARM", (draft, value) => {
    draft.settings.warmLruPct = value;
  }),
  hot_max_factor: factor("hot_max_factor", "age of HOT against COLD", (draft, value) => {
    draft.settings.hotMaxFactor = value;
  }),
  warm_max_factor: factor("warm_max_factor", "age of WARM against COLD", (draft, value) => {
    draft.settings.warmMaxFactor = value;
  }),
  temporary_ttl: number(
    "items that live so many seconds at most get a queue of their own",
    (draft, value) => {
      draft.settings.tempLru = true;
      draft.settings.temporaryTtl = value;
    },
    { name: "temporary_ttl" },
  ),
  lru_crawler: flag("free expired items in the background (default)", (draft) => {
    draft.settings.lruCrawler = true;
  }),
  no_lru_crawler: flag("leave expired items until they are met", (draft) => (draft.settings.lruCrawler = false)),
  lru_crawler_sleep: number(
    "microseconds between items",
    (draft, value) => {
      draft.settings.lruCrawlerSleepUs = value;
    },
    { name: "lru_crawler_sleep", max: 1_000_000 },
  ),
  lru_crawler_tocrawl: number(
    "items a run looks at in each class, 0 all",
    (draft, value) => {
      draft.settings.lruCrawlerToCrawl = value;
    },
    { name: "lru_crawler_tocrawl" },
  ),
  tail_repair_time: number(
    "seconds after which a stuck tail is repaired",
    (draft, value) => {
      draft.settings.tailRepairSeconds = value;
    },
    { name: "tail_repair_time", min: 10 },
  ),
};

const HASH_ALGORITHMS = ["jenkins", "murmur3", "xxh3"];

const OTHERS: Readonly<Record<string, Suboption>> = {
  maxconns_fast: flag("turn connections over the limit away (default)", (draft) => {
    draft.settings.maxConnectionsFast = true;
  }),
  no_maxconns_fast: flag("let connections over the limit wait", (draft) => {
    draft.settings.maxConnectionsFast = false;
  }),
  idle_timeout: number(
    "close connections that say nothing for so many seconds",
    (draft, value) => {
      draft.settings.idleTimeoutSeconds = value;
    },
    { name: "idle_timeout" },
  ),
  hash_algorithm: {
    apply: (_draft, text) => {
      if (!HASH_ALGORITHMS.includes(text ?? "")) {
        throw refuse(`Unknown hash_algorithm option (${HASH_ALGORITHMS.join(", ")})`);
      }
    },
  },
  watcher_logbuf_size: number(
    "kilobytes that may wait for each watcher",
    (draft, value) => {
      draft.settings.watcherLogBytes = value * KIB;
    },
    { name: "watcher_logbuf_size", min: 1 },
  ),
  worker_logbuf_size: number(
    "kilobytes of log that each worker may hold",
    (draft, value) => {
      draft.settings.workerLogBytes = value * KIB;
    },
    { name: "worker_logbuf_size", min: 1 },
  ),
  read_buf_mem_limit: number(
    "megabytes of read buffers",
    (draft, value) => {
      draft.settings.readBufferBytesMax = value * MIB;
    },
    { name: "read_buf_mem_limit" },
  ),
  resp_obj_mem_limit: {
    unit: "MB",
    apply: (draft) => draft.warnings.push("WARNING: resp_obj_mem_limit is deprecated"),
  },
  inline_ascii_resp: { apply: ignored },
  no_inline_ascii_resp: { apply: ignored },
  modern: { apply: ignored },
  no_modern: flag("the defaults of memcached 1.4", (draft) => applyNoModern(draft)),
  drop_privileges: { apply: ignored },
  no_drop_privileges: { apply: ignored },
  relaxed_privileges: { apply: ignored },
  sock_cookie_id: { unit: "N", apply: ignored },
};

function applyNoModern(draft: ServeDraft): void {
  const { settings } = draft;
  if (!draft.chunkMaxGiven) {
    settings.slabChunkMax = MIB;
  }
  settings.slabReassign = false;
  settings.slabAutomove = 0;
  settings.maxConnectionsFast = false;
  settings.lruSegmented = false;
  settings.lruMaintainer = false;
  settings.lruCrawler = false;
}

/** All of them, by name. */
export const SUBOPTIONS: Readonly<Record<string, Suboption>> = { ...MEMORY, ...LRU, ...OTHERS, ...TLS_SUBOPTIONS };

/** Families of memcached's that belong to what this server is not. */
const FOREIGN = /^(?:ext|proxy)_/;

/**
 * Reads one -o value: suboptions separated by commas.
 * @throws MemcachedRefusal for an unknown one or a wrong value
 */
export function applySuboptions(draft: ServeDraft, list: string): void {
  for (const word of list.split(",").filter((part) => part !== "")) {
    const equals = word.indexOf("=");
    const name = equals < 0 ? word : word.slice(0, equals);
    const value = equals < 0 ? undefined : word.slice(equals + 1);
    const suboption = Object.hasOwn(SUBOPTIONS, name) ? SUBOPTIONS[name] : undefined;
    if (suboption === undefined) {
      throw new MemcachedRefusal(MEMCACHED_EXIT.failure, `Illegal suboption "${word}"`, hintFor(name));
    }
    suboption.apply(draft, value);
  }
}

function hintFor(name: string): string {
  if (FOREIGN.test(name)) {
    return "this server has neither flash storage nor a proxy";
  }
  const nearest = suggest(name, Object.keys(SUBOPTIONS));
  return nearest === undefined ? "memtool serve --help lists them" : `did you mean ${nearest}?`;
}
