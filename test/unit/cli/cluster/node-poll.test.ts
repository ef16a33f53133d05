import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeStates } from "../../../../src/cli/cluster/node-poll.ts";
import { deadNode } from "../../../support/pool-nodes.ts";
import { ROUND_START_MS, testAnswer } from "../../../support/rounds.ts";

test("a round as states of nodes: asked when the round began; without settings where a server refuses them", () => {
  const silent = deadNode();
  const answer = testAnswer({ stats: { curr_items: 3 } });
  const [node, dead] = nodeStates({ atUnixMs: ROUND_START_MS, servers: [answer, silent] });
  assert.equal(dead, silent);
  assert.ok(node?.up);
  assert.deepEqual([node.stats.get("curr_items"), node.settings.size, node.sentUnixMs], ["3", 0, ROUND_START_MS]);
});
