/** The runner's end of one load thread: starts the worker, turns its messages into promises. */
import { Worker } from "node:worker_threads";
import { MemtoolError } from "../base/errors.ts";
import { errorOf } from "./failure.ts";
import type { FromThread, ToThread } from "./load/messages.ts";
import type { IntervalReport, PhaseReport } from "./load/reports.ts";
import type { Phase, ThreadPlan } from "./plan.ts";

/** What a waiting promise needs. */
interface Waiter<Value> {
  resolve(value: Value): void;
  reject(error: MemtoolError): void;
}

/** One load thread. */
export class ThreadHandle {
  readonly #worker: Worker;
  #connected: Waiter<readonly string[]> | undefined;
  #reported: Waiter<PhaseReport> | undefined;
  #dead: MemtoolError | undefined;
  /** Gets what the running phase measured in each interval; the last one comes with the report. */
  onInterval: (report: IntervalReport) => void = () => {};

  constructor(plan: ThreadPlan) {
    this.#worker = new Worker(new URL("./load/load.thread.js", import.meta.url), { workerData: plan });
    this.#worker.on("message", (message: FromThread) => this.#onMessage(message));
    this.#worker.on("error", (error) => this.#onDeath(new MemtoolError("BUG", `a load thread failed: ${error.stack}`)));
    this.#worker.on("exit", () => this.#onDeath(new MemtoolError("INTERRUPTED", "a load thread ended early")));
  }

  /**
   * Resolves with the versions of the servers once all connections of the thread are open.
   * @throws MemtoolError as LoadEngine.connect
   */
  connected(): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      this.#connected = { resolve, reject };
    });
  }

  /** Runs a phase; a failure of the server is in the report, a dead thread rejects. */
  run(phase: Phase): Promise<PhaseReport> {
    return new Promise((resolve, reject) => {
      this.#reported = { resolve, reject };
      if (this.#dead === undefined) {
        this.#send({ kind: "run", phase });
      } else {
        reject(this.#dead);
      }
    });
  }

  /** Sends nothing more; the phase ends with the replies in flight. */
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

  #send(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #onMessage(message: FromThread): void {
    switch (message.kind) {
      case "connected":
        this.#connected?.resolve(message.versions);
        break;
      case "failed":
        this.#connected?.reject(errorOf(message.failure));
        break;
      case "interval":
        this.onInterval(message.report);
        break;
      case "report":
        this.#reported?.resolve(message.report);
        break;
    }
  }

  #onDeath(error: MemtoolError): void {
    this.#dead ??= error;
    this.#connected?.reject(this.#dead);
    this.#reported?.reject(this.#dead);
  }
}
