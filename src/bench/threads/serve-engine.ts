/** A load thread's own end: one engine with its connections, told what to do by messages from the runner. */
import type { MessagePort } from "node:worker_threads";
import { failureOf } from "../failure.ts";
import type { FromThread, ToThread } from "./messages.ts";
import type { ThreadInterval, ThreadReport } from "./reports.ts";

/** What makes the load of a thread. */
export interface ThreadEngine<Phase, Greeting, Interval extends ThreadInterval> {
  /** Opens all connections; resolves with what was heard on them. */
  connect(): Promise<Greeting>;
  /** Runs one phase to its end. @param onInterval gets what was measured in each interval while it runs */
  run(phase: Phase, onInterval: (report: Interval) => void): Promise<ThreadReport<Interval>>;
  /** Sends nothing more; the phase ends when what is in flight has ended. */
  stop(): void;
  /** Ends the phase now and closes all connections. */
  close(): void;
}

/**
 * Connects, and does what the runner says from then on.
 * @param buffersOf the buffers of an interval's measurements, which go to the runner without a copy; those of {@link ThreadInterval.self} go along
 */
export function serveEngine<Phase, Greeting, Interval extends ThreadInterval>(
  port: MessagePort,
  engine: ThreadEngine<Phase, Greeting, Interval>,
  buffersOf: (interval: Interval) => readonly ArrayBuffer[],
): void {
  const send = (message: FromThread<Greeting, Interval>, interval?: Interval): void => {
    const own = interval === undefined ? [] : [interval.self.ownDelay.buffer, interval.self.loopDelay.buffer];
    port.postMessage(message, interval === undefined ? [] : [...buffersOf(interval), ...own]);
  };
  const connect = async (): Promise<void> => {
    try {
      send({ kind: "connected", greeting: await engine.connect() });
    } catch (error) {
      engine.close();
      send({ kind: "failed", failure: failureOf(error) });
    }
  };
  const run = async (phase: Phase): Promise<void> => {
    const report = await engine.run(phase, (interval) => send({ kind: "interval", report: interval }, interval));
    send({ kind: "report", report }, report.last);
  };
  port.on("message", (message: ToThread<Phase>) => {
    switch (message.kind) {
      case "run":
        void run(message.phase);
        break;
      case "stop":
        engine.stop();
        break;
      case "close":
        engine.close();
        break;
    }
  });
  void connect();
}
