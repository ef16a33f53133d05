/**
 * All keys of one server, streamed: never collected, as fast as the reader takes them, to be stopped at any moment.
 *
 *   const scan = new KeyScan(address, options);
 *   for await (const entries of scan.batches()) { ... }      break, or scan.stop(), ends it
 *
 * By `lru_crawler metadump`, slab class by slab class (walk-plan.ts), so that {@link KeyScan.resumeClass} always says where another scan
 * can go on. By `stats cachedump` where there is no metadump or it is switched off, which sees only a part, and is said aloud.
 */
import { type Address, formatAddress } from "../base/address.ts";
import type { Clock } from "../base/clock.ts";
import { MemtoolError } from "../base/errors.ts";
import { escapeText } from "../base/escape.ts";
import { MemcachedClient } from "../client/memcached-client.ts";
import { DumpSession, type DumpSessionOptions } from "./dump-session.ts";
import type { KeyEntry } from "./key-entry.ts";
import { readServerFacts, type ServerFacts } from "./server-facts.ts";
import { AFTER_LAST_CLASS, type ClassChoice, planSteps } from "./walk-plan.ts";

/** The clocks and waiting. */
export interface ScanClock extends Clock {
  /** Resolves after `ms` milliseconds, or when `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** How to reach a server, what to walk, and who is told of what. */
export interface KeyScanOptions extends DumpSessionOptions {
  readonly clock: ScanClock;
  /** Goes on with this slab class; 1 by default. */
  readonly fromClass?: number | undefined;
  /** Walks this slab class alone. */
  readonly onlyClass?: number | undefined;
  /**
   * Walks the hash table instead of the LRU queues: misses nothing that is there all the time, where the queues' crawler leaves out items
   * that somebody uses at that moment (1 to 2 % of them on a server at full load). Cannot go on anywhere, and memcached 1.6.18 keeps a
   * stripe of items locked while it waits for a reader: take it only where the reader never waits for the same server.
   */
  readonly isExact?: boolean;
  /** Longest wait for another crawl to end, in milliseconds; 60000. */
  readonly busyTimeoutMs?: number;
  /** Told what a person should know: that it waits, that it sees only a part. Safe to be printed. */
  readonly onNotice?: (notice: string) => void;
}

/** Which command the keys come from; undefined before the first answer. */
export type ScanSource = "metadump" | "cachedump";

/** How a walk went: to its end (or it was stopped), nothing to walk (also: a word the server does not know), no metadump. */
type Walked = "walked" | "empty" | "unsupported";

const BUSY_TIMEOUT_MS = 60_000;
const BUSY_WAIT_FIRST_MS = 10;
const BUSY_WAIT_MAX_MS = 1000;

/** A crawl that has just sent its last line is still running for a moment: waits up to this are not worth a word. */
const BUSY_SILENT_MS = 500;

/** See the head of the file. Used once. */
export class KeyScan {
  /** The server's address as it is shown in messages. */
  readonly name: string;
  readonly #address: Address;
  readonly #options: KeyScanOptions;
  /** While the facts are asked for. */
  #client: MemcachedClient | undefined;
  #facts: ServerFacts | undefined;
  #factsMs = 0;
  #session: DumpSession | undefined;
  #source: ScanSource | undefined;
  #resumeClass: number;
  readonly #stop = new AbortController();
  #seen = 0;

  constructor(address: Address, options: KeyScanOptions) {
    this.name = formatAddress(address);
    this.#address = address;
    this.#options = options;
    this.#resumeClass = options.fromClass ?? 1;
  }

  /** Keys handed over so far. */
  get seenCount(): number {
    return this.#seen;
  }

  /** How many keys there were to be seen when the scan began; undefined before its first batch. */
  get expectedCount(): number | undefined {
    const { fromClass = 1, onlyClass } = this.#options;
    return this.#facts?.classes
      .filter(({ slabClass }) => slabClass >= fromClass && (onlyClass === undefined || slabClass === onlyClass))
      .reduce((sum, { itemCount }) => sum + itemCount, 0);
  }

