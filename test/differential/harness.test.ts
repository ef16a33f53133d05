/** The differential harness on two real servers: equal ones are equal, and one that differs is found and shrunk. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BINARY_LANGUAGE } from "../support/binary-language.ts";
import type { Language } from "../support/differential.ts";
import { type Comparison, compareServers } from "../support/differential-property.ts";
import { comparedVersion, needsMemcached, startMemcached } from "../support/memcached.ts";
import { TEXT_LANGUAGE } from "../support/text-language.ts";

/** The LRU maintainer's references to items change whether 1.6.18 increments in place; without it replies are repeatable. */
const REPEATABLE = ["-o", "no_lru_maintainer"];

async function compare<Command>(
  language: Language<Command>,
  extraArgs: readonly string[],
  seconds: number,
): Promise<Comparison> {
  const left = await startMemcached({ args: REPEATABLE });
  const right = await startMemcached({ args: [...REPEATABLE, ...extraArgs] });
  try {
    return await compareServers(language, [left.target, right.target], seconds, comparedVersion());
  } finally {
    await left.stop("SIGKILL");
    await right.stop("SIGKILL");
  }
}

function describeHarness<Command>(name: string, language: Language<Command>): void {
  describe(`the differential harness, ${name}`, needsMemcached(), () => {
    test("finds nothing between two memcacheds of one kind", async () => {
      const comparison = await compare(language, [], 4);
      assert.ok(comparison.commands > 100, `only ${comparison.commands} commands were compared`);
    });

    for (const [what, args] of [
      ["without cas", ["-C"]],
      ["with a smaller item limit", ["-I", "512k"]],
    ] as const) {
      test(`finds a memcached ${what}`, async () => {
        await assert.rejects(compare(language, args, 60), /two servers differ/);
      });
    }
  });
}

describeHarness("text", TEXT_LANGUAGE);
describeHarness("binary", BINARY_LANGUAGE);
