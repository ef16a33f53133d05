/** serve-engine: what the runner says is done, and what the engine measures comes back without a copy. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { SelfRecorder } from "../../../../src/bench/load/self-recorder.ts";
import type { ThreadInterval, ThreadReport } from "../../../../src/bench/threads/reports.ts";
import { serveEngine, type ThreadEngine } from "../../../../src/bench/threads/serve-engine.ts";
import { Histogram } from "../../../../src/stats/histogram.ts";

interface Measured extends ThreadInterval {
  readonly values: Float64Array<ArrayBuffer>;
}

class FakeEngine implements ThreadEngine<string, string, Measured> {
  readonly told: string[] = [];
  readonly measured: Measured[] = [];
  connectFailure: MemtoolError | undefined;

  async connect(): Promise<string> {
    if (this.connectFailure !== undefined) {
      throw this.connectFailure;
    }
    return "hello";
  }

  async run(phase: string, onInterval: (report: Measured) => void): Promise<ThreadReport<Measured>> {
    this.told.push(phase);
    onInterval(this.#measure(0));
    const usage = { cpuMs: undefined, waitedMs: undefined };
    return { last: this.#measure(1), startedMs: 1, endedMs: 2, busyRatio: undefined, usage, failure: undefined };
  }

  #measure(interval: number): Measured {
    const values = new Float64Array([interval, 7]);
    const measured = { interval, values, self: new SelfRecorder().take(Histogram.create()), inFlight: 0 };
    this.measured.push(measured);
    return measured;
  }

  stop(): void {
    this.told.push("stop");
  }

  close(): void {
    this.told.push("close");
  }
}

function served(engine: FakeEngine): { readonly port: MessagePort; readonly next: () => Promise<unknown> } {
  const { port1, port2 } = new MessageChannel();
  serveEngine(port2, engine, ({ values }) => [values.buffer]);
  return { port: port1, next: async () => (await once(port1, "message"))[0] };
}

test("it connects by itself, and does what it is told", async () => {
  const engine = new FakeEngine();
  const { port, next } = served(engine);
  assert.deepEqual(await next(), { kind: "connected", greeting: "hello" });
  port.postMessage({ kind: "run", phase: "measure" });
  const messages = [await next(), await next()] as {
    kind: string;
    report: Measured & ThreadReport<Measured>;
  }[];
  assert.deepEqual(
    messages.map(({ kind, report }) => [kind, [...(report.values ?? report.last.values)]]),
    [
      ["interval", [0, 7]],
      ["report", [1, 7]],
    ],
  );
  for (const { values, self } of engine.measured) {
    assert.deepEqual([values.length, self.ownDelay.length, self.loopDelay.length], [0, 0, 0], "they were handed over");
  }
  port.postMessage({ kind: "stop" });
  port.postMessage({ kind: "close" });
  port.postMessage({ kind: "run", phase: "again" });
  await next();
  assert.deepEqual(engine.told, ["measure", "stop", "close", "again"]);
  port.close();
});

test("a failure to connect is told with its code and hint, and everything closed", async () => {
  const engine = new FakeEngine();
  engine.connectFailure = new MemtoolError("CONNECT", "nobody there", { hint: "start one" });
  const { port, next } = served(engine);
  assert.deepEqual(await next(), {
    kind: "failed",
    failure: { code: "CONNECT", message: "nobody there", hint: "start one" },
  });
  assert.deepEqual(engine.told, ["close"]);
  port.close();
});