  /** What the keys come from; undefined before the first batch. */
  get source(): ScanSource | undefined {
    return this.#source;
  }

  /** The first slab class that is not finished, for `fromClass` of another scan; {@link AFTER_LAST_CLASS} at the end. */
  get resumeClass(): number {
    return this.#resumeClass;
  }

  /** Whether another scan that goes on at {@link resumeClass} is spared anything. */
  get hasFinishedClasses(): boolean {
    const { fromClass = 1 } = this.#options;
    const first = this.#facts?.classes.find(({ slabClass }) => slabClass >= fromClass)?.slabClass ?? fromClass;
    return this.#resumeClass > first;
  }

  /** Whether everything was handed over. */
  get isComplete(): boolean {
    return this.#resumeClass === AFTER_LAST_CLASS;
  }

  /** The server's Unix time in seconds, by its own clock once it is known. */
  get nowS(): number {
    const { clock } = this.#options;
    return this.#facts === undefined
      ? Math.floor(clock.unixMs() / 1000)
      : Math.floor(this.#facts.timeS + (clock.monotonicMs() - this.#factsMs) / 1000);
  }

  get #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Ends the scan; the loop over {@link batches} then ends without an error. */
  stop(): void {
    this.#stop.abort();
    this.#client?.destroy();
    this.#session?.destroy();
  }

  /**
   * The keys, in batches of what one read of the socket brought.
   * @throws MemtoolError CONNECT, REFUSED (login, TLS, dumps not allowed), TIMEOUT (silence), DISCONNECTED, PROTOCOL, SERVER (still busy)
   */
  async *batches(): AsyncGenerator<readonly KeyEntry[], void> {
    try {
      const facts = await this.#readFacts();
      this.#facts = facts;
      this.#factsMs = this.#options.clock.monotonicMs();
      const session = await DumpSession.open(this.#address, this.#options);
      this.#session = session;
      if (!this.#isStopped) {
        yield* this.#walk(session, facts);
      }
    } catch (error) {
      if (!this.#isStopped) {
        throw error;
      }
    } finally {
      this.#session?.destroy();
    }
  }

  async #readFacts(): Promise<ServerFacts> {
    const { tls, clock, connectTimeoutMs, silenceTimeoutMs: requestTimeoutMs } = this.#options;
    const client = new MemcachedClient(this.#address, {
      tls,
      clock,
      connectTimeoutMs,
      requestTimeoutMs,
      readRetries: 0,
    });
    this.#client = client;
    try {
      return await readServerFacts(client, clock);
    } finally {
      client.destroy();
    }
  }

  async *#walk(session: DumpSession, facts: ServerFacts): AsyncGenerator<readonly KeyEntry[], void> {
    const { fromClass = 1, onlyClass, isExact = false } = this.#options;
    const choice: ClassChoice = { fromClass, onlyClass };
    let walked = isExact ? yield* this.#hashWalk(session, onlyClass) : "empty";
    if (walked === "empty") {
      walked = yield* this.#classWalk(session, planSteps(facts.classes, choice));
    }
    if (walked === "unsupported") {
      yield* this.#cachedumps(session, facts, choice);
    }
    if (!this.#isStopped) {
      this.#resumeClass = AFTER_LAST_CLASS;
    }
  }

