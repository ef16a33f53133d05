/** `stats settings` as made of the settings. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type LiveSettings, settingLines } from "../../../src/server/setting-lines.ts";
import { DEFAULT_SETTINGS, type ServerSettings } from "../../../src/server/settings.ts";

function lines(settings: Partial<ServerSettings>, live: Partial<LiveSettings> = {}) {
  return new Map(settingLines({ ...DEFAULT_SETTINGS, ...settings }, { ...LIVE, ...live }));
}

const LIVE: LiveSettings = {
  memoryLimitBytes: 64 * 1024 * 1024,
  tcpPort: 0,
  udpPort: 0,
  verbosity: 0,
  detailEnabled: false,
  lruSegmented: true,
  hotLruPct: 20,
  warmLruPct: 40,
  hotMaxFactor: 0.2,
  warmMaxFactor: 2,
  temporaryTtl: -1,
  automove: 1,
  automoveRatio: 0.8,
  automoveWindow: 10,
  lruCrawler: true,
  lruCrawlerSleepUs: 100,
  lruCrawlerToCrawl: 0,
};

/** memcached's order (reference of 1.6.45, without extstore, proxy and privilege dropping). */
const NAMES =
  "maxbytes maxconns tcpport udpport inter verbosity oldest evictions domain_socket umask shutdown_command growth_factor " +
  "chunk_size num_threads num_threads_per_udp stat_key_prefix detail_enabled reqs_per_event cas_enabled tcp_backlog " +
  "binding_protocol auth_enabled_sasl auth_enabled_ascii item_size_max maxconns_fast hashpower_init slab_reassign " +
  "slab_automove slab_automove_ratio slab_automove_window slab_chunk_max lru_crawler lru_crawler_sleep " +
  "lru_crawler_tocrawl tail_repair_time flush_enabled dump_enabled hash_algorithm lru_maintainer_thread lru_segmented " +
  "hot_lru_pct warm_lru_pct hot_max_factor warm_max_factor temp_lru temporary_ttl idle_timeout watcher_logbuf_size " +
  "worker_logbuf_size read_buf_mem_limit track_sizes inline_ascii_response ssl_enabled ssl_chain_cert ssl_key " +
  "ssl_verify_mode ssl_keyformat ssl_ciphers ssl_ca_cert ssl_wbuf_size ssl_session_cache ssl_kernel_tls " +
  "ssl_min_version num_napi_ids memory_file client_flags_size";

test("every name of memcached's, in its order", () => {
  assert.deepEqual([...lines({}).keys()], NAMES.split(" "));
});

test("the defaults are memcached's", () => {
  const found = lines({}, { tcpPort: 11211, udpPort: 7, verbosity: 1 });
  const expected = {
    maxbytes: 67108864,
    maxconns: 1024,
    tcpport: 11211,
    udpport: 7,
    verbosity: 1,
    evictions: "on",
    umask: "700",
    growth_factor: "1.25",
    item_size_max: 1048576,
    inter: "127.0.0.1",
    domain_socket: "NULL",
    binding_protocol: "auto-negotiate",
    auth_enabled_ascii: "no",
    slab_automove_ratio: "0.80",
    warm_max_factor: "2.00",
    ssl_chain_cert: "(null)",
    ssl_min_version: "tlsv1.2",
  };
  for (const [name, value] of Object.entries(expected)) {
    assert.equal(found.get(name), value, name);
  }
});

test("a unix socket replaces port and interfaces", () => {
  const found = lines({ unixSocket: "/x.sock", evictions: false });
  assert.equal(found.get("tcpport"), 0);
  assert.equal(found.get("inter"), "NULL");
  assert.equal(found.get("domain_socket"), "/x.sock");
  assert.equal(found.get("evictions"), "off");
});

test("TLS says what it was given", () => {
  const tls = {
    chainCert: "c.pem",
    key: "k.der",
    keyFormat: "der",
    verifyMode: 2,
    caCert: "ca.pem",
    ciphers: undefined,
    minVersion: 3,
    sessionCache: true,
    kernelTls: false,
    writeBufferBytes: 32768,
  } as const;
  const found = lines({ tls });
  assert.equal(found.get("ssl_enabled"), "yes");
  assert.equal(found.get("ssl_chain_cert"), "c.pem");
  assert.equal(found.get("ssl_keyformat"), 2);
  assert.equal(found.get("ssl_verify_mode"), 2);
  assert.equal(found.get("ssl_ciphers"), "NULL");
  assert.equal(found.get("ssl_ca_cert"), "ca.pem");
  assert.equal(found.get("ssl_wbuf_size"), 32768);
  assert.equal(found.get("ssl_session_cache"), "yes");
  assert.equal(found.get("ssl_min_version"), "tlsv1.3");
});

test("what commands have changed is what is told", () => {
  const found = lines(
    {},
    { lruSegmented: false, hotLruPct: 5, temporaryTtl: 9, lruCrawler: false, lruCrawlerToCrawl: 7 },
  );
  const expected = {
    lru_segmented: "no",
    hot_lru_pct: 5,
    temp_lru: "yes",
    temporary_ttl: 9,
    lru_crawler: "no",
    lru_crawler_tocrawl: 7,
  };
  for (const [name, value] of Object.entries(expected)) {
    assert.equal(found.get(name), value, name);
  }
  assert.equal(lines({}).get("temporary_ttl"), 61);
});
