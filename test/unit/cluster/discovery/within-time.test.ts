/** A limit for sources that have none. */
import assert from "node:assert/strict";
import { it } from "node:test";
import type { ListSource } from "../../../../src/cluster/discovery/list-source.ts";
import { withinTime } from "../../../../src/cluster/discovery/within-time.ts";

function source(read: ListSource["read"]): ListSource {
  return { name: "dns+cache.test:1", neverGoesBack: false, refreshMs: 1, read };
}

const { signal } = new AbortController();

it("gives a question up that takes too long", async () => {
  const slow = withinTime(
    source(() => new Promise(() => {})),
    20,
  );
  await assert.rejects(slow.read(signal), {
    code: "TIMEOUT",
    message: /^dns\+cache.test:1 was not resolved within 20/,
  });
});

it("hands answers and failures on", async () => {
  const nodes = [{ host: "a", port: 1, weight: 1 }];
  assert.deepEqual(
    await withinTime(
      source(async () => ({ nodes })),
      60_000,
    ).read(signal),
    { nodes },
  );
  const failing = withinTime(
    source(() => Promise.reject(new RangeError("x"))),
    60_000,
  );
  await assert.rejects(failing.read(signal), RangeError);
});