  async *#hashWalk(session: DumpSession, onlyClass: number | undefined): AsyncGenerator<readonly KeyEntry[], Walked> {
    const walk = this.#metadump(session, "hash");
    for (;;) {
      const step = await walk.next();
      if (step.done === true) {
        return step.value;
      }
      yield onlyClass === undefined ? step.value : step.value.filter(({ slabClass }) => slabClass === onlyClass);
    }
  }

  async *#classWalk(
    session: DumpSession,
    steps: readonly (readonly number[])[],
  ): AsyncGenerator<readonly KeyEntry[], Walked> {
    for (const step of steps) {
      this.#resumeClass = step[0] ?? this.#resumeClass;
      const walked = yield* this.#metadump(session, step.join(","));
      if (walked === "unsupported" || this.#isStopped) {
        return walked;
      }
    }
    return "walked";
  }

  /** Asks for a dump until the server is not busy. */
  async *#metadump(session: DumpSession, words: string): AsyncGenerator<readonly KeyEntry[], Walked> {
    const { clock, busyTimeoutMs = BUSY_TIMEOUT_MS } = this.#options;
    const startMs = clock.monotonicMs();
    let waitMs = BUSY_WAIT_FIRST_MS;
    let isAnnounced = false;
    for (;;) {
      const end = yield* this.#counted(session.metadump(words));
      if (end.kind === "complete") {
        this.#source = "metadump";
        return "walked";
      }
      const verdict = judgeRefusal(end.text);
      if (verdict !== "busy") {
        return this.#accept(verdict, end.text);
      }
      const waitedMs = clock.monotonicMs() - startMs;
      if (waitedMs >= busyTimeoutMs) {
        throw new MemtoolError("SERVER", `${this.name} is busy with another crawl: ${escapeText(end.text)}`, {
          hint: "only one dump or crawl at a time can run on a server; try again later",
        });
      }
      if (waitedMs >= BUSY_SILENT_MS && !isAnnounced) {
        isAnnounced = true;
        this.#options.onNotice?.(`${this.name} is busy with another crawl: waiting for its end`);
      }
      await clock.sleep(waitMs, this.#stop.signal);
      waitMs = Math.min(waitMs * 2, BUSY_WAIT_MAX_MS);
      if (this.#isStopped) {
        return "walked";
      }
    }
  }

  #accept(verdict: "empty" | "missing" | "disabled" | "refused", text: string): Walked {
    switch (verdict) {
      case "empty":
        return "empty";
      case "missing":
      case "disabled": {
        const why =
          verdict === "missing"
            ? "has no lru_crawler metadump (memcached has it since 1.4.31)"
            : "has its crawler switched off (`lru_crawler enable` switches it on)";
        this.#options.onNotice?.(
          `${this.name} ${why}: keys come from stats cachedump, which shows at most 2 MB a slab class, only items of the COLD queue, and no access times`,
        );
        return "unsupported";
      }
      case "refused":
        throw new MemtoolError("REFUSED", `${this.name} does not let its keys be listed: ${escapeText(text)}`, {
          hint: "a server started with -X lists none",
        });
    }
  }

  async *#cachedumps(
    session: DumpSession,
    facts: ServerFacts,
    choice: ClassChoice,
  ): AsyncGenerator<readonly KeyEntry[], void> {
    this.#source = "cachedump";
    for (const step of planSteps(facts.classes, choice).flat()) {
      this.#resumeClass = step;
      const end = yield* this.#counted(session.cachedump({ slabClass: step, startedS: facts.startedS }));
      if (end.kind === "refused") {
        this.#accept("refused", end.text);
      }
      if (this.#isStopped) {
        return;
      }
    }
    if (session.unreadableLines > 0) {
      this.#options.onNotice?.(
        `${this.name}: ${session.unreadableLines} lines of stats cachedump hold no whole key and were left out`,
      );
    }
  }

  async *#counted<End>(dump: AsyncGenerator<readonly KeyEntry[], End>): AsyncGenerator<readonly KeyEntry[], End> {
    for (;;) {
      const step = await dump.next();
      if (step.done === true) {
        return step.value;
      }
      this.#seen += step.value.length;
      yield step.value;
    }
  }
}

/** What a server that does not dump means by it. */
function judgeRefusal(text: string): "busy" | "empty" | "missing" | "disabled" | "refused" {
  if (/^BUSY|^LOCKED|locked try again/.test(text)) {
    return "busy";
  }
  if (/^(?:NOTSTARTED|BADCLASS)/.test(text)) {
    return "empty";
  }
  if (/crawler disabled/.test(text)) {
    return "disabled";
  }
  return /^(?:ERROR|CLIENT_ERROR (?:usage|bad command line).*)$/.test(text) ? "missing" : "refused";
}
