import assert from "node:assert/strict";
import { test } from "node:test";
import { NOTHING_KNOWN, observeNode } from "../../../../src/cluster/inspection/node-events.ts";
import type { NodeState } from "../../../../src/cluster/inspection/node-report.ts";
import { deadNode, testNode } from "../../../support/pool-nodes.ts";

/** The events of each look. */
function eventsOf(states: readonly NodeState[]): string[][] {
  let memory = NOTHING_KNOWN;
  return states.map((state) => {
    const seen = observeNode(memory, state);
    memory = seen.memory;
    return seen.events.map(({ event }) => event);
  });
}

test("up once, down once, up again", () => {
  const looks = [testNode(), testNode({ second: 5 }), deadNode(), deadNode(), testNode({ second: 20 })];
  assert.deepEqual(eventsOf(looks), [["up"], [], ["down"], [], ["up"]]);
  assert.deepEqual(eventsOf([deadNode(), testNode()]), [["down"], ["up"]]);
});

test("a restart is seen by the uptime, seen dead in between or not, and loses no second to ticks", () => {
  const back = testNode({ second: 10, stats: { uptime: 3, pid: 8, version: "1.6.46" } });
  assert.deepEqual(eventsOf([testNode(), back]), [["up"], ["restarted", "version"]]);
  assert.deepEqual(eventsOf([testNode(), deadNode(), back]), [["up"], ["down"], ["up", "restarted", "version"]]);
  assert.deepEqual(eventsOf([testNode(), testNode({ second: 10, stats: { uptime: 108 } })]), [["up"], []]);
  const young = testNode({ stats: { uptime: 1 } });
  const quick = testNode({ second: 1, stats: { uptime: 1, pid: 9 } });
  assert.deepEqual(eventsOf([young, quick]), [["up"], ["restarted"]]);
});

test("evictions begin and end; what was evicted before the first look is no news, a reset counter no evictions", () => {
  const at = (second: number, evictions: number) => testNode({ second, stats: { evictions } });
  assert.deepEqual(eventsOf([at(0, 100), at(1, 100), at(2, 105), at(3, 109), at(4, 109), at(5, 0)]), [
    ["up"],
    [],
    ["evictions_began"],
    [],
    ["evictions_ended"],
    [],
  ]);
  const restarted = testNode({ second: 10, stats: { uptime: 2, evictions: 4 } });
  assert.deepEqual(eventsOf([at(0, 100), restarted]), [["up"], ["restarted", "evictions_began"]]);
});

test("refused connections and settings", () => {
  const before = testNode({ settings: { verbosity: 0, oldest: 1 } });
  const after = testNode({ second: 1, settings: { verbosity: 2, oldest: 5 }, stats: { rejected_connections: 3 } });
  assert.deepEqual(eventsOf([before, after]), [["up"], ["settings", "refuses_connections"]]);
  const [, last] = [before, after].map((state) => observeNode({ ...NOTHING_KNOWN, answer: before, isUp: true }, state));
  assert.equal(last?.events[0]?.text, "verbosity 0 -> 2");
});
