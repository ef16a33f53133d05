/** Advice as a whole: silent without evidence, the worst first, and about what happened lately. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { adviceFor } from "../../../../src/monitor/advice/advice.ts";
import { answerOf } from "../../../support/readings.ts";

describe("adviceFor", () => {
  it("says nothing of a server that is well, was just started, or tells nothing", () => {
    const well = {
      pid: 1,
      uptime: 100_000,
      get_hits: 900,
      get_misses: 100,
      bytes: 50,
      limit_maxbytes: 100,
      evictions: 3,
    };
    for (const general of [well, { pid: 1, uptime: 1, get_hits: 0, get_misses: 5 }, {}]) {
      assert.deepEqual(adviceFor(answerOf("a", { "": general })), []);
    }
  });
  it("has the worst first", () => {
    const general = { uptime: 10, get_hits: 0, get_misses: 500, accepting_conns: 0, log_worker_dropped: 3 };
    assert.deepEqual(
      adviceFor(answerOf("a", { "": general })).map(({ rule, severity }) => [rule, severity]),
      [
        ["not-accepting", "bad"],
        ["low-hit-ratio", "warn"],
        ["dropped-logs", "info"],
      ],
    );
  });
  it("forgets what is over", () => {
    const before = answerOf(
      "a",
      { "": { pid: 1, uptime: 10, get_hits: 0, get_misses: 500, listen_disabled_num: 3 } },
      0,
    );
    const now = answerOf(
      "a",
      { "": { pid: 1, uptime: 20, get_hits: 500, get_misses: 510, listen_disabled_num: 3 } },
      10_000,
    );
    assert.deepEqual(adviceFor(now, before), []);
    assert.equal(adviceFor(now).length, 2);
  });
});
