/** Every option of memcached 1.6.45 that a drop-in has to know, as data: taken with memcached's meaning, or refused with a sentence. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SERVE_FLAGS, type ServeFlag } from "../../../../src/cli/serve/flags.ts";
import { parseServeOptions } from "../../../../src/cli/serve/options.ts";
import { MemcachedRefusal } from "../../../../src/cli/serve/refusal.ts";
import { SUBOPTIONS } from "../../../../src/cli/serve/suboptions.ts";

/** `-letter long`, with a value that is taken where the option wants one. */
const FLAGS: readonly string[] = [
  "-p port 11311",
  "-U udp-port 11311",
  "-s unix-socket /tmp/x",
  "-a unix-mask 0770",
  "-A enable-shutdown",
  "-l listen 127.0.0.1:11311",
  "-d daemon",
  "-r enable-coredumps",
  "-u user nobody",
  "-m memory-limit 128",
  "-M disable-evictions",
  "-c conn-limit 5",
  "-k lock-memory",
  "-h help",
  "-i license",
  "-V version",
  "-P pidfile /tmp/x.pid",
  "-f slab-growth-factor 1.08",
  "-n slab-min-size 64",
  "-L enable-largepages",
  "-t threads 1",
  "-R max-reqs-per-event 5",
  "-C disable-cas",
  "-b listen-backlog 9",
  "-B protocol binary",
  "-I max-item-size 2m",
  "-S enable-sasl",
  "-F disable-flush-all",
  "-X disable-dumping",
  "-W disable-watch",
  "-Y auth-file /tmp/users",
  "-N napi-ids 1",
  "-o extended track_sizes",
];

/** Those with a value that may be left out, without memcached's long name, refused, or in need of others; options.test.ts has them. */
const OTHER_FLAGS: readonly string[] = ["-v", "-D", "-e", "-Z"];

describe("every flag of memcached's", () => {
  for (const line of FLAGS) {
    const [short = "", long = "", value] = line.split(" ");
    it(`${short} is --${long}${value === undefined ? "" : `, and wants a value`}`, () => {
      const values = value === undefined ? [] : [value];
      const expected = parseServeOptions([short, ...values], {});
      const typedLong = parseServeOptions([`--${long}`, ...values], {});
      // -h is memcached's help, --help memtool's.
      assert.deepEqual({ ...typedLong, action: "" }, { ...expected, action: "" });
      if (value === undefined) {
        assert.throws(() => parseServeOptions([`--${long}=x`], {}), isRefusedWith(1));
        return;
      }
      assert.deepEqual(parseServeOptions([`${short}${value}`], {}), expected);
      assert.deepEqual(parseServeOptions([`--${long}=${value}`], {}), expected);
      assert.throws(() => parseServeOptions([short], {}), isRefusedWith(1));
      assert.throws(() => parseServeOptions([`--${long}`], {}), isRefusedWith(1));
    });
  }
  it("and no letter is missing", () => {
    const expected = [...FLAGS.map((line) => line.slice(0, 2)), ...OTHER_FLAGS].sort();
    const found = SERVE_FLAGS.flatMap(({ short }: ServeFlag) => (short === undefined ? [] : [`-${short}`]));
    assert.deepEqual(found.sort(), expected);
  });
});

