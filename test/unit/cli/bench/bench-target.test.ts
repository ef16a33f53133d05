/** bench-target: one named server, several refused, none starts one that answers and stops. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openTarget } from "../../../../src/cli/bench/bench-target.ts";
import { serverReader } from "../../../../src/cli/bench/read-server.ts";

const OPTIONS = { connections: 2, "server-memory": 64 * 1024 * 1024, "server-threads": 1 } as Parameters<
  typeof openTarget
>[1];

test("a named server is not started", async () => {
  const target = await openTarget(["cache1:11300"], OPTIONS, {});
  assert.deepEqual(
    [target.embedded, target.address],
    [false, { kind: "tcp", host: "cache1", port: 11300, tls: false }],
  );
  await target.close();
});

for (const words of [["a:1", "b:2"], ["a:1,b:2"]]) {
  test(`${words.join(" ")}: several servers are a wrong usage`, async () => {
    await assert.rejects(openTarget(words, OPTIONS, {}), { code: "USAGE", message: /one server at a time/ });
  });
}

test("without a name a server is started, says so, and answers", async () => {
  const target = await openTarget([], OPTIONS, {});
  try {
    assert.equal(target.embedded, true);
    assert.match(
      target.notice ?? "",
      /^No server was named: started an embedded one at 127\.0\.0\.1:\d+ \(64 MiB of memory, 1 thread\)\.$/,
    );
    const reader = serverReader(target.address);
    const reading = await reader.read();
    reader.close();
    assert.equal(reading?.counters.get("get_hits"), 0);
  } finally {
    await target.close();
  }
  const reader = serverReader(target.address);
  assert.equal(await reader.read(), undefined);
  reader.close();
});

test("a bare number meant as megabytes is refused before a server starts", async () => {
  await assert.rejects(openTarget([], { ...OPTIONS, "server-memory": 1024 }, {}), {
    code: "USAGE",
    message: /--server-memory must be at least 2 MiB/,
    hint: /write megabytes as 64m/,
  });
});

test("an empty name is no wish for a server of its own, nor for the default one", async () => {
  await assert.rejects(openTarget([""], OPTIONS, {}), { code: "ADDRESS", message: /empty/ });
});
