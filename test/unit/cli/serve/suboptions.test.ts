/** The suboptions of -o. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseServeOptions } from "../../../../src/cli/serve/options.ts";
import { MemcachedRefusal } from "../../../../src/cli/serve/refusal.ts";
import { DEFAULT_SETTINGS, type ServerSettings } from "../../../../src/server/settings.ts";

/** The settings that -o changes from their defaults. */
function changes(list: string): Partial<ServerSettings> {
  const { settings } = parseServeOptions(["-o", list], {});
  const entries = Object.entries(settings).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(DEFAULT_SETTINGS[name as keyof ServerSettings]),
  );
  return Object.fromEntries(entries);
}

test("each changes its setting, and no other", () => {
  const expected: readonly [string, Partial<ServerSettings>][] = [
    ["hashpower=20", { hashPower: 20 }],
    ["no_hashexpand", { hashExpansion: false }],
    ["no_slab_reassign", { slabReassign: false }],
    ["slab_automove=2", { slabAutomove: 2 }],
    ["no_slab_automove", { slabAutomove: 0 }],
    ["slab_automove", {}],
    ["slab_automove_ratio=0.5", { slabAutomoveRatio: 0.5 }],
    ["slab_automove_window=30", { slabAutomoveWindow: 30 }],
    ["slab_sizes=100-200-300", { slabSizes: [100, 200, 300] }],
    ["slab_chunk_max=16", { slabChunkMax: 16384 }],
    ["no_chunked_items", { slabChunkMax: 1048576 }],
    ["track_sizes", { trackSizes: true }],
    ["no_lru_maintainer", { lruMaintainer: false, lruSegmented: false }],
    ["hot_lru_pct=10,warm_lru_pct=20", { hotLruPct: 10, warmLruPct: 20 }],
    ["hot_max_factor=0.5,warm_max_factor=3", { hotMaxFactor: 0.5, warmMaxFactor: 3 }],
    ["temporary_ttl=30", { tempLru: true, temporaryTtl: 30 }],
    ["no_lru_crawler", { lruCrawler: false }],
    ["lru_crawler_sleep=1000,lru_crawler_tocrawl=5", { lruCrawlerSleepUs: 1000, lruCrawlerToCrawl: 5 }],
    ["tail_repair_time=10", { tailRepairSeconds: 10 }],
    ["no_maxconns_fast", { maxConnectionsFast: false }],
    ["idle_timeout=5", { idleTimeoutSeconds: 5 }],
    ["watcher_logbuf_size=1,worker_logbuf_size=2", { watcherLogBytes: 1024, workerLogBytes: 2048 }],
    ["read_buf_mem_limit=1", { readBufferBytesMax: 1048576 }],
    ["modern,maxconns_fast,lru_crawler,lru_maintainer,slab_reassign", {}],
    ["hash_algorithm=murmur3,inline_ascii_resp,no_drop_privileges,relaxed_privileges,ssl_ca_cert=x", {}],
    [
      "no_modern",
      {
        slabChunkMax: 1048576,
        slabReassign: false,
        slabAutomove: 0,
        maxConnectionsFast: false,
        lruMaintainer: false,
        lruSegmented: false,
        lruCrawler: false,
      },
    ],
  ];
  for (const [list, change] of expected) {
    assert.deepEqual(changes(list), change, list);
  }
});

test("what is wrong ends with exit code 1 and a sentence", () => {
  const refused: Readonly<Record<string, RegExp>> = {
    nonsense: /^Illegal suboption "nonsense"$/,
    "ext_path=/x": /^Illegal suboption "ext_path=\/x"$/,
    toString: /^Illegal suboption "toString"$/,
    "hashpower=11": /hashpower must be between 12 and 32/,
    "hashpower=x": /could not parse argument to hashpower/,
    idle_timeout: /Missing idle_timeout argument/,
    "slab_automove=3": /slab_automove must be between 0 and 2/,
    "slab_automove_ratio=2": /slab_automove_ratio must be > 0 and <= 1/,
    "slab_automove_window=2": /slab_automove_window must be between 3 and 1800/,
    slab_sizes: /Missing slab_sizes argument/,
    "slab_chunk_max=0": /could not parse argument to slab_chunk_max/,
    "hot_lru_pct=80": /hot_lru_pct must be between 1 and 79/,
    "hot_max_factor=0": /hot_max_factor must be greater than 0/,
    "tail_repair_time=9": /tail_repair_time must be at least 10/,
    "lru_crawler_sleep=1000001": /lru_crawler_sleep must be between 0 and 1000000/,
    "hash_algorithm=md5": /Unknown hash_algorithm/,
    "ssl_verify_mode=4": /Invalid value for ssl_verify_mode/,
    ssl_chain_cert: /Missing ssl_chain_cert argument/,
  };
  for (const [list, message] of Object.entries(refused)) {
    assert.throws(
      () => changes(list),
      (error) => error instanceof MemcachedRefusal && error.exitCode === 1 && message.test(error.message),
      list,
    );
  }
});

test("a deprecated one is warned about", () => {
  assert.deepEqual(parseServeOptions(["-o", "resp_obj_mem_limit=1"], {}).warnings, [
    "WARNING: resp_obj_mem_limit is deprecated",
  ]);
});

test("an unknown one that is nearly one of them is told which", () => {
  const hintOf = (list: string) => {
    try {
      parseServeOptions(["-o", list], {});
    } catch (error) {
      return error instanceof MemcachedRefusal ? error.hint : undefined;
    }
    return undefined;
  };
  assert.equal(hintOf("track_size"), "did you mean track_sizes?");
  assert.equal(hintOf("idle-timeout=5"), "did you mean idle_timeout?");
  assert.equal(hintOf("qqq"), "memtool serve --help lists them");
  assert.match(hintOf("ext_path=/x") ?? "", /neither flash storage nor a proxy/);
});
