/** Real clients of ElastiCache find the nodes of a directory, and follow them as they leave, come, and are killed. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { hangUp } from "../support/conversation.ts";
import { startDirectory, startNode } from "../support/directory-nodes.ts";
import { DiscoveringClient, type DiscoveringKind, ROUND_KEYS, type Round } from "../support/discovering-client.ts";
import { PYMEMCACHE } from "../support/real-clients.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

after(() => hangUp());

const CLIENTS: readonly (readonly [DiscoveringKind, string])[] = [
  ["python", "pymemcache, by the rules of its AWSElastiCacheHashClient"],
  ["npm", "npm memcached-elasticache"],
];

function uses(...nodes: readonly ServerProcess[]): (round: Round) => boolean {
  const wanted = nodes.map(addressOf).sort();
  return (round) => JSON.stringify(round.nodes) === JSON.stringify(wanted) && round.hits === ROUND_KEYS;
}

describe("clients of ElastiCache", PYMEMCACHE.needs(), () => {
  const running: DiscoveringClient[] = [];
  after(() => {
    for (const client of running) {
      client.stop();
    }
  });
  it("discover three nodes, follow one that leaves, one that comes, kill -9 of a node and of the directory", async () => {
    const folder = temporaryFolder("directory-");
    const args = ["--directory-only", "--persistence-dir", folder];
    const first = await startDirectory(...args);
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => startNode(first, "--lease", "1s")));
    assert.ok(one !== undefined && two !== undefined && three !== undefined);
    const clients = CLIENTS.map(([kind, name]) => ({ name, client: new DiscoveringClient(kind, first) }));
    running.push(...clients.map(({ client }) => client));
    const all = async (step: string, isAsWanted: (round: Round) => boolean): Promise<void> => {
      for (const { name, client } of clients) {
        await assert.doesNotReject(client.until(isAsWanted), `${name}: ${step}`);
      }
    };
    await all("three nodes", uses(one, two, three));
    await three.stop();
    await all("one has left", uses(one, two));
    const four = await startNode(first, "--lease", "1s");
    await all("one has come", uses(one, two, four));
    await two.stop("SIGKILL");
    await all("one was killed", uses(one, four));
    await first.stop("SIGKILL");
    await all(
      "the directory was killed: the nodes serve on",
      (round) => uses(one, four)(round) && round.failure !== null,
    );
    assert.ok("port" in first.target);
    const again = await startDirectory(...args, "-p", String(first.target.port));
    const five = await startNode(again, "--lease", "1s");
    await all("it is back, and one more", uses(one, four, five));
    await Promise.all([one, four, five, again].map((server) => server.stop()));
  });
});
