/** The admin pages over the life of a server. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Admin } from "../../../../src/server/admin/admin.ts";
import { startServer } from "../../../../src/server/server.ts";
import { readExposition } from "../../../support/exposition.ts";
import { createThreadData } from "../../../support/thread-data.ts";

const HTTP = { host: "127.0.0.1", port: 0, version: "1.2.3" };

interface ReadyPage {
  readonly status: number;
  readonly reasons: readonly (string | undefined)[];
}

async function ready(url: string | undefined): Promise<ReadyPage> {
  const response = await fetch(`${url}/readyz`);
  const { conditions } = (await response.json()) as { conditions: readonly { reason?: string }[] };
  return { status: response.status, reasons: conditions.map(({ reason }) => reason) };
}

test("ready between start and stop, alive throughout", async () => {
  const admin = new Admin(createThreadData({ http: HTTP }), assert.fail);
  await admin.open();
  const url = admin.address?.url;
  try {
    assert.deepEqual(await ready(url), { status: 503, reasons: ["the server does not listen yet", undefined] });
    admin.phase = "serving";
    assert.deepEqual(await ready(url), { status: 200, reasons: [undefined, undefined] });
    admin.phase = "stopping";
    const stopping = await ready(url);
    assert.equal(stopping.status, 503);
    assert.match(stopping.reasons[0] ?? "", /is stopping/);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
  } finally {
    admin.close();
  }
  await assert.rejects(fetch(`${url}/healthz`));
});

test("without --http nothing listens, and parts of the server can add conditions all the same", async () => {
  const admin = new Admin(createThreadData(), assert.fail);
  await admin.open();
  assert.equal(admin.address, undefined);
  admin.phase = "serving";
  admin.readiness.add("recovery", () => ({ ready: false }));
  assert.equal(admin.readiness.report().ready, false);
  admin.close();
});

test("a server in a program has them too, and gives its ports back when one of its addresses is taken", async () => {
  const server = await startServer({ port: 0, threads: 1, http: HTTP });
  assert.equal(server.http?.host, "127.0.0.1");
  const families = readExposition(await (await fetch(`${server.http.url}/metrics`)).text());
  assert.equal(families.get("memtool_build_info")?.samples[0]?.labels["version"], "1.2.3");
  assert.ok(families.has("process_resident_memory_bytes") && families.has("nodejs_eventloop_lag_seconds"));
  const port = Number(new URL(server.http.url).port);
  await assert.rejects(startServer({ port: 0, threads: 1, http: { ...HTTP, port } }), {
    code: "LISTEN",
    hint: /--http/,
  });
  const free = await startServer({ port: 0, threads: 1 });
  const taken = { ...HTTP, port: free.port };
  await free.close();
  await assert.rejects(startServer({ port: server.port, threads: 1, http: taken }), { code: "LISTEN" });
  const again = await startServer({ port: 0, threads: 1, http: taken });
  assert.equal(again.http?.url, `http://127.0.0.1:${free.port}`);
  await again.close();
  await server.close();
  await assert.rejects(fetch(`${server.http.url}/healthz`));
});
