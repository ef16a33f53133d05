/**
 * A known server at work, in the event loop of whoever creates it. While requests come, or a reply is due within a few milliseconds,
 * the loop turns without sleeping, because timers are a millisecond coarse: replies leave microseconds after they are due.
 */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { machineMs } from "../../src/base/clock.ts";
import { Histogram } from "../../src/stats/histogram.ts";
import { DueQueue } from "./due-queue.ts";
import { KnownAnswers, type KnownCounters } from "./known-answers.ts";
import type { KnownBehaviour } from "./known-behaviour.ts";
import { type KnownRequest, readRequest } from "./known-request.ts";
import { createTiming, type TimingModel } from "./known-timing.ts";
import { TurnWatch } from "./punctual-thread.ts";

/** What a server tells of itself. */
export interface KnownFacts {
  /** When it was armed, on the clock of `machineMs`; undefined as long as it is not. */
  readonly armedAtMs: number | undefined;
  /** What was counted since the start. */
  readonly counters: Readonly<KnownCounters>;
  /** Requests read since it was armed. */
  readonly timedCount: number;
  /** Requests read whose replies are not due yet. */
  readonly waitingCount: number;
  readonly connectionCount: number;
  /** Connections accepted since the start. */
  readonly acceptedCount: number;
  /** A packed histogram: how long after it was due each reply was handed to the kernel, in ns, since it was armed. */
  readonly packedLateness: Float64Array;
  /** A packed histogram: how long after it was read each reply was handed to the kernel, in ns, since it was armed. */
  readonly packedDelays: Float64Array;
  /** A packed histogram: the turns of its loop while it did not sleep, see {@link TurnWatch}, since it was armed. */
  readonly packedTurns: Float64Array;
}

/** Within this time of the next reply the loop does not sleep. */
const SPIN_MS = 3;
/** Nor so soon after a request: whoever sleeps is woken up late, and reads the next request late. */
const LINGER_MS = 20;
/** A timer is set so much short of the moment, because it fires late. */
const TIMER_EARLY_MS = 2;
/** Longest sleep of a timer. */
const TIMER_MS_MAX = 1_000_000;
/** So many replies are put together before they are written. */
const BATCH_REPLIES = 64;
const NONSENSE = "\u0000\u00ff?! this is no reply\r\n";

/** One connection of a client. */
interface Connection {
  readonly socket: Socket;
  /** The beginning of a request that is not all here. */
  rest: Buffer;
  /** Replies leave in the order of the requests: none before this. */
  lastDueMs: number;
  replyCount: number;
  /** Replies of this turn. */
  output: string;
}

/** A request whose reply waits for its moment. */
interface Pending {
  readonly connection: Connection;
  readonly request: KnownRequest;
  readonly readMs: number;
  readonly dueMs: number;
  /** It counts: it came after the server was armed and is part of the load. */
  readonly isTimed: boolean;
}

/** The server. */
export class KnownService {
  readonly #behaviour: KnownBehaviour;
  readonly #answers: KnownAnswers;
  readonly #server: Server;
  readonly #queue = new DueQueue<Pending>();
  readonly #connections = new Set<Connection>();
  readonly #lateness = Histogram.create();
  readonly #delays = Histogram.create();
  readonly #watch = new TurnWatch();
  #timing: TimingModel | undefined;
  #armedAtMs: number | undefined;
  #timedCount = 0;
  #acceptedCount = 0;
  #replyCount = 0;
  #timer: NodeJS.Timeout | undefined;
  #isTurnComing = false;
  #lastReadMs = Number.NEGATIVE_INFINITY;

