/** Notes: each is there when there is reason for it, and only then. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpRunFacts } from "../../../../src/bench/http/http-derive.ts";
import { deriveHttpResult } from "../../../../src/bench/http/http-derive.ts";
import { httpNotesOf } from "../../../../src/bench/http/http-notes.ts";
import { cacheReading, httpFacts, record } from "../../../support/http-facts.ts";
import { atRate } from "../../../support/http-plan.ts";

const CACHE = { kind: "tcp", host: "10.0.0.1", port: 11211, tls: false } as const;

function notes(facts: HttpRunFacts): string {
  return deriveHttpResult(facts).notes.join("\n");
}

test("a run without trouble has none", () => {
  assert.equal(notes(httpFacts((recorder) => record(recorder, 0, "2xx", 10, 5))), "");
});

test("a request that always fails, and redirects", () => {
  const text = notes(
    httpFacts((recorder) => {
      record(recorder, 0, "2xx", 10, 5);
      record(recorder, 1, "3xx", 2, 5);
      recorder.countStatus(302);
      recorder.countStatus(302);
    }),
  );
  assert.match(text, /every buy failed \(2 times\)/);
  assert.match(text, /2 answers were redirects, which are not followed/);
});

test("an application that is slower than it was asked", () => {
  const facts = httpFacts(
    (recorder, self) => {
      record(recorder, 0, "2xx", 50, 5, 0);
      self.due = 100;
    },
    {},
    { arrivals: atRate(10) },
  );
  assert.match(notes(facts), /10 requests\/s were due and 5\/s ended/);
});

test("caches that tell nothing, and caches that nobody asks", () => {
  const fill = httpFacts((recorder) => record(recorder, 0, "2xx", 10, 5));
  const silent = { ...fill, caches: [CACHE], before: [undefined], after: [undefined] };
  assert.match(notes(silent), /10\.0\.0\.1:11211 gave no statistics/);
  const idle = cacheReading({ get_hits: 5, get_misses: 5 });
  assert.match(notes({ ...silent, before: [idle], after: [idle] }), /asked for no key: does the application use it/);
});

test("a load thread that was away or busy, and a warm-up that did not become flat", () => {
  const result = deriveHttpResult(httpFacts((recorder) => record(recorder, 0, "2xx", 10, 5)));
  const [thread] = result.client.threads;
  assert.ok(thread !== undefined);
  const client = { ...result.client, stalls: 2, stallMsMax: 40, untimedReplies: 3 };
  const busy = { ...thread, busyRatio: 0.99, waitedForCpuRatio: 0.3 };
  const warmup = { seconds: 300, hitRate: 0.5, isFlat: false };
  const text = httpNotesOf({ ...result, warmup, client: { ...client, threads: [busy] } }, []).join("\n");
  assert.match(text, /still changing after 5m/);
  assert.match(text, /stood still 2 times, for 40 ms at most; 3 answers/);
  assert.match(text, /waited for a CPU 30 % of the time/);
  assert.match(text, /busy 99 % of the time/);
});
