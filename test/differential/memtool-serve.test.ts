/**
 * `memtool serve` and the real memcached answer the same to random commands, whole or in pieces, but for the named differences.
 * MEMTOOL_DIFFERENTIAL_SECONDS sets how long for each protocol (default 15), MEMTOOL_SEED repeats a run.
 */

import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { BINARY_LANGUAGE } from "../support/binary-language.ts";
import type { Language } from "../support/differential.ts";
import { compareServers, describeComparison } from "../support/differential-property.ts";
import { comparedVersion, needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { TEXT_LANGUAGE } from "../support/text-language.ts";

const seconds = Number(process.env["MEMTOOL_DIFFERENTIAL_SECONDS"] ?? 15);

describe("memtool serve against the real memcached", needsMemcached(), () => {
  async function compare<Command>(context: TestContext, language: Language<Command>): Promise<void> {
    const memcached = await startMemcached({ args: ["-o", "no_lru_maintainer"] });
    const memtool = await startMemtool({ args: ["-t", "2"] });
    try {
      const comparison = await compareServers(language, [memcached.target, memtool.target], seconds, comparedVersion());
      context.diagnostic(describeComparison(comparison));
      assert.ok(comparison.commands > 100, `only ${comparison.commands} commands were compared`);
    } finally {
      await memcached.stop("SIGKILL");
      await memtool.stop();
    }
  }

  test("random commands of the text protocol are answered alike", (context) => compare(context, TEXT_LANGUAGE));
  test("random requests of the binary protocol are answered alike", (context) => compare(context, BINARY_LANGUAGE));
});
