/** cli/serve/follow-list.ts: a list that is found elsewhere, as a directory hands it out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { followList, recordsOf } from "../../../../src/cli/serve/follow-list.ts";
import type { ListSource } from "../../../../src/cluster/discovery/list-source.ts";
import type { ServerNode } from "../../../../src/cluster/discovery/server-list.ts";
import type { NodeRecord } from "../../../../src/directory/node-record.ts";

function node(host: string, port: number, more: Partial<ServerNode> = {}): ServerNode {
  return { host, port, weight: 1, ...more };
}

test("nodes become records: names that are theirs alone, whole weights, no sockets", () => {
  const records = recordsOf([
    node("10.0.0.1", 1, { name: "a", weight: 2.4 }),
    node("h", 2, { name: "b", ip: "10.0.0.2" }),
    node("h", 3, { name: "b", weight: 0.1 }),
    node("/socket", 0),
  ]);
  assert.deepEqual(
    records.map(({ name, host, ip, port, weight }) => [name, host, ip, port, weight]),
    [
      ["a", "10.0.0.1", "10.0.0.1", 1, 2],
      ["h:2", "h", "10.0.0.2", 2, 1],
      ["h:3", "h", "", 3, 1],
    ],
  );
});

test("the list is handed out, and again when it changes; a source that is away at first is asked again", async () => {
  const [log, followed]: [string[], string[]] = [[], []];
  const answers: (readonly ServerNode[] | MemtoolError)[] = [
    new MemtoolError("CONNECT", "nobody there"),
    [node("10.0.0.1", 1)],
    [node("10.0.0.1", 1), node("10.0.0.2", 2)],
  ];
  let showTwo = (): void => {};
  const twoAreShown = new Promise<void>((resolve) => {
    showTwo = resolve;
  });
  const source: ListSource = {
    name: "S",
    neverGoesBack: false,
    refreshMs: 20,
    read: async () => {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof MemtoolError) throw answer;
      return { nodes: answer ?? [] };
    },
  };
  const directory = {
    follow: async (nodes: readonly NodeRecord[]): Promise<void> => {
      followed.push(nodes.map(({ port }) => port).join());
      if (nodes.length === 2) showTwo();
    },
  };
  const end = await followList(source, directory, (line) => log.push(line));
  await twoAreShown;
  end();
  assert.deepEqual(followed.slice(0, 2), ["1", "1,2"]);
  assert.deepEqual(log, [
    "WARNING: no list of nodes yet: nobody there; trying again",
    "directory: the list is that of S",
  ]);
});
