/** Advice about connections, threads and logs. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { evidenceOf } from "../../../../src/monitor/advice/evidence.ts";
import { LIMIT_RULES } from "../../../../src/monitor/advice/limits.ts";
import { answerOf } from "../../../support/readings.ts";

function textsOf(general: Record<string, number>, settings: Record<string, number> = {}): string[] {
  const evidence = evidenceOf(answerOf("a", { "": { uptime: 60, ...general }, settings }));
  return LIMIT_RULES.flatMap((rule) => rule(evidence)?.text ?? []);
}

describe("connections", () => {
  it("are told when they near the limit, wherever the server says it", () => {
    assert.match(
      textsOf({ curr_connections: 80, max_connections: 100 })[0] ?? "",
      /^80 of 100 connections are open \(80 %\)/,
    );
    assert.match(textsOf({ curr_connections: 95 }, { maxconns: 100 })[0] ?? "", /^95 of 100/);
    assert.deepEqual(textsOf({ curr_connections: 79, max_connections: 100 }), []);
  });
  it("are told when they were turned away", () => {
    assert.match(textsOf({ accepting_conns: 0 })[0] ?? "", /accepting_conns 0/);
    assert.match(
      textsOf({ listen_disabled_num: 2, time_in_listen_disabled_us: 1_500_000, max_connections: 100 })[0] ?? "",
      /stopped taking connections 2 times since the start 1m ago, 1\.5 s in all: raise -c \(now 100\)/,
    );
    assert.match(textsOf({ rejected_connections: 5 })[0] ?? "", /^5 connections were turned away/);
    assert.match(
      textsOf({ read_buf_oom: 1, response_obj_oom: 2 })[0] ?? "",
      /^3 connections were closed for want of memory/,
    );
    assert.deepEqual(textsOf({ accepting_conns: 1, listen_disabled_num: 0, rejected_connections: 0 }), []);
  });
});

describe("logs and threads", () => {
  it("are told when lines were lost, or threads are too many", () => {
    assert.match(textsOf({ log_worker_dropped: 4, log_watcher_skipped: 1 })[0] ?? "", /^5 log lines never reached/);
    assert.match(textsOf({}, { num_threads: 65 })[0] ?? "", /^65 threads/);
    assert.deepEqual(textsOf({ threads: 64, log_worker_dropped: 0 }), []);
  });
});
