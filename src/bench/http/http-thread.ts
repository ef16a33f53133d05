/** The runner's end of one load thread of an HTTP application: starts the worker, turns its messages into promises. */
import { Worker } from "node:worker_threads";
import { MemtoolError } from "../../base/errors.ts";
import { errorOf } from "../failure.ts";
import type { MeasurePhase } from "../plan.ts";
import type { HttpIntervalReport, HttpPhaseReport } from "./http-engine.ts";
import type { FromHttpThread, ToHttpThread } from "./http-messages.ts";
import type { HttpThreadPlan } from "./http-plan.ts";

interface Waiter<Value> {
  resolve(value: Value): void;
  reject(error: MemtoolError): void;
}

/** One load thread. */
export class HttpThread {
  readonly #worker: Worker;
  /** Resolves once all connections of the thread are open. @throws MemtoolError as HttpEngine.connect */
  readonly connected: Promise<void>;
  #connecting: Waiter<void> | undefined;
  #running: Waiter<HttpPhaseReport> | undefined;
  #dead: MemtoolError | undefined;
  /** Gets what the running phase measured in each interval; the last one comes with the report. */
  onInterval: (report: HttpIntervalReport) => void = () => {};

  constructor(plan: HttpThreadPlan) {
    this.#worker = new Worker(new URL("./http-load.thread.js", import.meta.url), { workerData: plan });
    this.connected = new Promise((resolve, reject) => {
      this.#connecting = { resolve, reject };
    });
    this.#worker.on("message", (message: FromHttpThread) => this.#onMessage(message));
    this.#worker.on("error", (error) => this.#onDeath(new MemtoolError("BUG", `a load thread failed: ${error.stack}`)));
    this.#worker.on("exit", () => this.#onDeath(new MemtoolError("INTERRUPTED", "a load thread ended early")));
  }

  /** Runs a phase; a failure of the application is in the report, a dead thread rejects. */
  run(phase: MeasurePhase): Promise<HttpPhaseReport> {
    return new Promise((resolve, reject) => {
      this.#running = { resolve, reject };
      if (this.#dead === undefined) {
        this.#send({ kind: "run", phase });
      } else {
        reject(this.#dead);
      }
    });
  }

  /** Sends nothing more; the phase ends with the answers in flight. */
  stop(): void {
    this.#send({ kind: "stop" });
  }

  /** Ends the phase now. */
  close(): void {
    this.#send({ kind: "close" });
  }

  /** Ends the thread. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #send(message: ToHttpThread): void {
    this.#worker.postMessage(message);
  }

  #onMessage(message: FromHttpThread): void {
    switch (message.kind) {
      case "connected":
        this.#connecting?.resolve();
        break;
      case "failed":
        this.#connecting?.reject(errorOf(message.failure));
        break;
      case "interval":
        this.onInterval(message.report);
        break;
      case "report":
        this.#running?.resolve(message.report);
        break;
    }
  }

  #onDeath(error: MemtoolError): void {
    this.#dead ??= error;
    this.#connecting?.reject(this.#dead);
    this.#running?.reject(this.#dead);
  }
}
