/** What a known server says: as memcached 1.6 does, with a cache that really stores, one whose hits are a pattern, one that refuses. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { KnownAnswers } from "../../support/known-answers.ts";
import type { Answers } from "../../support/known-behaviour.ts";
import { readRequest } from "../../support/known-request.ts";
import { LruCache, simulateLru } from "../../support/lru-truth.ts";

function converse(answers: KnownAnswers, text: string): string {
  const found = readRequest(Buffer.from(text, "latin1"), 0);
  assert.ok(found !== undefined && found.next === text.length, `one whole request: ${JSON.stringify(text)}`);
  return answers.answer(found.request);
}

function conversation(kind: Answers, lines: readonly (readonly [string, string])[]): KnownAnswers {
  const answers = new KnownAnswers(kind);
  for (const [request, reply] of lines) {
    assert.equal(converse(answers, `${request}\r\n`), reply, request);
  }
  return answers;
}

test("a store, in classic commands", () => {
  const answers = conversation({ kind: "store" }, [
    ["get a", "END\r\n"],
    ["set a 5 0 2\r\nxx", "STORED\r\n"],
    ["get b a", "VALUE a 5 2\r\nxx\r\nEND\r\n"],
    ["gets a", "VALUE a 5 2 1\r\nxx\r\nEND\r\n"],
    ["gat 60 a b", "VALUE a 5 2\r\nxx\r\nEND\r\n"],
    ["add a 0 0 1\r\ny", "NOT_STORED\r\n"],
    ["replace b 0 0 1\r\ny", "NOT_STORED\r\n"],
    ["append a 0 0 1\r\ny", "STORED\r\n"],
    ["prepend a 0 0 1\r\nw", "STORED\r\n"],
    ["get a", "VALUE a 5 4\r\nwxxy\r\nEND\r\n"],
    ["cas a 0 0 1 2\r\nz", "EXISTS\r\n"],
    ["cas a 0 0 1 3\r\nz", "STORED\r\n"],
    ["cas b 0 0 1 3\r\nz", "NOT_FOUND\r\n"],
    ["set n 0 0 1 noreply\r\n5", ""],
    ["incr n 3", "8\r\n"],
    ["decr n 10", "0\r\n"],
    ["incr b 1", "NOT_FOUND\r\n"],
    ["touch n 60", "TOUCHED\r\n"],
    ["delete n", "DELETED\r\n"],
    ["delete n", "NOT_FOUND\r\n"],
    ["touch n 60", "NOT_FOUND\r\n"],
    ["nonsense", "ERROR\r\n"],
  ]);
  assert.deepEqual(answers.counters, {
    cmd_get: 5,
    cmd_set: 9,
    cmd_touch: 4,
    get_hits: 3,
    get_misses: 2,
    touch_hits: 2,
    touch_misses: 2,
  });
});

test("a store, in meta commands, as memcached 1.6.45 answered", () => {
  conversation({ kind: "store" }, [
    ["ms a 2 T0 F5\r\nxx", "HD\r\n"],
    ["mg a v k f c t s Oab q", "VA 2 ka f5 c1 t-1 s2 Oab\r\nxx\r\n"],
    ["mg a", "HD\r\n"],
    ["mg b v", "EN\r\n"],
    ["mg b v q", ""],
    ["ms c 1 ME Ox k\r\nx", "HD Ox kc\r\n"],
    ["ms c 1 ME\r\nx", "NS\r\n"],
    ["ms zz 1 MR\r\nx", "NS\r\n"],
    ["ms a 1 C9\r\nx", "EX\r\n"],
    ["ms q 1 q\r\nx", ""],
    ["ma n", "NF\r\n"],
    ["ms n 1\r\n5", "HD\r\n"],
    ["ma n v", "VA 1\r\n6\r\n"],
    ["ma n MD D2", "HD\r\n"],
    ["get n", "VALUE n 0 1\r\n4\r\nEND\r\n"],
    ["md n k", "HD kn\r\n"],
    ["md n q", "NF\r\n"],
    ["mn", "MN\r\n"],
  ]);
});

test("a hit rate is exact, over the keys of multigets too", () => {
  const answers = new KnownAnswers({ kind: "hitRate", rate: 0.3, valueBytes: 4 });
  assert.equal(converse(answers, "set a 0 0 1\r\nx\r\n"), "STORED\r\n");
  assert.equal(converse(answers, "get a b c d\r\n"), "VALUE d 0 4\r\nvvvv\r\nEND\r\n");
  for (let index = 0; index < 498; index++) {
    converse(answers, index % 2 === 0 ? "mg a v\r\n" : "get a\r\n");
  }
  assert.deepEqual([answers.counters.get_hits, answers.counters.get_misses], [150, 352]);
});

test("one that refuses says its line on every storage command and has nothing", () => {
  conversation({ kind: "error", line: "SERVER_ERROR out of memory storing object" }, [
    ["set a 0 0 1\r\nx", "SERVER_ERROR out of memory storing object\r\n"],
    ["ms a 1\r\nx", "SERVER_ERROR out of memory storing object\r\n"],
    ["get a", "END\r\n"],
    ["delete a", "NOT_FOUND\r\n"],
  ]);
});

test("stats tell the counters as a server does", () => {
  const answers = conversation({ kind: "store", itemCountMax: 1 }, [
    ["set a 0 0 1\r\nx", "STORED\r\n"],
    ["set b 0 0 1\r\nx", "STORED\r\n"],
    ["get a", "END\r\n"],
    ["version", "VERSION 1.6.45\r\n"],
  ]);
  const stats = converse(answers, "stats\r\n");
  for (const line of ["cmd_get 1", "cmd_set 2", "get_misses 1", "curr_items 1", "evictions 1", `pid ${process.pid}`]) {
    assert.ok(stats.includes(`STAT ${line}\r\n`), line);
  }
  assert.match(stats, /STAT rusage_user \d+\.\d{6}\r\n[\s\S]*END\r\n$/);
});

test("a store of limited items has the hit rate of the simulated LRU, for any cache-aside stream", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(15), { maxLength: 200 }), (itemCountMax, keys) => {
      const answers = new KnownAnswers({ kind: "store", itemCountMax });
      for (const key of keys) {
        if (converse(answers, `get ${key}\r\n`) === "END\r\n") converse(answers, `set ${key} 0 0 1\r\nx\r\n`);
      }
      const stream = keys.map((key) => ({ operation: "aside", key, sizeBytes: 1 }) as const);
      const { hits, misses } = simulateLru(new LruCache({ kind: "items", itemCountMax }), stream);
      assert.deepEqual([answers.counters.get_hits, answers.counters.get_misses], [hits, misses]);
    }),
  );
});
