/**
 * A small client that measures: plain sockets and the machine's clock, nothing of src/bench. It proves that known servers keep their
 * behaviour, and tells how much of what a load generator measures is the machine itself.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { machineMs } from "../../src/base/clock.ts";
import { type Punctuality, TurnWatch } from "./punctual-thread.ts";
import type { LoadTruth } from "./queue-truth.ts";

/** What to send. */
export interface MeasuredLoad {
  readonly port: number;
  /** Intended moments in ms from the start, rising. */
  readonly arrivalsMs: Float64Array;
  readonly connections: number;
  /** Requests in flight at most on each connection; 1. */
  readonly pipeline?: number;
  /** The bytes of request `index`. */
  readonly request: (index: number) => string;
  /** What every reply ends with, and holds nowhere else: "END\r\n". */
  readonly replyEnd: string;
  /** Until then answers are awaited; what has none by then has none. */
  readonly endMs: number;
}

/** What was measured, in the shape of the truth it is compared with. */
export interface Measured extends LoadTruth, Punctuality {
  /** Replies by request number; empty if there was none. */
  readonly replies: readonly string[];
  /** The start of the run on the machine's clock. */
  readonly startedAtMs: number;
}

interface Line {
  readonly socket: Socket;
  /** Requests in flight, the oldest first. */
  readonly inFlight: number[];
  received: string;
}

/** Sends every request when it is intended, or as soon as a connection has room for it, and notes when each is answered. */
export async function measureLoad(load: MeasuredLoad): Promise<Measured> {
  const { arrivalsMs, pipeline = 1, replyEnd, endMs } = load;
  const sentMs = new Float64Array(arrivalsMs.length).fill(Number.NaN);
  const answeredMs = new Float64Array(arrivalsMs.length).fill(Number.NaN);
  const replies = new Array<string>(arrivalsMs.length).fill("");
  let answeredCount = 0;
  const lines = await Promise.all(Array.from({ length: load.connections }, () => openLine(load.port)));
  const watch = new TurnWatch();
  const startedAtMs = machineMs();
  for (const line of lines) {
    line.socket.on("data", (chunk) => {
      const nowMs = machineMs() - startedAtMs;
      const parts = (line.received + chunk.toString("latin1")).split(replyEnd);
      line.received = parts.pop() ?? "";
      for (const part of parts) {
        const index = line.inFlight.shift() ?? -1;
        answeredMs[index] = nowMs;
        replies[index] = part + replyEnd;
        answeredCount++;
      }
    });
  }
  for (let next = 0; answeredCount < arrivalsMs.length && machineMs() - startedAtMs < endMs; await turn()) {
    watch.turn();
    while (next < arrivalsMs.length && machineMs() - startedAtMs >= (arrivalsMs[next] as number)) {
      const line = lines.reduce((least, other) => (other.inFlight.length < least.inFlight.length ? other : least));
      if (line.inFlight.length >= pipeline) break;
      line.inFlight.push(next);
      sentMs[next] = machineMs() - startedAtMs;
      line.socket.write(load.request(next), "latin1");
      next++;
    }
  }
  for (const { socket } of lines) socket.destroy();
  return { intendedMs: arrivalsMs, sentMs, answeredMs, endMs, replies, startedAtMs, turns: watch.turns };
}

async function openLine(port: number): Promise<Line> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  socket.on("error", () => {});
  return { socket, inFlight: [], received: "" };
}

/** One turn of the event loop, without sleeping. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