/** Suboptions, and values that are taken. */
const SUBOPTION_VALUES: Readonly<Record<string, readonly string[]>> = {
  "without a value": [
    ..."maxconns_fast no_maxconns_fast no_hashexpand slab_reassign no_slab_reassign no_slab_automove".split(" "),
    ..."lru_crawler no_lru_crawler lru_maintainer no_lru_maintainer track_sizes inline_ascii_resp".split(" "),
    ..."no_inline_ascii_resp modern no_modern no_chunked_items drop_privileges no_drop_privileges".split(" "),
    ..."relaxed_privileges ssl_session_cache ssl_kernel_tls".split(" "),
  ],
  "with a value": [
    ..."hashpower=12 hashpower=32 slab_automove_ratio=1 slab_automove_window=3 slab_automove_window=1800".split(" "),
    ..."tail_repair_time=10 hash_algorithm=jenkins hash_algorithm=murmur3 hash_algorithm=xxh3".split(" "),
    ..."lru_crawler_sleep=0 lru_crawler_sleep=1000000 lru_crawler_tocrawl=5 hot_lru_pct=1 warm_lru_pct=60".split(" "),
    ..."hot_max_factor=0.1 warm_max_factor=3 temporary_ttl=0 idle_timeout=0 watcher_logbuf_size=64".split(" "),
    ..."worker_logbuf_size=64 slab_sizes=100-200 slab_chunk_max=1 slab_chunk_max=1024 read_buf_mem_limit=1".split(" "),
    ..."ssl_chain_cert=x ssl_key=x ssl_verify_mode=0 ssl_verify_mode=3 ssl_keyformat=1 ssl_keyformat=2".split(" "),
    ..."ssl_ciphers=x ssl_ca_cert=x ssl_wbuf_size=16 ssl_min_version=0 ssl_min_version=3".split(" "),
  ],
  // memcached's default is meant, or nothing hangs on the value.
  "with or without":
    "slab_automove slab_automove=0 slab_automove_freeratio sock_cookie_id=5 resp_obj_mem_limit=5".split(" "),
};

/** A value that memcached refuses, and what it ends with. */
const REFUSED_VALUES: Readonly<Record<string, 1 | 64>> = {
  "hashpower=11": 1,
  "hashpower=33": 1,
  "slab_automove=3": 1,
  "slab_automove_ratio=0": 1,
  "slab_automove_ratio=1.1": 1,
  "slab_automove_window=2": 1,
  "slab_automove_window=1801": 1,
  "tail_repair_time=9": 1,
  "hash_algorithm=md5": 1,
  "lru_crawler_sleep=1000001": 1,
  "lru_crawler_tocrawl=x": 1,
  "hot_lru_pct=0": 1,
  "hot_lru_pct=80": 1,
  "warm_lru_pct=0": 1,
  "warm_lru_pct=80": 1,
  "hot_lru_pct=41": 64,
  "hot_max_factor=0": 1,
  "warm_max_factor=0": 1,
  "temporary_ttl=5,no_lru_maintainer": 64,
  "idle_timeout=x": 1,
  "watcher_logbuf_size=x": 1,
  "worker_logbuf_size=x": 1,
  "slab_sizes=100-108": 64,
  "slab_chunk_max=0": 1,
  "slab_chunk_max=1025": 1,
  "slab_chunk_max=768": 64,
  "read_buf_mem_limit=x": 1,
  "ssl_verify_mode=4": 1,
  "ssl_keyformat=3": 1,
  "ssl_wbuf_size=x": 1,
  "ssl_min_version=4": 1,
  "ext_path=/x:1g": 1,
  "ext_item_size=5": 1,
  "proxy_config=x": 1,
  unknown: 1,
};

describe("every suboption of memcached's", () => {
  const known = new Set<string>();
  for (const [how, words] of Object.entries(SUBOPTION_VALUES)) {
    it(`${how}: ${words.join(" ")}`, () => {
      for (const word of words) {
        const [name = "", value] = word.split("=");
        known.add(name);
        assert.equal(parseServeOptions(["-o", word], {}).action, "serve", word);
        if (how === "with a value") {
          assert.ok(value !== undefined);
          assert.throws(() => parseServeOptions(["-o", name], {}), isRefusedWith(1), name);
        }
      }
    });
  }
  for (const [list, exitCode] of Object.entries(REFUSED_VALUES)) {
    it(`${list} ends with ${exitCode}`, () => {
      assert.throws(() => parseServeOptions(["-o", list], {}), isRefusedWith(exitCode));
    });
  }
  it("and there is no other", () => {
    assert.deepEqual([...known].sort(), Object.keys(SUBOPTIONS).sort());
  });
});

/** Whether an error ends memtool with this exit code and a sentence. */
function isRefusedWith(exitCode: number): (error: unknown) => boolean {
  return (error) => error instanceof MemcachedRefusal && error.exitCode === exitCode && error.message.length > 10;
}
