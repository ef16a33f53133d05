/** What a server says at -vv when it starts, to memcached's letter. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_SETTINGS } from "../../../src/server/settings.ts";
import { listeningLine, slabClassLines } from "../../../src/server/start-lines.ts";

test("the table of memcached's default slab classes", () => {
  const lines = slabClassLines(DEFAULT_SETTINGS);
  assert.equal(lines.length, 39);
  assert.equal(lines[0], "slab class   1: chunk size        96 perslab   10922");
  assert.equal(lines[9], "slab class  10: chunk size       752 perslab    1394");
  assert.equal(lines[38], "slab class  39: chunk size    524288 perslab       2");
});

test("listeners are told by descriptor and protocol", () => {
  assert.equal(listeningLine(26, "auto"), "<26 server listening (auto-negotiate)");
  assert.equal(listeningLine(9, "ascii"), "<9 server listening (ascii)");
  assert.equal(listeningLine(7, "binary"), "<7 server listening (binary)");
});
