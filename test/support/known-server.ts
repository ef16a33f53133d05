/**
 * Starts servers whose behaviour is known exactly, in a thread or a process of their own, and reads what they say of themselves.
 * Their clock is the machine's monotonic one (`machineMs` of src/base/clock.ts), the same in every thread and process.
 */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Address } from "../../src/base/address.ts";
import { Histogram } from "../../src/stats/histogram.ts";
import type { KnownCounters } from "./known-answers.ts";
import type { KnownBehaviour } from "./known-behaviour.ts";

/** What a server's thread is asked for. */
export type KnownQuestion = "arm" | "report";

/** What a server tells of itself, as it crosses threads. */
export interface KnownFacts {
  /** When it was armed; undefined as long as it is not. */
  readonly armedAtMs: number | undefined;
  readonly counters: Readonly<KnownCounters>;
  /** Requests read since it was armed; the timing's index of the next request. */
  readonly timedCount: number;
  /** Requests read whose replies are not due yet. */
  readonly waitingCount: number;
  readonly connectionCount: number;
  /** Connections accepted since the start. */
  readonly acceptedCount: number;
  /** Words of {@link KnownReport.lateness}. */
  readonly latenessWords: Float64Array;
  /** Words of {@link KnownReport.turns}. */
  readonly turnWords: Float64Array;
}

/** What a server tells of itself. */
export interface KnownReport extends Omit<KnownFacts, "latenessWords" | "turnWords"> {
  /** The server's own error, in ns: how long after it was due each reply was handed to the kernel, since it was armed. */
  readonly lateness: Histogram;
  /**
   * How long the turns of its loop took while it waited for the next moment, in ns, each counted once for every microsecond it took:
   * how long the turn was at a random moment. A request that came then was read at most so much late.
   */
  readonly turns: Histogram;
}

/** What the thread sends. */
export type KnownMessage = { readonly port: number } | { readonly facts: KnownFacts };

/** A running server. */
export interface KnownServer {
  readonly address: Address;
  readonly port: number;
  /** Of the process it runs in. */
  readonly pid: number;
  /** Puts timing and fault in force from now on; done once this resolves. A second time has no effect. */
  arm(): Promise<void>;
  report(): Promise<KnownReport>;
  /** Ends it with all its connections. */
  close(): Promise<void>;
}

/** Where a server runs: a thread of this process, or a process of its own (which can be stopped and killed by its pid). */
export interface KnownServerOptions {
  readonly in?: "thread" | "process";
}

const THREAD = new URL("./known-server.thread.js", import.meta.url);
const running = new Set<ChildProcess>();

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** The thread or process behind a server. */
interface Host {
  readonly pid: number;
  readonly ask: (question: KnownQuestion) => void;
  readonly end: () => Promise<unknown>;
}

/** Starts a server on a free port of the loopback interface. */
export async function startKnownServer(
  behaviour: KnownBehaviour,
  options: KnownServerOptions = {},
): Promise<KnownServer> {
  const waiting: { resolve: (message: KnownMessage) => void; reject: (error: Error) => void }[] = [];
  const next = () => new Promise<KnownMessage>((resolve, reject) => waiting.push({ resolve, reject }));
  const take = (message: KnownMessage) => waiting.shift()?.resolve(message);
  const fail = (error: Error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  const first = next();
  const start = options.in === "process" ? startProcess : startThread;
  const host = start(behaviour, take, fail);
  const message = await first;
  const port = "port" in message ? message.port : 0;
  const ask = async (question: KnownQuestion): Promise<KnownReport> => {
    const reply = next();
    host.ask(question);
    const answer = await reply;
    if (!("facts" in answer)) {
      throw new Error("the known server answered a question with something else");
    }
    const { latenessWords, turnWords, ...facts } = answer.facts;
    return { ...facts, lateness: Histogram.attach(latenessWords), turns: Histogram.attach(turnWords) };
  };
  return {
    address: { kind: "tcp", host: "127.0.0.1", port, tls: false },
    port,
    pid: host.pid,
    arm: async () => {
      await ask("arm");
    },
    report: () => ask("report"),
    close: async () => {
      await host.end();
    },
  };
}

function startThread(
  behaviour: KnownBehaviour,
  take: (message: KnownMessage) => void,
  fail: (error: Error) => void,
): Host {
  const worker = new Worker(THREAD, { workerData: behaviour });
  worker.on("message", take);
  worker.on("error", fail);
  worker.on("exit", () => fail(new Error("the known server's thread has ended")));
  return { pid: process.pid, ask: (question) => worker.postMessage(question), end: () => worker.terminate() };
}

function startProcess(
  behaviour: KnownBehaviour,
  take: (message: KnownMessage) => void,
  fail: (error: Error) => void,
): Host {
  const child = fork(fileURLToPath(THREAD), [JSON.stringify(behaviour)], { serialization: "advanced", execArgv: [] });
  running.add(child);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.on("message", (message) => take(message as KnownMessage));
  child.on("error", fail);
  child.once("exit", () => {
    running.delete(child);
    fail(new Error("the known server's process has ended"));
  });
  return {
    pid: child.pid ?? 0,
    ask: (question) => child.send(question, (error) => error && fail(error)),
    end: () => {
      child.kill("SIGKILL");
      return ended;
    },
  };
}

/**
 * Whether the machine let the server keep its behaviour: a sentence if more than one reply in a hundred left more than `toleranceMs`
 * after it was due, or requests may have been read so late; undefined if all is well. To be asked before a load generator is blamed.
 */
export function machineTrouble(report: KnownReport, toleranceMs: number): string | undefined {
  for (const [what, histogram] of [
    ["replies left late", report.lateness],
    ["the server's thread did not run", report.turns],
  ] as const) {
    const [p99Ns = 0] = histogram.percentilesNs([99]);
    if (p99Ns / 1e6 > toleranceMs) {
      const worstMs = (histogram.maxNs ?? 0) / 1e6;
      return (
        `this machine was too busy to judge: ${what}, 1 % by more than ${(p99Ns / 1e6).toFixed(3)} ms ` +
        `(worst ${worstMs.toFixed(3)} ms) where ${toleranceMs} ms are tolerated`
      );
    }
  }
  return undefined;
}
