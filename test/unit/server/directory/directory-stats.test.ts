/** server/directory/directory-stats.ts */
import assert from "node:assert/strict";
import { test } from "node:test";
import { directoryStatLines } from "../../../../src/server/directory/directory-stats.ts";

test("totals come first, then each node with what is left of its lease", () => {
  const node = { name: "a", host: "h", ip: "", port: 1, weight: 2, version: "1.6.45" };
  const lines = directoryStatLines({
    counts: { version: 17, nodes: 2, joins: 3, leaves: 1, expired: 0, refused: 5 },
    isKept: true,
    isFailing: false,
    members: [
      { node, instance: "x", leaseMs: 10_000, deadlineMs: 12_345.4 },
      { node: { ...node, name: "self" }, instance: "y", leaseMs: undefined, deadlineMs: Number.POSITIVE_INFINITY },
    ],
    nowMs: 10_000,
  });
  const text = lines.map(([name, value]) => `${name}=${value}`).join(" ");
  assert.match(
    text,
    /^directory_version=17 directory_nodes=2 .*directory_kept_on_disk=1 directory_write_failing=0 1:name=a /,
  );
  assert.match(
    text,
    / 1:name=a 1:host=h 1:ip= 1:port=1 1:weight=2 1:version=1\.6\.45 1:lease_ms=10000 1:lease_left_ms=2345 /,
  );
  assert.match(text, / 2:name=self .* 2:lease_ms=0 2:lease_left_ms=0$/);
});
