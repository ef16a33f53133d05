/** The admin pages: from a request to a reply. They are read by people's tools and by probes; nothing can be changed through them. */

import { LostLockError } from "../../memory/locks.ts";
import { plainReply, type Reply } from "../../net/http-reply.ts";
import { readPageRequest } from "../../net/http-request.ts";
import { collectFamilies } from "../../stats/prometheus/collect.ts";
import { EXPOSITION_TYPE, writeExposition } from "../../stats/prometheus/exposition.ts";
import { PROMETHEUS_SUBCOMMANDS } from "../../stats/prometheus/prometheus-text.ts";
import { readyDocument, serverDocument } from "./documents.ts";
import type { MetricRegistry } from "./metric-registry.ts";
import type { Readiness } from "./readiness.ts";
import type { StatsReader } from "./stats-reader.ts";

/** What the pages tell of. */
export interface AdminSources {
  readonly reader: StatsReader;
  readonly readiness: Readiness;
  readonly metrics: MetricRegistry;
  /** Writes `process_*` and `nodejs_*`. */
  readonly processMetrics: () => Promise<string>;
  readonly unixMs: () => number;
}

const JSON_TYPE = "application/json";

/** See the head of the file. */
export class AdminPages {
  readonly #sources: AdminSources;
  readonly #metrics = onceForAll(() => this.#metricsPage());
  readonly #stats = onceForAll(async () => this.#statsPage());

  constructor(sources: AdminSources) {
    this.#sources = sources;
  }

  /** Answers a request. @param target path and query */
  async answer(method: string, target: string): Promise<Reply> {
    const request = readPageRequest(method, target);
    if (request.kind === "refused") {
      return plainReply(request.status, request.text);
    }
    switch (request.path) {
      case "/metrics":
        return await unlessLocked(this.#metrics);
      case "/stats.json":
        return await unlessLocked(this.#stats);
      case "/healthz":
        return plainReply(200, "ok");
      case "/readyz":
        return this.#readyPage();
      default:
        return plainReply(404, "there are /metrics, /healthz, /readyz and /stats.json");
    }
  }

  async #metricsPage(): Promise<Reply> {
    const { reader, metrics, processMetrics } = this.#sources;
    // The address is for a label that one server does not need.
    const { families } = collectFamilies([{ address: "", up: true, views: reader.views() }], {
      required: PROMETHEUS_SUBCOMMANDS,
    });
    const text = writeExposition([...families, ...metrics.families()]) + (await processMetrics());
    return { status: 200, type: EXPOSITION_TYPE, text };
  }

  #statsPage(): Reply {
    const { reader, readiness, unixMs } = this.#sources;
    const text = serverDocument({
      unixMs: unixMs(),
      readiness: readiness.report(),
      views: reader.views(),
      connections: reader.connections(),
      workers: reader.workers(),
    });
    return { status: 200, type: JSON_TYPE, text };
  }

  #readyPage(): Reply {
    const report = this.#sources.readiness.report();
    return { status: report.ready ? 200 : 503, type: JSON_TYPE, text: readyDocument(report) };
  }
}

/** All who ask in one turn of the event loop share a page that is made after it: a crowd costs the accepting thread no more than one scraper. */
function onceForAll(make: () => Promise<Reply>): () => Promise<Reply> {
  let next: Promise<Reply> | undefined;
  return () => {
    next ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      next = undefined;
      return make();
    });
    return next;
  };
}

/** A thread that has died with a lock ends the server, in a moment. */
async function unlessLocked(make: () => Promise<Reply>): Promise<Reply> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof LostLockError) {
      return plainReply(503, `the statistics cannot be read: ${error.message}`);
    }
    throw error;
  }
}
