/** The runner's end of one load thread: starts the worker, turns its messages into promises. */
import { Worker } from "node:worker_threads";
import { MemtoolError } from "../../base/errors.ts";
import { errorOf } from "../failure.ts";
import type { FromThread, ToThread } from "./messages.ts";
import type { ThreadInterval, ThreadReport } from "./reports.ts";

/** What a waiting promise needs. */
interface Waiter<Value> {
  resolve(value: Value): void;
  reject(error: MemtoolError): void;
}

/** One load thread. */
export class ThreadHandle<Phase, Greeting, Interval extends ThreadInterval> {
  readonly #worker: Worker;
  /**
   * Resolves once all connections of the thread are open, with what was heard on them.
   * @throws MemtoolError as its engine's connect
   */
  readonly connected: Promise<Greeting>;
  #connecting: Waiter<Greeting> | undefined;
  #running: Waiter<ThreadReport<Interval>> | undefined;
  #dead: MemtoolError | undefined;
  /** Gets what the running phase measured in each interval; the last one comes with the report. */
  onInterval: (report: Interval) => void = () => {};

  /** @param module the worker's, which calls serveEngine */
  constructor(module: URL, plan: unknown) {
    this.#worker = new Worker(module, { workerData: plan });
    this.connected = new Promise((resolve, reject) => {
      this.#connecting = { resolve, reject };
    });
    // Whoever waits for it hears of a failure; nobody has to.
    this.connected.catch(() => {});
    this.#worker.on("message", (message: FromThread<Greeting, Interval>) => this.#onMessage(message));
    this.#worker.on("error", (error) => this.#onDeath(new MemtoolError("BUG", `a load thread failed: ${error.stack}`)));
    this.#worker.on("exit", () => this.#onDeath(new MemtoolError("INTERRUPTED", "a load thread ended early")));
  }

  /** Runs a phase; a failure of the server is in the report, a dead thread rejects. */
  run(phase: Phase): Promise<ThreadReport<Interval>> {
    return new Promise((resolve, reject) => {
      this.#running = { resolve, reject };
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

  #send(message: ToThread<Phase>): void {
    this.#worker.postMessage(message);
  }

  #onMessage(message: FromThread<Greeting, Interval>): void {
    switch (message.kind) {
      case "connected":
        this.#connecting?.resolve(message.greeting);
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
