/** A server a line. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { parseServerLines } from "../../../../src/cluster/discovery/server-lines.ts";

it("reads servers, weights, names and comments", () => {
  const text = "# the shop\na:1\r\n\n  b*2  # twice\nthird=[::1]:3*0.5\n/run/m.sock\nmemcacheds://c\n";
  assert.deepEqual(parseServerLines(text, "f"), [
    { host: "a", port: 1, weight: 1 },
    { host: "b", port: 11211, weight: 2 },
    { host: "::1", port: 3, weight: 0.5, name: "third" },
    { host: "/run/m.sock", port: 0, weight: 1 },
    { host: "c", port: 11211, weight: 1, tls: true },
  ]);
});

it("names the line of what is no server", () => {
  for (const [text, message] of [
    ["a\n?\n", /^f:2: cannot use the address "\?"/],
    ["memcached://u:p@a", /^f:1: a login has no place in a list/],
    ["a\n\ndns+b\n", /^f:3: .*one server is wanted/],
    ["a:1*x", /^f:1: .*the port/],
  ] as const) {
    assert.throws(() => parseServerLines(text, "f"), { code: "USAGE", message });
  }
});
