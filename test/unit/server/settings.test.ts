/** `stats settings` as made of the settings. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_SETTINGS, settingLines } from "../../../src/server/settings.ts";

test("the defaults are memcached's, under memcached's names", () => {
  const lines = new Map(settingLines(DEFAULT_SETTINGS, { tcpPort: 11211, verbosity: 1 }));
  assert.equal(lines.get("maxbytes"), 67108864);
  assert.equal(lines.get("maxconns"), 1024);
  assert.equal(lines.get("tcpport"), 11211);
  assert.equal(lines.get("verbosity"), 1);
  assert.equal(lines.get("evictions"), "on");
  assert.equal(lines.get("umask"), "700");
  assert.equal(lines.get("growth_factor"), "1.25");
  assert.equal(lines.get("item_size_max"), 1048576);
  assert.equal(lines.get("inter"), "127.0.0.1");
  assert.equal(lines.get("domain_socket"), "NULL");
});

test("a unix socket replaces port and interfaces", () => {
  const lines = new Map(
    settingLines({ ...DEFAULT_SETTINGS, unixSocket: "/x.sock", evictions: false }, { tcpPort: 0, verbosity: 0 }),
  );
  assert.equal(lines.get("tcpport"), 0);
  assert.equal(lines.get("inter"), "NULL");
  assert.equal(lines.get("domain_socket"), "/x.sock");
  assert.equal(lines.get("evictions"), "off");
});
