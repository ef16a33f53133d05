/**
 * A known server at work, in a thread or a process of its own. While a reply is due within a few milliseconds its loop turns
 * without sleeping, because timers are a millisecond coarse: replies leave microseconds after they are due.
 */
import { type AddressInfo, createServer, type Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { machineMs } from "../../src/base/clock.ts";
import { Histogram } from "../../src/stats/histogram.ts";
import { DueQueue } from "./due-queue.ts";
import { KnownAnswers } from "./known-answers.ts";
import type { KnownBehaviour } from "./known-behaviour.ts";
import { type KnownRequest, readRequest } from "./known-request.ts";
import type { KnownFacts, KnownMessage, KnownQuestion } from "./known-server.ts";
import { createTiming, type TimingModel } from "./known-timing.ts";

/** Within this time of the next reply the loop does not sleep. */
const SPIN_MS = 3;
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
  readonly dueMs: number;
  /** It counts: it came after the server was armed and is part of the load. */
  readonly isTimed: boolean;
}

const behaviour = (parentPort === null ? JSON.parse(process.argv[2] ?? "{}") : workerData) as KnownBehaviour;
const answers = new KnownAnswers(behaviour.answers ?? { kind: "store" });
const armedBy = behaviour.armedBy ?? "get";
const queue = new DueQueue<Pending>();
const connections = new Set<Connection>();
const lateness = Histogram.create();
const turns = Histogram.create();
let timing: TimingModel | undefined;
let armedAtMs: number | undefined;
let timedCount = 0;
let acceptedCount = 0;
let replyCount = 0;
let timer: NodeJS.Timeout | undefined;
let isTurnComing = false;
let lastTurnMs: number | undefined;

function arm(nowMs: number): void {
  if (armedAtMs === undefined) {
    armedAtMs = nowMs;
    timing = createTiming(behaviour.timing ?? { kind: "fixed", delayMs: 0 }, nowMs);
  }
}

/** Puts the reply to a request on its way. */
function schedule(connection: Connection, request: KnownRequest, nowMs: number): void {
  const isLoad = request.kind !== "admin";
  if (isLoad && (armedBy === "any" || (armedBy === "get" && request.kind === "retrieve"))) {
    arm(nowMs);
  }
  const isTimed = isLoad && timing !== undefined;
  const ownDueMs = (isTimed ? timing?.dueMs(nowMs) : timing?.idleMs(nowMs)) ?? nowMs;
  if (isTimed) timedCount++;
  const dueMs = Math.max(ownDueMs, connection.lastDueMs);
  connection.lastDueMs = dueMs;
  queue.push(dueMs, { connection, request, dueMs, isTimed });
}

/** What leaves instead of a reply by the fault in force; undefined if nothing is wrong. */
function faultOf(connection: Connection): string | undefined {
  const { fault } = behaviour;
  if (fault === undefined || (fault.per === "server" ? replyCount : connection.replyCount) < fault.after) {
    return undefined;
  }
  if (fault.kind === "close") {
    flush(connection);
    connection.socket.destroySoon();
  }
  return fault.kind === "garbage" ? NONSENSE : "";
}

function reply({ connection, request, isTimed }: Pending): void {
  if (request.verb === "quit") {
    flush(connection);
    connection.socket.destroySoon();
    return;
  }
  const nonsense = isTimed ? faultOf(connection) : undefined;
  if (nonsense !== undefined) {
    connection.output += nonsense;
    return;
  }
  const text = answers.answer(request);
  if (isTimed && text !== "") {
    replyCount++;
    connection.replyCount++;
  }
  connection.output += text;
}

/** Writes the replies put together for a connection. */
function flush(connection: Connection): void {
  if (connection.output !== "") {
    connection.socket.write(connection.output, "latin1");
    connection.output = "";
  }
}

/** Sends what is due, and arranges for the next moment. */
function turn(): void {
  for (let nowMs = machineMs(); queue.nextDueMs <= nowMs; nowMs = machineMs()) {
    sendBatch(nowMs);
  }
  arrangeNextTurn();
}

/** Sends the first of the replies that are due, those of a connection in one write each. */
function sendBatch(nowMs: number): void {
  const batch: Pending[] = [];
  while (batch.length < BATCH_REPLIES && queue.nextDueMs <= nowMs) {
    const pending = queue.shift();
    // Whoever has gone gets no reply, and it is not counted.
    if (pending !== undefined && connections.has(pending.connection)) batch.push(pending);
  }
  for (const pending of batch) {
    reply(pending);
  }
  for (const { connection } of batch) {
    flush(connection);
  }
  const sentMs = machineMs();
  for (const { dueMs, isTimed } of batch) {
    if (isTimed) lateness.record((sentMs - dueMs) * 1e6, 1);
  }
}

/** The loop turns at once when something is due soon, otherwise a timer wakes it up. */
function arrangeNextTurn(): void {
  clearTimeout(timer);
  timer = undefined;
  const waitMs = queue.nextDueMs - machineMs();
  if (waitMs <= SPIN_MS) {
    if (!isTurnComing) {
      isTurnComing = true;
      setImmediate(spin);
    }
    return;
  }
  lastTurnMs = undefined;
  if (queue.size > 0) {
    timer = setTimeout(turn, Math.min(waitMs - TIMER_EARLY_MS, TIMER_MS_MAX));
  }
}

function spin(): void {
  isTurnComing = false;
  const nowMs = machineMs();
  if (lastTurnMs !== undefined && armedAtMs !== undefined) {
    const turnMs = nowMs - lastTurnMs;
    turns.record(turnMs * 1e6, Math.ceil(turnMs * 1000));
  }
  lastTurnMs = nowMs;
  turn();
}

function take(connection: Connection, chunk: Buffer): void {
  const nowMs = machineMs();
  const bytes = connection.rest.length === 0 ? chunk : Buffer.concat([connection.rest, chunk]);
  let position = 0;
  for (let found = readRequest(bytes, 0); found !== undefined; found = readRequest(bytes, position)) {
    schedule(connection, found.request, nowMs);
    position = found.next;
  }
  connection.rest = bytes.subarray(position);
  turn();
}

function factsNow(): KnownFacts {
  return {
    armedAtMs,
    counters: { ...answers.counters },
    timedCount,
    waitingCount: queue.size,
    connectionCount: connections.size,
    acceptedCount,
    latenessWords: lateness.snapshot(),
    turnWords: turns.snapshot(),
  };
}

const tell = (message: KnownMessage): void => {
  if (parentPort === null) process.send?.(message);
  else parentPort.postMessage(message);
};

const server = createServer({ noDelay: true }, (socket) => {
  const connection: Connection = { socket, rest: Buffer.alloc(0), lastDueMs: 0, replyCount: 0, output: "" };
  acceptedCount++;
  connections.add(connection);
  socket.on("data", (chunk) => take(connection, chunk as Buffer));
  socket.on("error", () => {});
  socket.on("close", () => connections.delete(connection));
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () =>
  tell({ port: (server.address() as AddressInfo).port }),
);

(parentPort ?? process).on("message", (question: KnownQuestion) => {
  if (question === "arm") arm(machineMs());
  tell({ facts: factsNow() });
});
