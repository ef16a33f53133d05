/** What every verb of the engine works with: one per worker thread. */
import type { MetaFacts } from "../protocol/meta/facts.ts";
import type { PrefixTable } from "../stats/prefix-table.ts";
import type { ThreadCounters } from "../stats/thread-counters.ts";
import type { StoreIntent } from "../store/commit.ts";
import type { Store } from "../store/store.ts";
import type { ColdRequests } from "./cold-requests.ts";
import type { ReplyStream } from "./reply-stream.ts";
import type { DirectoryView, ServerView } from "./server-view.ts";

/** What `stats` is told from: any thread can read it, also one that executes nothing else. */
export interface StatsSource {
  readonly store: Store;
  /** Of all threads. */
  readonly allCounters: SharedArrayBuffer;
  readonly server: ServerView;
}

/** The store, the counters of this thread and of all, the server around, and records that are reused. */
export interface EngineContext extends StatsSource {
  /** Of this thread. */
  readonly counters: ThreadCounters;
  /** The same as `server.prefixes`, where every retrieval looks whether it is on. */
  readonly prefixes: PrefixTable;
  /** The same as `server.directory`: every retrieval looks whether there is one. */
  readonly directory: DirectoryView | undefined;
  readonly intent: StoreIntent;
  readonly facts: MetaFacts;
  readonly cold: ColdRequests;
  /** The item of the last `debugitem ref`; 0 for none. */
  reffedItem: number;
  /** The reply of a command that ended with OUTCOME.stream, until the session takes it. */
  stream: ReplyStream | undefined;
}
