/** The differential harness on two real servers: equal ones are equal, and one that differs is found and shrunk. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compareServers } from "../support/differential-property.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";

/** The LRU maintainer's references to items change whether 1.6.18 increments in place; without it replies are repeatable. */
const REPEATABLE = ["-o", "no_lru_maintainer"];

describe("the differential harness", needsMemcached(), () => {
  test("finds nothing between two memcacheds of one kind", async () => {
    const left = await startMemcached({ args: REPEATABLE });
    const right = await startMemcached({ args: REPEATABLE });
    try {
      const comparison = await compareServers([left.target, right.target], 4);
      assert.ok(comparison.commands > 100, `only ${comparison.commands} commands were compared`);
    } finally {
      await left.stop("SIGKILL");
      await right.stop("SIGKILL");
    }
  });

  for (const [what, args] of [
    ["without cas", ["-C"]],
    ["with a smaller item limit", ["-I", "512k"]],
  ] as const) {
    test(`finds a memcached ${what}`, async () => {
      const left = await startMemcached({ args: REPEATABLE });
      const right = await startMemcached({ args: [...REPEATABLE, ...args] });
      try {
        await assert.rejects(compareServers([left.target, right.target], 60), /two servers differ/);
      } finally {
        await left.stop("SIGKILL");
        await right.stop("SIGKILL");
      }
    });
  }
});
