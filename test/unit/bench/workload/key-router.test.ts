/** key-router: places the bytes that go over the wire, once each, and remembers where. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PLACED_KEYS_MAX } from "../../../../src/bench/limits.ts";
import { parseKeyLengths } from "../../../../src/bench/workload/key-lengths.ts";
import { KeyRouter } from "../../../../src/bench/workload/key-router.ts";
import { Payload } from "../../../../src/bench/workload/payload.ts";
import type { Workload } from "../../../../src/bench/workload/workload.ts";
import { createPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";
import { testWorkload } from "../../../support/bench-plan.ts";

/** A router whose placement writes down what it is asked and sends everything to the server that the last digit names. */
function routerOf(changes: Partial<Workload> = {}, keyCount = 100) {
  const asked: string[] = [];
  const place = (bytes: Uint8Array, start: number, end: number): number => {
    const key = Buffer.from(bytes.subarray(start, end)).toString("latin1");
    asked.push(key);
    return Number(key.at(-1));
  };
  return { asked, router: new KeyRouter(place, new Payload(testWorkload(changes)), keyCount) };
}

test("a key is placed by its bytes on the wire: prefix, zeros, number", () => {
  const { asked, router } = routerOf({ keyPrefix: "user:" });
  assert.deepEqual([router.serverOf(7, false), router.serverOf(42, false)], [7, 2]);
  assert.deepEqual(asked, ["user:7", "user:42"]);
  const long = routerOf({ keyPrefix: "user:", keyLengths: parseKeyLengths("12") });
  assert.equal(long.router.serverOf(42, false), 2);
  assert.deepEqual(long.asked, ["user:0000042"]);
});

test("a counter is another key than the value of the same number", () => {
  const { asked, router } = routerOf({ keyPrefix: "p", keyLengths: parseKeyLengths("9") });
  router.serverOf(3, true);
  router.serverOf(3, false);
  assert.deepEqual(asked, ["pn3", "p00000003"]);
});

test("every key is placed once and found again", () => {
  const { asked, router } = routerOf();
  const places = Array.from({ length: 100 }, (_, key) => [router.serverOf(key, false), router.serverOf(key, true)]);
  assert.equal(asked.length, 200);
  for (let key = 0; key < 100; key++) {
    assert.deepEqual([router.serverOf(key, false), router.serverOf(key, true)], places[key]);
    assert.deepEqual(places[key], [key % 10, key % 10]);
  }
  assert.equal(asked.length, 200);
});

test("too many keys to remember are placed each time", () => {
  const { asked, router } = routerOf({}, PLACED_KEYS_MAX);
  assert.deepEqual([router.serverOf(5, false), router.serverOf(5, false)], [5, 5]);
  assert.equal(asked.length, 2);
});

test("with a real rule the router agrees with the rule, for values and counters", () => {
  const servers = ["10.0.0.1", "10.0.0.2", "10.0.0.3"].map((host) => ({ host, port: 11211, weight: 1 }));
  const placement = createPlacement(parseClient("ketama"), servers);
  const router = new KeyRouter(placement, new Payload(testWorkload({ keyPrefix: "k" })), 500);
  const counts = [0, 0, 0];
  for (let key = 0; key < 500; key++) {
    const [value, counter] = [Buffer.from(`k${key}`), Buffer.from(`kn${key}`)];
    assert.equal(router.serverOf(key, false), placement(value, 0, value.length));
    assert.equal(router.serverOf(key, true), placement(counter, 0, counter.length));
    counts[router.serverOf(key, false)] = (counts[router.serverOf(key, false)] ?? 0) + 1;
  }
  assert.ok(
    counts.every((count) => count > 50),
    counts.join(),
  );
});
