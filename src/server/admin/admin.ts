/**
 * What a server tells of itself over HTTP (--http), in the main thread:
 *
 *   GET /metrics      memcached_exporter's series, memtool's own, and those of the process      GET /healthz   that it runs
 *   GET /stats.json   stats, settings, items, slabs, connections                               GET /readyz    that it takes requests
 *
 * It opens before clients can come and closes when they have gone, so that probes see the server start and stop. Parts of the server that
 * have conditions or metrics of their own add them to `readiness` and `metrics`, whether or not anybody listens.
 */
import type { HttpListener } from "../../net/http-listener.ts";
import type { ThreadData } from "../messages.ts";
import { MetricRegistry } from "./metric-registry.ts";
import { type ConditionState, Readiness } from "./readiness.ts";

/** The server's life, as its first condition tells it. */
const PHASE = {
  starting: { ready: false, reason: "the server does not listen yet" },
  serving: { ready: true },
  stopping: { ready: false, reason: "the server is stopping: it takes no new connections" },
} as const satisfies Readonly<Record<string, ConditionState>>;

/** Where the pages are. */
export type AdminAddress = Pick<HttpListener, "url" | "host">;

/** See the head of the file. */
export class Admin {
  readonly readiness = new Readiness();
  readonly metrics = new MetricRegistry();
  /** Set by the server as it comes and goes. */
  phase: keyof typeof PHASE = "starting";
  readonly #shared: ThreadData;
  readonly #log: (line: string) => void;
  #listener: HttpListener | undefined;

  constructor(shared: ThreadData, log: (line: string) => void) {
    this.#shared = shared;
    this.#log = log;
    this.readiness.add("server", () => PHASE[this.phase]);
  }

  /**
   * Listens, where the settings say so.
   * @throws MemtoolError LISTEN
   */
  async open(): Promise<void> {
    const { http } = this.#shared.settings;
    if (http !== undefined) {
      // HTTP and the tables of metrics take a while to load, which other servers need not wait for.
      const { openPages } = await import("./open-pages.ts");
      this.#listener = await openPages(http, this, this.#shared, this.#log);
    }
  }

  /** Undefined while nothing listens. */
  get address(): AdminAddress | undefined {
    return this.#listener;
  }

  /** Cuts everybody at once. */
  close(): void {
    this.#listener?.close();
    this.#listener = undefined;
  }
}
