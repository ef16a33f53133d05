/** An engine over a store of its own, without sockets: bytes in, reply bytes out, and a clock that tests move. */
import assert from "node:assert/strict";
import { Engine } from "../../src/engine/engine.ts";
import { OUTCOME, type Outcome } from "../../src/engine/outcome.ts";
import { type ReplyStream, STREAM_STEP, type StreamStep } from "../../src/engine/reply-stream.ts";
import type {
  DirectoryView,
  Permissions,
  ServerFacts,
  ServerFeatures,
  ServerView,
  ShutdownMode,
  StatLine,
  TlsFacts,
} from "../../src/engine/server-view.ts";
import { ReplyBuffer } from "../../src/protocol/reply-buffer.ts";
import { Request } from "../../src/protocol/request.ts";
import { parseRequest } from "../../src/protocol/text/parse-request.ts";
import { WatchStreams } from "../../src/server/watch-streams.ts";
import { LogCollector } from "../../src/stats/log/log-collector.ts";
import { createLogMemory } from "../../src/stats/log/log-memory.ts";
import { ThreadLog } from "../../src/stats/log/thread-log.ts";
import type { WatcherRefusal } from "../../src/stats/log/watcher.ts";
import { createPrefixMemory, PrefixTable } from "../../src/stats/prefix-table.ts";
import { ThreadCounters } from "../../src/stats/thread-counters.ts";
import type { StoreOptions } from "../../src/store/options.ts";
import type { StoreRegion } from "../../src/store/region.ts";
import { type Durability, Store } from "../../src/store/store.ts";

/** When the harness's server started, Unix seconds. */
export const STARTED_AT = 1_700_000_000;

/** A server view that remembers what it was told. */
export class RecordingServer implements ServerView {
  readonly log = createLogMemory(1, 64 * 1024, 256 * 1024);
  readonly prefixes = new PrefixTable(createPrefixMemory(false), 0, ":".charCodeAt(0));
  readonly watchStreams = new WatchStreams(this.log);
  verbosity = 0;
  resets = 0;
  directory: DirectoryView | undefined;
  features: Partial<ServerFeatures> = {};
  tls: TlsFacts | undefined;
  /** Who has asked for new certificates and waits. */
  readonly refreshing: ((failure: string | undefined) => void)[] = [];
  readonly shutdowns: ShutdownMode[] = [];
  allows: Permissions = {
    flush: true,
    dump: true,
    watch: true,
    shutdown: false,
    lruTuning: true,
    memoryLimit: true,
    sizes: false,
    debug: false,
  };

  persistenceLines: readonly StatLine[] | undefined;

  persistence(): readonly StatLine[] | undefined {
    return this.persistenceLines;
  }

  facts(): ServerFacts {
    return {
      pid: 77,
      uptimeSeconds: 5,
      unixSeconds: STARTED_AT + 5,
      userCpuUs: 1_250_000,
      systemCpuUs: 7,
      maxConnections: 1024,
      currentConnections: 3,
      totalConnections: 9,
      rejectedConnections: 1,
      threads: 2,
      accepting: true,
      listenDisabledCount: 0,
      listenDisabledUs: 0,
      readBufferBytes: 131_072,
      replyBufferBytes: 131_072,
      watchers: 0,
      features: {
        rejectsConnections: true,
        kicksIdle: false,
        reassignsSlabs: true,
        maintainsLru: true,
        ...this.features,
      },
      tls: this.tls,
    };
  }

  settings(): readonly StatLine[] {
    return [["maxconns", 1024]];
  }

  connections(): readonly StatLine[] {
    return [["31:state", "conn_read"]];
  }

  resetCounters(): void {
    this.resets++;
  }

  shutdown(mode: ShutdownMode): void {
    this.shutdowns.push(mode);
  }

  refreshCertificates(done: (failure: string | undefined) => void): void {
    this.refreshing.push(done);
  }

