/** ms: modes, cas, invalidation, quiet. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";

test("the modes store under the rules of their verbs", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("ms a 1 MR\r\nA\r\n"), "NS\r\n");
  assert.equal(harness.run("ms a 1 ME F5 T60 c k O1 s\r\nA\r\n"), "HD c2 ka O1 s1\r\n");
  assert.equal(harness.run("ms a 1 ME c\r\nB\r\n"), "NS c0\r\n");
  assert.equal(harness.run("ms a 1 MA s\r\nz\r\nms a 1 MP s\r\nx\r\n"), "HD s2\r\nHD s3\r\n");
  assert.equal(harness.run("mg a v f t\r\n"), "VA 3 f5 t60\r\nxAz\r\n");
  assert.equal(
    harness.run("ms new 1 MA\r\nz\r\nms new 1 MA N30\r\nz\r\nmg new t v\r\n"),
    "NS\r\nHD\r\nVA 1 t30\r\nz\r\n",
  );
});

test("C compares, E assigns, I stores stale what lost the race", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("ms a 1 E100 c\r\nA\r\n"), "HD c100\r\n");
  assert.equal(harness.run("ms a 1 C99\r\nB\r\n"), "EX\r\n");
  assert.equal(harness.run("ms none 1 C99\r\nB\r\n"), "NF\r\n");
  assert.equal(harness.run("ms a 1 C100 E200\r\nB\r\n"), "HD\r\n");
  assert.equal(harness.run("ms a 1 C150 I\r\nC\r\nmg a v\r\n"), "HD\r\nVA 1 X W\r\nC\r\n");
  assert.equal(harness.run("ms a 1 C9000 I\r\nD\r\n"), "EX\r\n");
});

test("q hides success only", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("ms a 1 q\r\nA\r\nms a 1 q ME\r\nB\r\nmn\r\n"), "NS\r\nMN\r\n");
});
