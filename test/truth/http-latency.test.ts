/**
 * An HTTP application that takes a known time: what is reported is that, within a few percent. Other programs on the machine can only add to
 * times, so it is tried several times and has to be close once.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { answerAfter, HttpApp } from "../support/http-app.ts";
import { runAgainst } from "../support/http-plan.ts";

/** What a client of nothing but a socket measures meanwhile. */
function startBareClient({ origin }: HttpApp): () => Promise<number> {
  const { hostname: host, port } = new URL(origin);
  const path = new URL("../support/bare-client.thread.js", import.meta.url);
  const worker = new Worker(path, { workerData: { host, port: Number(port) } });
  return () => {
    worker.postMessage("stop");
    return new Promise((resolve) => worker.once("message", resolve));
  };
}

test("an application that takes 5 ms: p50 within 3 % or 100 us of what a bare socket sees", async () => {
  const errorsMs: number[] = [];
  for (let attempt = 0; attempt < 8; attempt++) {
    const app = await HttpApp.start(answerAfter(5));
    const bareMs = startBareClient(app);
    const { result } = await runAgainst(app, {
      connections: 6,
      warmup: { kind: "duration", durationMs: 400 },
      measure: { kind: "duration", durationMs: 600 },
    });
    const truthMs = await bareMs();
    await app.stop();
    const p50Ms = (result.total.service.p50Us ?? 0) / 1000;
    assert.equal(result.total.errors, 0);
    assert.ok(p50Ms >= 4.9, `${p50Ms} ms is less than it took`);
    if (Math.abs(p50Ms - truthMs) <= Math.max(0.1, truthMs * 0.03)) {
      return;
    }
    errorsMs.push(p50Ms - truthMs);
  }
  assert.fail(`the median was off by ${errorsMs} ms`);
});