  watch(types: number): ReplyStream | WatcherRefusal {
    return this.watchStreams.open(types);
  }

  setVerbosity(level: number): void {
    this.verbosity = level;
  }
}

/** See the file's head. */
export class EngineHarness {
  readonly region: StoreRegion;
  readonly store: Store;
  readonly engine: Engine;
  readonly server = new RecordingServer();
  readonly reply = new ReplyBuffer();
  readonly request: Request;
  readonly allCounters: SharedArrayBuffer;
  /** Gives watchers their lines when told to. */
  readonly collector: LogCollector;
  /** What the last request asked the session to do. */
  outcome: Outcome = OUTCOME.next;
  #second = STARTED_AT;

  /**
   * @param durability for a store that is kept on disk too
   * @param directory for a server that is a directory of nodes
   */
  constructor(options: Partial<StoreOptions> = {}, durability?: Durability, directory?: DirectoryView) {
    this.server.directory = directory;
    this.request = new Request(0x1234, directory !== undefined);
    this.allCounters = ThreadCounters.create(1);
    const counters = ThreadCounters.attach(this.allCounters, 0);
    this.region = Store.create({ startTimeUnix: STARTED_AT, memoryLimitBytes: 16 * 1024 * 1024, ...options });
    this.store = Store.attach(this.region, 0, counters, ThreadLog.attach(this.server.log, 0, counters), durability);
    this.collector = new LogCollector(this.server.log, counters);
    this.store.tick(STARTED_AT);
    this.engine = new Engine(this.store, counters, this.allCounters, this.server);
  }

  /** Moves the server's clock forward. */
  advance(seconds: number): void {
    this.#second += seconds;
    this.store.tick(this.#second);
  }

  /** Executes complete requests, data blocks included, and returns the replies as latin1 text. */
  run(text: string): string {
    const bytes = Buffer.from(text, "latin1");
    let position = 0;
    while (position < bytes.length) {
      position = this.#step(bytes, position);
    }
    return this.takeReply();
  }

  /** The same for a request whose reply is a stream that never waits: the parts in which it came, the first one first. */
  runParts(text: string): string[] {
    const parts = [this.run(text)];
    assert.equal(this.outcome, OUTCOME.stream);
    const stream = this.engine.takeStream();
    let step: StreamStep;
    do {
      step = stream.fill(this.reply);
      assert.notEqual(step, STREAM_STEP.waiting);
      parts.push(this.takeReply());
    } while (step === STREAM_STEP.more);
    stream.close();
    return parts;
  }

  /** The replies that are pending, attachments in their places; empties the buffer and unpins. */
  takeReply(): string {
    const { reply } = this;
    const parts: string[] = [];
    let sent = 0;
    for (const { at, views, itemRef } of reply.attachments) {
      parts.push(reply.bytes.toString("latin1", sent, at));
      parts.push(...views.map((view) => Buffer.from(view).toString("latin1")));
      sent = at;
      this.store.release(itemRef);
    }
    parts.push(reply.bytes.toString("latin1", sent, reply.length));
    reply.reset(false);
    return parts.join("");
  }

  #step(bytes: Buffer, position: number): number {
    const { engine, request, reply } = this;
    const used = parseRequest(bytes, position, bytes.length, request);
    if (used <= 0) {
      throw new Error(`incomplete request: ${JSON.stringify(bytes.toString("latin1", position))}`);
    }
    const lineEnd = position + used;
    if (engine.expectsValue(request)) {
      const valueEnd = lineEnd + request.valueLength + 2;
      engine.storeWhole(request, bytes, lineEnd, reply);
      return valueEnd;
    }
    const skipped = request.op === 0 ? request.skipBytes : 0;
    this.outcome = engine.execute(request, bytes, reply);
    while (this.outcome === OUTCOME.paused) {
      this.outcome = engine.resume(request, bytes, reply);
    }
    return lineEnd + skipped;
  }
}
