/** cli/keys/source-run.ts: servers side by side, one of which is gone, and Ctrl-C. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runSources, type SourceRequest, totalCounts } from "../../../../src/cli/keys/source-run.ts";
import { type DumpScript, scriptedStats, startDumpServer } from "../../../support/dump-server.ts";
import { createTestContext } from "../../../support/test-context.ts";

const SCRIPT: DumpScript = {
  ...scriptedStats({ 1: 1 }),
  "lru_crawler metadump 1": "key=a exp=-1 cls=1\nEND\r\n",
  "lru_crawler metadump hash": "key=a exp=-1 cls=1\nEND\r\n",
  "mg a v f t u": "VA 1 f5 t-1\r\nA\r\n",
};

test("items of each server with its number; a server that is gone does not hold the others up", async () => {
  const server = await startDumpServer(SCRIPT);
  const taken: string[] = [];
  const request: SourceRequest = {
    commandName: "keys dump",
    addresses: [{ kind: "tcp", host: "127.0.0.1", port: 1, tls: false }, server.address],
    tls: undefined,
    timeoutMs: 5000,
    filter: () => true,
    onlyClass: undefined,
    rate: undefined,
    isKnown: () => false,
    take: (number, { key }) => taken.push(`${number} ${Buffer.from(key).toString()}`),
    ready: () => undefined,
  };
  const { results, wasInterrupted } = await runSources(request, createTestContext().context);
  await server.close();
  assert.deepEqual(taken, ["1 a"]);
  assert.deepEqual(
    results.map(({ isComplete, error }) => [isComplete, error?.code]),
    [
      [false, "CONNECT"],
      [true, undefined],
    ],
  );
  assert.equal(totalCounts(results).taken, 1);
  assert.equal(wasInterrupted, false);
});

test("Ctrl-C ends it, and it is not complete", async () => {
  const { context, interrupt } = createTestContext();
  const server = await startDumpServer({
    ...SCRIPT,
    "lru_crawler metadump 1": (socket) => {
      socket.write("key=a exp=-1 cls=1\n");
      interrupt("SIGINT");
    },
  });
  const { results, wasInterrupted } = await runSources(
    {
      commandName: "keys dump",
      addresses: [server.address],
      tls: undefined,
      timeoutMs: 5000,
      filter: () => true,
      onlyClass: undefined,
      rate: undefined,
      isKnown: () => false,
      take: () => {},
      ready: () => undefined,
    },
    context,
  );
  await server.close();
  assert.ok(wasInterrupted);
  assert.deepEqual([results[0]?.isComplete, results[0]?.error], [false, undefined]);
});
