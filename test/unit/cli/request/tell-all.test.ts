/** Requests for every server. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import type { ServerOptionValues } from "../../../../src/cli/request/request-options.ts";
import { Servers } from "../../../../src/cli/request/servers.ts";
import { tellAll } from "../../../../src/cli/request/tell-all.ts";
import { MemcachedClient } from "../../../../src/client/memcached-client.ts";
import { createTestContext } from "../../../support/test-context.ts";

const client = (port: number): MemcachedClient => new MemcachedClient({ kind: "tcp", host: "cache", port, tls: false });

async function tell(ports: readonly number[], failing: readonly number[], json = false) {
  const { context, stdoutText, stderrText } = createTestContext();
  const frame = { name: "version", options: { json } as ServerOptionValues, context };
  const servers = new Servers(ports.map(client), undefined);
  const exitCode = await tellAll(frame, servers, "version", async ({ name }) => {
    if (failing.some((port) => name === `cache:${port}`)) {
      throw new MemtoolError("REFUSED", `${name} refused`);
    }
    return `1.6\x1b of ${name}`;
  });
  return { exitCode, stdout: stdoutText(), stderr: stderrText() };
}

it("the only answer stands alone, those of several beside their address", async () => {
  assert.deepEqual(await tell([1], []), { exitCode: 0, stdout: "1.6\\e of cache:1\n", stderr: "" });
  assert.equal((await tell([1, 2], [])).stdout, "cache:1\t1.6\\e of cache:1\ncache:2\t1.6\\e of cache:2\n");
});

it("a failure is the command's, or that of one among several", async () => {
  await assert.rejects(tell([1], [1]), /cache:1 refused/);
  const { exitCode, stdout, stderr } = await tell([1, 2], [1]);
  assert.deepEqual(
    [exitCode, stdout, stderr],
    [4, "cache:2\t1.6\\e of cache:2\n", "memtool version: cache:1 refused\n"],
  );
  assert.deepEqual(JSON.parse((await tell([1, 2], [1], true)).stdout).servers, [
    { address: "cache:1", error: { code: "REFUSED", message: "cache:1 refused" } },
    { address: "cache:2", version: "1.6\x1b of cache:2" },
  ]);
});
