/** What is said about servers while they are followed. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { changeLines, sayFound, sayingListener } from "../../../../src/cli/servers/followed-servers.ts";
import { testNode } from "../../../support/list-source.ts";
import { createTestContext } from "../../../support/test-context.ts";

const LIST = { version: 4n, nodes: [testNode("a")], source: "elasticache+x:1" };

it("a change is a line, and so is another order", () => {
  assert.deepEqual(
    changeLines(LIST, [
      { kind: "added", node: testNode("a") },
      { kind: "changed", node: testNode("b", { weight: 2 }), before: testNode("b") },
    ]),
    ["+ a:11211 (elasticache+x:1, version 4)", "~ b:11211 weight 1 -> 2 (elasticache+x:1, version 4)"],
  );
  assert.deepEqual(changeLines(LIST, []), ["the order of the servers is another one (elasticache+x:1, version 4)"]);
});

it("everything is said on stderr, without letting bytes through, and the servers are handed over", () => {
  const { context, stderrText } = createTestContext();
  let told = 0;
  const listener = sayingListener(context, () => told++);
  listener.onChange(LIST, [{ kind: "removed", node: testNode("c") }]);
  listener.onProblem(new MemtoolError("CONNECT", "away\u001b[2J"));
  listener.onRecovery();
  sayFound(context, "more");
  assert.equal(told, 1);
  assert.deepEqual(stderrText().split("\n"), [
    "memtool: - c:11211 (elasticache+x:1, version 4)",
    "memtool: the servers stay as they are: away\\e[2J",
    "memtool: the servers can be looked up again",
    "memtool: more",
    "",
  ]);
});
