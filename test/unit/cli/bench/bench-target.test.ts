/** bench-target: named servers are not started, none starts one that answers and stops. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAddress } from "../../../../src/base/address.ts";
import { openTarget } from "../../../../src/cli/bench/bench-target.ts";
import { serverReader } from "../../../../src/cli/bench/read-server.ts";
import { createTestContext } from "../../../support/test-context.ts";

const OPTIONS = { connections: 2, "server-memory": 64 * 1024 * 1024, "server-threads": 1 } as Parameters<
  typeof openTarget
>[1];

test("a named server is not started", async () => {
  const target = await openTarget(["cache1:11300"], OPTIONS, createTestContext().context);
  assert.deepEqual(
    [target.embedded, target.addresses],
    [false, [{ kind: "tcp", host: "cache1", port: 11300, tls: false }]],
  );
  await target.close();
});

test("several servers are named in their order, each once", async () => {
  const target = await openTarget(["a:1", "b:2,c:3"], OPTIONS, createTestContext().context);
  assert.deepEqual(
    target.addresses.map((address) => formatAddress(address)),
    ["a:1", "b:2", "c:3"],
  );
  await assert.rejects(openTarget(["a:1", "b:2", "a:1"], OPTIONS, createTestContext().context), {
    code: "USAGE",
    message: "a:1 is named twice",
  });
});

test("without a name a server is started, says so, and answers", async () => {
  const target = await openTarget([], OPTIONS, createTestContext().context);
  try {
    assert.equal(target.embedded, true);
    assert.match(
      target.notice ?? "",
      /^No server was named: started an embedded one at 127\.0\.0\.1:\d+ \(64 MiB of memory, 1 thread\)\.$/,
    );
    const reader = serverReader(target.addresses, undefined);
    const reading = await reader.read(0);
    reader.close();
    assert.equal(reading?.counters.get("get_hits"), 0);
  } finally {
    await target.close();
  }
  const reader = serverReader(target.addresses, undefined);
  assert.equal(await reader.read(0), undefined);
  reader.close();
});

test("a bare number meant as megabytes is refused before a server starts", async () => {
  await assert.rejects(openTarget([], { ...OPTIONS, "server-memory": 1024 }, createTestContext().context), {
    code: "USAGE",
    message: /--server-memory must be at least 2 MiB/,
    hint: /write megabytes as 64m/,
  });
});

test("an empty name is no wish for a server of its own, nor for the default one", async () => {
  await assert.rejects(openTarget([""], OPTIONS, createTestContext().context), { code: "ADDRESS", message: /empty/ });
});
