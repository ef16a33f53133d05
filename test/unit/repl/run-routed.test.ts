/** Where requests go when there are several nodes, and how answers are put together. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { Reply } from "../../../src/protocol/reply.ts";
import { parseLine, type Request } from "../../../src/repl/parse-line.ts";
import { runRouted } from "../../../src/repl/run-routed.ts";
import { fakeShell } from "../../support/fake-shell.ts";

const three = ["a:1", "b:2", "c:3"];

function request(line: string): Request {
  const parsed = parseLine(line);
  assert.ok(parsed.kind === "request", line);
  return parsed;
}

/** Every node has every key it is asked for. */
function values(line: string): Reply {
  const keys = line.split(" ").slice(1);
  const entries = keys.map((key) => ({ key, flags: 0, cas: undefined, value: Buffer.from(`of ${key}`) }));
  return { kind: "values", entries };
}

test("all nodes: reads ask each, what changes an item is refused", async () => {
  const { nodes, sent } = fakeShell(values, { addresses: three });
  const read = await runRouted(nodes, request("get k"));
  assert.ok(read.kind === "many");
  assert.deepEqual(sent, ["a:1: get k", "b:2: get k", "c:3: get k"]);
  const write = await runRouted(nodes, request("delete k"));
  assert.match(write.kind === "refused" ? write.message : "", /would change all 3 nodes/);
  assert.equal(sent.length, 3);
  assert.equal((await runRouted(nodes, request("verbosity 1"))).kind, "many");
});

test("a rule: a key's request goes to its owner, a retrieval is split and put together", async () => {
  const { nodes, sent } = fakeShell(values, { addresses: three });
  nodes.choose("ketama");
  const keys = Array.from({ length: 12 }, (_, index) => `key${index}`);
  const routed = await runRouted(nodes, request(`get ${keys.join(" ")}`));
  assert.ok(routed.kind === "one" && routed.outcome.kind === "reply" && routed.outcome.reply.kind === "values");
  assert.deepEqual(routed.outcome.reply.entries.map((entry) => entry.key).sort(), [...keys].sort());
  assert.ok(sent.length > 1 && sent.length <= 3);
  for (const line of sent) {
    const [node = "", , ...asked] = line.replace(": ", " ").split(" ");
    assert.ok(
      asked.every((key) => nodes.ownerOf(Buffer.from(key))?.address === node),
      line,
    );
  }
});

test("a node that is gone costs its own keys only", async () => {
  const answer = (line: string, node: string) =>
    node === "b:2" ? new MemtoolError("CONNECT", "b is gone") : values(line);
  const { nodes } = fakeShell(answer, { addresses: three });
  nodes.choose("ketama");
  const keys = Array.from({ length: 12 }, (_, index) => `key${index}`);
  const routed = await runRouted(nodes, request(`get ${keys.join(" ")}`));
  assert.ok(routed.kind === "one" && routed.outcome.kind === "reply" && routed.outcome.reply.kind === "values");
  const others = keys.filter((key) => nodes.ownerOf(Buffer.from(key))?.address !== "b:2");
  assert.deepEqual(routed.outcome.reply.entries.map((entry) => entry.key).sort(), [...others].sort());
  assert.deepEqual(routed.request.words.slice(1), others, "what was not asked is not missing");
  assert.deepEqual(
    routed.lost.map(({ session, outcome }) => [session.address, outcome.kind === "failed" && outcome.error.message]),
    [["b:2", "b is gone"]],
  );
});

test("when every node of a split retrieval is gone, the first speaks", async () => {
  const { nodes } = fakeShell((_, node) => new MemtoolError("CONNECT", `${node} is gone`), { addresses: three });
  nodes.choose("ketama");
  const routed = await runRouted(
    nodes,
    request(`get ${Array.from({ length: 30 }, (_, index) => `key${index}`).join(" ")}`),
  );
  assert.ok(routed.kind === "one" && routed.outcome.kind === "failed");
  assert.equal(routed.lost.length + 1, three.length);
});
