/** The threads of a server: starts them, talks to them, stops them, and tells when one has died. */
import { MessageChannel, Worker } from "node:worker_threads";
import { MemtoolError, messageOf } from "../base/errors.ts";
import type { ShutdownMode } from "../engine/server-view.ts";
import type { TlsMaterial } from "../net/tls-material.ts";
import { STOP_GRACE_MS } from "./limits.ts";
import type {
  BoundUdp,
  ConnectionId,
  ConnectionOrigin,
  DirectoryReport,
  FromWorker,
  ThreadData,
  ToWorker,
  UdpPlan,
} from "./messages.ts";
import { maintenanceData, persistenceData, workerData } from "./thread-data.ts";

/**
 * Most young-generation heap of a worker. Most of what it makes dies at once; a larger one only keeps more garbage: with 48, a
 * thousand clients that do not read cost 29 MB more a worker, and requests were no cheaper.
 */
const YOUNG_GENERATION_MB_MAX = 6;

/** A clean stop waits so long for the last changes to reach the disk. */
const PERSISTENCE_GRACE_MS = 10_000;

/** What the worker answers to `openUdp`. */
type UdpOpened = Extract<FromWorker, { kind: "udp" }>;

/** Answers words behind `config`, or, without words, with statistics; never rejects. */
export type DirectoryListener = (words: readonly string[] | undefined) => Promise<DirectoryReport>;

/** Kinds of threads; the name of each one's file. */
type ThreadKind = "worker" | "maintenance" | "persistence";

/** Workers 0..N-1, the maintenance thread behind them, and, where items are kept on disk, the persistence thread. */
export class ThreadGroup {
  #workers: readonly Worker[] = [];
  #maintenance: Worker | undefined;
  #persistence: Worker | undefined;
  #closedListener: (descriptors: readonly number[]) => void = () => {};
  readonly #logListener: (line: string) => void;
  #stopping = false;
  #hasDied = false;
  #fail: (error: MemtoolError) => void = () => {};

  #refreshListener: () => string | undefined = () => undefined;
  #directoryListener: DirectoryListener = async () => [];
  #udpListener: (opened: UdpOpened) => void = () => {};
  #requestShutdown: (mode: ShutdownMode) => void = () => {};
  #recover: () => void = () => {};

  /** Resolves when a client has told the server to end. */
  readonly shutdownRequested: Promise<ShutdownMode>;

  /** Rejects when a thread has died, or the durable copy can't be opened. */
  readonly failed: Promise<never>;

  /** Resolves when what was on disk has been read back; at once where nothing is kept there. */
  readonly recovered: Promise<void>;

