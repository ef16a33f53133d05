/**
 * `etcd://host:2379/cluster`: the nodes that have registered in an etcd and keep their lease alive. The prefix is read whole, then watched
 * from the next revision on; a watch only says that something changed, and then everything is read again. So there is one way
 * to a list, and a past that was compacted, a restart or a member that fell behind need no care of their own.
 */
import { MemtoolError } from "../../base/errors.ts";
import { formatServerSource } from "../../base/server-source.ts";
import { EtcdGateway, type EtcdSource, type Fetch } from "./etcd-gateway.ts";
import { nodesPrefix, prefixRange, readRange, readWatchMessage } from "./etcd-messages.ts";
import { ANSWER_TIMEOUT_MS, NODES_MAX } from "./limits.ts";
import type { ListReading, ListSource } from "./list-source.ts";
import { sortedNodes } from "./server-list.ts";

/** A watch is begun anew after this long: a connection that died without a word is found out, and fetch gives up after five silent minutes. */
const WATCH_MS_MAX = 120_000;

/** What the source is made of. */
export interface EtcdSourceOptions {
  readonly fetch: Fetch;
  /** {@link WATCH_MS_MAX} by default. */
  readonly watchMsMax?: number;
  /** {@link ANSWER_TIMEOUT_MS} by default. */
  readonly timeoutMs?: number;
}

/** Makes the source. */
export function etcdSource(source: EtcdSource, options: EtcdSourceOptions): ListSource {
  const { fetch, watchMsMax = WATCH_MS_MAX, timeoutMs = ANSWER_TIMEOUT_MS } = options;
  const gateway = new EtcdGateway(source, fetch, timeoutMs);
  const prefix = nodesPrefix(source.cluster);
  let revision = 0n;
  const read = async (signal: AbortSignal): Promise<ListReading> => {
    const answer = await gateway.ask("/v3/kv/range", { ...prefixRange(prefix), limit: String(NODES_MAX) }, signal);
    const range = readRange(answer, prefix);
    revision = range.revision;
    const remarks = range.strange.map(
      (key) => `the key ${JSON.stringify(prefix + key)} in etcd names no node and is left aside`,
    );
    return { nodes: sortedNodes(range.nodes), version: range.revision, remarks };
  };
  const changed = async (signal: AbortSignal): Promise<void> => {
    const end = new AbortController();
    const stop = (): void => end.abort();
    const timer = setTimeout(stop, watchMsMax);
    signal.addEventListener("abort", stop);
    const request = { create_request: { ...prefixRange(prefix), start_revision: String(revision + 1n) } };
    try {
      for await (const line of gateway.lines("/v3/watch", request, end.signal)) {
        if (readWatchMessage(line) !== "quiet") {
          return;
        }
      }
      throw new MemtoolError("DISCONNECTED", "etcd ended the watch");
    } catch (error) {
      if (!end.signal.aborted) {
        throw error;
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      stop();
    }
  };
  return { name: formatServerSource(source), neverGoesBack: false, refreshMs: WATCH_MS_MAX, read, changed };
}
