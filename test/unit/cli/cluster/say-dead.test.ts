import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { sayDead } from "../../../../src/cli/cluster/say-dead.ts";
import { reportNode } from "../../../../src/cluster/inspection/node-report.ts";
import { deadNode, testNode } from "../../../support/pool-nodes.ts";
import { createTestContext } from "../../../support/test-context.ts";

test("each dead node is named; the worst decides", () => {
  const { context } = createTestContext();
  const refusing = { address: "r:1", up: false, error: new MemtoolError("REFUSED", "wrong password") } as const;
  assert.equal(sayDead([reportNode(testNode())], "x", context), 0);
  assert.equal(sayDead([refusing], "x", context), 4);
  assert.equal(sayDead([refusing, deadNode()], "x", context), 3);
});