  /**
   * Starts all threads and waits until they are ready.
   * @param log is told what threads want to have logged
   */
  static async start(shared: ThreadData, log: (line: string) => void): Promise<ThreadGroup> {
    const group = new ThreadGroup(log);
    try {
      await Promise.race([group.failed, group.#startAll(shared)]);
      return group;
    } catch (error) {
      await group.stop();
      throw error;
    }
  }

  private constructor(log: (line: string) => void) {
    this.#logListener = log;
    this.failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.shutdownRequested = new Promise((resolve) => {
      this.#requestShutdown = resolve;
    });
    // Whoever does not look at `failed` must not be ended by an unhandled rejection.
    this.failed.catch(() => {});
    this.recovered = new Promise((resolve) => {
      this.#recover = resolve;
    });
  }

  /** The persistence thread first: it has the store go on from where the last one was, before anybody works on it. */
  async #startAll(shared: ThreadData): Promise<void> {
    const { threads } = shared.settings;
    const { durable } = shared;
    const channels = durable === undefined ? [] : Array.from({ length: threads }, () => new MessageChannel());
    if (durable === undefined) {
      this.#recover();
    } else {
      const ports = channels.map(({ port1 }) => port1);
      this.#persistence = this.#spawn("persistence", persistenceData(shared, durable, ports));
      await answered(this.#persistence, "ready");
    }
    this.#workers = Array.from({ length: threads }, (_, index) =>
      this.#spawn("worker", workerData(shared, index, channels[index]?.port2)),
    );
    this.#maintenance = this.#spawn("maintenance", maintenanceData(shared));
    await Promise.all([...this.#workers, this.#maintenance].map((worker) => answered(worker, "ready")));
  }

  /** Who is told the descriptors that workers have closed. */
  onClosed(listener: (descriptors: readonly number[]) => void): void {
    this.#closedListener = listener;
  }

  /** Who reads the certificates again when a client says so; returns what is wrong with them. */
  onRefreshCertificates(listener: () => string | undefined): void {
    this.#refreshListener = listener;
  }

  /** Who answers what clients say to the directory of nodes. */
  onDirectory(listener: DirectoryListener): void {
    this.#directoryListener = listener;
  }

  /** Has clients get this list of nodes from now on; undefined for none. */
  giveCluster(text: Uint8Array | undefined): void {
    for (const worker of this.#workers) {
      tell(worker, { kind: "cluster", text });
    }
  }

  /**
   * Has the first worker bind UDP sockets and answer what comes.
   * @throws MemtoolError LISTEN when one can't be bound
   */
  async openUdp(plans: readonly UdpPlan[]): Promise<readonly BoundUdp[]> {
    const [worker] = this.#workers;
    const opened = new Promise<UdpOpened>((resolve) => {
      this.#udpListener = resolve;
    });
    tell(worker, { kind: "openUdp", plans });
    const { bound, failure } = await opened;
    if (failure !== undefined) {
      const { message, hint } = failure;
      throw new MemtoolError("LISTEN", message, hint === undefined ? {} : { hint });
    }
    return bound;
  }

  /** Has connections that are handed over from now on see these certificates. */
  giveCertificates(material: TlsMaterial): void {
    for (const worker of this.#workers) {
      tell(worker, { kind: "certificates", material });
    }
  }

  /** Hands a connection's descriptor to a worker, which owns it from then on. */
  giveConnection(worker: number, connection: ConnectionId, origin: ConnectionOrigin): void {
    tell(this.#workers[worker], { kind: "connection", connection, origin });
  }

  /** Has the workers read the files of users again. */
  reload(): void {
    for (const worker of this.#workers) {
      tell(worker, { kind: "reload" });
    }
  }

  /**
   * Stops all threads: those that do not end by themselves are ended after a grace period. When one has died, at once: it may
   * have left a lock that the others wait for, and nobody will answer for it.
   */
  async stop(): Promise<void> {
    this.#stopping = true;
    const changing = [...this.#workers, this.#maintenance].filter((worker) => worker !== undefined);
    await this.#end(changing, STOP_GRACE_MS * 2);
    // Only now nothing changes any more.
    await this.#end(this.#persistence === undefined ? [] : [this.#persistence], PERSISTENCE_GRACE_MS);
  }

  async #end(threads: readonly Worker[], graceMs: number): Promise<void> {
    const stopped = threads.map((worker) => answered(worker, "stopped"));
    for (const worker of threads) {
      tell(worker, { kind: "stop" });
    }
    if (!this.#hasDied) {
      await withTimeout(Promise.all(stopped), graceMs);
    }
    await Promise.all(threads.map((worker) => worker.terminate()));
  }

  #spawn(kind: ThreadKind, data: ThreadData): Worker {
    const worker = new Worker(new URL(`./${kind}.thread.js`, import.meta.url), {
      workerData: data,
      transferList: [...(data.durable?.ports ?? [])],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB_MAX },
    });
    const name = kind === "worker" ? `worker thread ${data.threadIndex}` : `the ${kind} thread`;
    worker.on("message", (message: FromWorker) => this.#heard(worker, message));
    worker.on("error", (error) => this.#died(`${name} died: ${messageOf(error)}`, error));
    worker.on("exit", (code) => this.#died(`${name} ended with code ${code}`, undefined));
    return worker;
  }

  #heard(worker: Worker, message: FromWorker): void {
    switch (message.kind) {
      case "closed":
        this.#closedListener(message.descriptors);
        return;
      case "log":
        this.#log(worker, message.lines);
        return;
      case "shutdown":
        this.#requestShutdown(message.mode);
        return;
      case "refreshCerts":
        tell(worker, { kind: "certsRefreshed", failure: this.#refreshListener() });
        return;
      case "directory":
        void this.#answerDirectory(worker, message.id, message.words);
        return;
      case "udp":
        this.#udpListener(message);
        return;
      case "unusable": {
        const { message: text, hint } = message.failure;
        this.#hasDied = true;
        this.#fail(new MemtoolError("STORAGE", text, hint === undefined ? {} : { hint }));
        return;
      }
      case "recovered":
        this.#recover();
        return;
      case "ready":
      case "stopped":
        // Whoever waits for these listens for them.
        return;
    }
  }

  async #answerDirectory(worker: Worker, id: number, words: readonly string[] | undefined): Promise<void> {
    tell(worker, { kind: "directoryAnswered", id, answer: await this.#directoryListener(words) });
  }

  #log(worker: Worker, lines: readonly string[]): void {
    for (const line of lines) {
      this.#logListener(line);
    }
    tell(worker, { kind: "logged" });
  }

  #died(message: string, cause: unknown): void {
    if (!this.#stopping) {
      this.#hasDied = true;
      this.#fail(
        new MemtoolError("BUG", message, { cause, hint: "a lock may be held for good: the server has to end" }),
      );
    }
  }
}

function tell(worker: Worker | undefined, message: ToWorker): void {
  worker?.postMessage(message);
}

function answered(worker: Worker, kind: FromWorker["kind"]): Promise<void> {
  return new Promise((resolve) => {
    const listener = (message: FromWorker): void => {
      if (message.kind === kind) {
        worker.off("message", listener);
        resolve();
      }
    };
    worker.on("message", listener);
  });
}

async function withTimeout(promise: Promise<unknown>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}
