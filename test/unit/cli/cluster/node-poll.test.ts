import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../../../src/base/clock.ts";
import { sleep } from "../../../../src/base/waiting.ts";
import { nodeStates, reportPool } from "../../../../src/cli/cluster/node-poll.ts";
import { deadNode } from "../../../support/pool-nodes.ts";
import { ROUND_START_MS, testAnswer } from "../../../support/rounds.ts";
import { startScriptedServer } from "../../../support/scripted-server.ts";
import { createTestContext } from "../../../support/test-context.ts";

test("a round as states of nodes: asked when the round began; without settings where a server refuses them", () => {
  const silent = deadNode();
  const answer = testAnswer({ stats: { curr_items: 3 } });
  const [node, dead] = nodeStates({ atUnixMs: ROUND_START_MS, servers: [answer, silent] });
  assert.equal(dead, silent);
  assert.ok(node?.up);
  assert.deepEqual([node.stats.get("curr_items"), node.settings.size, node.sentUnixMs], ["3", 0, ROUND_START_MS]);
});

test("a node that is dead is asked once, one that answers twice, and each has all of the time", async (t) => {
  const hung = await startScriptedServer(() => {});
  const questions: string[] = [];
  const well = await startScriptedServer((socket) => {
    socket.on("data", (data) => {
      questions.push(data.toString().trim());
      socket.write("STAT pid 1\r\nEND\r\n");
    });
  });
  t.after(() => Promise.all([hung.close(), well.close()]));
  const context = { ...createTestContext().context, clock: { ...systemClock, sleep } };
  const pool = { addresses: [hung.address, well.address], tls: undefined, timeoutMs: 300 };
  await reportPool(pool, context, async ([first, second]) => {
    assert.ok(first?.up === false && first.error.code === "TIMEOUT");
    assert.equal(second?.up, true);
    return 0;
  });
  assert.equal(hung.accepted(), 1, "its second question would have taken the time again");
  assert.deepEqual(questions, ["stats", "stats settings", "stats", "stats settings"]);
});