  constructor(behaviour: KnownBehaviour) {
    this.#behaviour = behaviour;
    this.#answers = new KnownAnswers(behaviour.answers ?? { kind: "store" });
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  /** Listens on a free port of the loopback interface, which is answered. */
  async listen(): Promise<number> {
    this.#server.listen({ port: 0, host: "127.0.0.1", backlog: 1024 });
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  /** Puts timing and fault in force; has no effect the second time. */
  arm(nowMs = machineMs()): void {
    if (this.#armedAtMs === undefined) {
      this.#armedAtMs = nowMs;
      this.#timing = createTiming(this.#behaviour.timing ?? { kind: "fixed", delayMs: 0 }, nowMs);
      this.#watch.reset();
    }
  }

  facts(): KnownFacts {
    return {
      armedAtMs: this.#armedAtMs,
      counters: { ...this.#answers.counters },
      timedCount: this.#timedCount,
      waitingCount: this.#queue.size,
      connectionCount: this.#connections.size,
      acceptedCount: this.#acceptedCount,
      packedLateness: this.#lateness.pack(),
      packedDelays: this.#delays.pack(),
      packedTurns: this.#watch.turns.pack(),
    };
  }

  /** Ends it with all its connections. */
  async close(): Promise<void> {
    this.#server.close();
    for (const { socket } of this.#connections) socket.destroy();
    await once(this.#server, "close");
  }

  #accept(socket: Socket): void {
    const connection: Connection = { socket, rest: Buffer.alloc(0), lastDueMs: 0, replyCount: 0, output: "" };
    this.#acceptedCount++;
    this.#connections.add(connection);
    socket.on("data", (chunk) => this.#take(connection, chunk as Buffer));
    socket.on("error", () => {});
    socket.on("close", () => this.#connections.delete(connection));
  }

  #take(connection: Connection, chunk: Buffer): void {
    const nowMs = machineMs();
    this.#lastReadMs = nowMs;
    const bytes = connection.rest.length === 0 ? chunk : Buffer.concat([connection.rest, chunk]);
    let position = 0;
    for (let found = readRequest(bytes, 0); found !== undefined; found = readRequest(bytes, position)) {
      this.#schedule(connection, found.request, nowMs);
      position = found.next;
    }
    connection.rest = bytes.subarray(position);
    this.#turn();
  }

  /** Puts the reply to a request on its way. */
  #schedule(connection: Connection, request: KnownRequest, readMs: number): void {
    const { armedBy = "get" } = this.#behaviour;
    const isLoad = request.kind !== "admin";
    if (isLoad && (armedBy === "any" || (armedBy === "get" && request.kind === "retrieve"))) {
      this.arm(readMs);
    }
    const timing = this.#timing;
    const isTimed = isLoad && timing !== undefined;
    const ownDueMs = (isTimed ? timing.dueMs(readMs) : timing?.idleMs(readMs)) ?? readMs;
    if (isTimed) this.#timedCount++;
    const dueMs = Math.max(ownDueMs, connection.lastDueMs);
    connection.lastDueMs = dueMs;
    this.#queue.push(dueMs, { connection, request, readMs, dueMs, isTimed });
  }

  /** Sends what is due, and arranges for the next moment. */
  #turn(): void {
    for (let nowMs = machineMs(); this.#queue.nextDueMs <= nowMs; nowMs = machineMs()) {
      this.#sendBatch(nowMs);
    }
    this.#arrangeNextTurn();
  }

  /** Sends the first of the replies that are due, those of a connection in one write. */
  #sendBatch(nowMs: number): void {
    const batch: Pending[] = [];
    while (batch.length < BATCH_REPLIES && this.#queue.nextDueMs <= nowMs) {
      const pending = this.#queue.shift();
      // Whoever has gone gets no reply, and it is not counted.
      if (pending !== undefined && this.#connections.has(pending.connection)) batch.push(pending);
    }
    for (const pending of batch) this.#reply(pending);
    for (const { connection } of batch) flush(connection);
    const sentMs = machineMs();
    for (const { readMs, dueMs, isTimed } of batch) {
      if (isTimed) {
        this.#lateness.record((sentMs - dueMs) * 1e6, 1);
        this.#delays.record((sentMs - readMs) * 1e6, 1);
      }
    }
  }

  #reply({ connection, request, isTimed }: Pending): void {
    if (request.verb === "quit") {
      flush(connection);
      connection.socket.destroySoon();
      return;
    }
    const instead = isTimed ? this.#faultOf(connection) : undefined;
    if (instead !== undefined) {
      connection.output += instead;
      return;
    }
    const text = this.#answers.answer(request);
    if (isTimed && text !== "") {
      this.#replyCount++;
      connection.replyCount++;
    }
    connection.output += text;
  }

  /** What leaves instead of a reply by the fault in force; undefined if nothing is wrong. */
  #faultOf(connection: Connection): string | undefined {
    const { fault } = this.#behaviour;
    const replyCount = fault?.per === "server" ? this.#replyCount : connection.replyCount;
    if (fault === undefined || replyCount < fault.after) {
      return undefined;
    }
    if (fault.kind === "close") {
      flush(connection);
      connection.socket.destroySoon();
    }
    return fault.kind === "garbage" ? NONSENSE : "";
  }

  /** The loop turns at once when something is due soon or may come soon, otherwise a timer wakes it up. */
  #arrangeNextTurn(): void {
    clearTimeout(this.#timer);
    const nowMs = machineMs();
    const waitMs = this.#queue.nextDueMs - nowMs;
    if (waitMs <= SPIN_MS || nowMs - this.#lastReadMs < LINGER_MS) {
      if (!this.#isTurnComing) {
        this.#isTurnComing = true;
        setImmediate(() => this.#spin());
      }
      return;
    }
    this.#watch.rest();
    if (this.#queue.size > 0) {
      this.#timer = setTimeout(() => this.#turn(), Math.min(waitMs - TIMER_EARLY_MS, TIMER_MS_MAX));
    }
  }

  #spin(): void {
    this.#isTurnComing = false;
    this.#watch.turn();
    this.#turn();
  }
}

/** Writes the replies put together for a connection. */
function flush(connection: Connection): void {
  if (connection.output !== "") {
    connection.socket.write(connection.output, "latin1");
    connection.output = "";
  }
}
