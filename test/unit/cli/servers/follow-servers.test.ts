/** Following servers, and what is said about it. */
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Address } from "../../../../src/base/address.ts";
import { MemtoolError } from "../../../../src/base/errors.ts";
import {
  changeLines,
  followByPoller,
  followServers,
  sayingListener,
} from "../../../../src/cli/servers/follow-servers.ts";
import type { FollowedServers } from "../../../../src/cli/servers/found-servers.ts";
import { notingListener, testNode } from "../../../support/list-source.ts";

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

it("everything is said, and the servers are handed over", () => {
  const lines: string[] = [];
  let told = 0;
  const listener = sayingListener(
    (line) => lines.push(line),
    () => told++,
  );
  listener.onChange(LIST, [{ kind: "removed", node: testNode("c") }]);
  listener.onProblem(new MemtoolError("CONNECT", "away"));
  listener.onRecovery();
  listener.onRemark("odd");
  assert.equal(told, 1);
  assert.deepEqual(lines, [
    "- c:11211 (elasticache+x:1, version 4)",
    "the servers stay as they are: away",
    "the servers can be looked up again",
    "odd",
  ]);
});

it("a poller reads whoever there is", async () => {
  const address = { kind: "tcp", host: "a", port: 1, tls: false } as const;
  const found = { address, node: testNode("a"), list: LIST };
  const read: (readonly Address[])[] = [];
  const followed: FollowedServers = {
    servers: [found, found],
    placement: undefined,
    follow: async (listener) => listener.onChange(LIST, []),
  };
  const lines: string[] = [];
  const poller = { setAddresses: (addresses: readonly Address[]) => void read.push(addresses) };
  await followByPoller(followed, poller, (line) => lines.push(line))();
  assert.deepEqual(read, [[address]]);
  assert.equal(lines.length, 1);
});

it("following ends when it is told to, and tells bugs then", async () => {
  const { listener } = notingListener();
  await followServers(undefined, listener)();
  const signals: AbortSignal[] = [];
  const follow = (_: unknown, signal: AbortSignal): Promise<void> => {
    signals.push(signal);
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
  };
  const stop = followServers({ servers: [], placement: undefined, follow }, listener);
  assert.equal(signals[0]?.aborted, false);
  await stop();
  assert.equal(signals[0]?.aborted, true);
  const bug = new Error("oops");
  const broken = { servers: [], placement: undefined, follow: () => Promise.reject(bug) };
  await assert.rejects(followServers(broken, listener)(), bug);
});
