/**
 * Starts servers whose behaviour is known exactly and reads what they say of themselves. Each is a process of its own: a
 * test's garbage collection does not hold it up, the machine can prefer it, and it can be stopped or killed by its pid.
 * Its clock is the machine's monotonic one (`machineMs` of src/base/clock.ts), the same in every process.
 */
import { type ChildProcess, type ForkOptions, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Address } from "../../src/base/address.ts";
import { Histogram } from "../../src/stats/histogram.ts";
import type { KnownBehaviour } from "./known-behaviour.ts";
import type { KnownFacts } from "./known-service.ts";
import type { Punctuality } from "./punctual-thread.ts";

function unpacked(packed: Float64Array): Histogram {
  const histogram = Histogram.create();
  histogram.addPacked(packed);
  return histogram;
}

/** What a server is asked for. */
export type KnownQuestion = "arm" | "report";

/** What a server tells of itself. */
export interface KnownReport extends Omit<KnownFacts, "packedLateness" | "packedDelays" | "packedTurns">, Punctuality {
  /** The server's own error, in ns: how long after it was due each reply was handed to the kernel, since it was armed. */
  readonly lateness: Histogram;
  /** How long each request really took, in ns: from reading it to handing over its reply, the server's own error included. */
  readonly delays: Histogram;
}

/** What a server sends. */
export type KnownMessage = { readonly port: number } | { readonly facts: KnownFacts };

/** A running server. */
export interface KnownServer {
  readonly address: Address;
  readonly port: number;
  readonly pid: number;
  /** Puts timing and fault in force from now on; done once this resolves. A second time has no effect. */
  arm(): Promise<void>;
  report(): Promise<KnownReport>;
  /** Ends it with all its connections. */
  close(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL("./known-server.thread.js", import.meta.url));
const running = new Set<ChildProcess>();

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a server on a free port of the loopback interface. */
export async function startKnownServer(behaviour: KnownBehaviour): Promise<KnownServer> {
  // A session of its own, which it can ask the machine to prefer without preferring all others of ours.
  const options: ForkOptions = { detached: true, execArgv: [], serialization: "advanced" };
  const child = fork(PROGRAM, [JSON.stringify(behaviour)], options);
  running.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      running.delete(child);
      resolve();
    });
  });
  const ask = async (question: KnownQuestion): Promise<KnownReport> => {
    const answer = nextMessage(child);
    child.send(question, () => {});
    const message = await answer;
    if (!("facts" in message)) {
      throw new Error("the known server answered a question with something else");
    }
    const { packedLateness, packedDelays, packedTurns, ...facts } = message.facts;
    return {
      ...facts,
      lateness: unpacked(packedLateness),
      delays: unpacked(packedDelays),
      turns: unpacked(packedTurns),
    };
  };
  const first = await nextMessage(child);
  const port = "port" in first ? first.port : Number.NaN;
  return {
    address: { kind: "tcp", host: "127.0.0.1", port, tls: false },
    port,
    pid: child.pid ?? Number.NaN,
    arm: async () => {
      await ask("arm");
    },
    report: () => ask("report"),
    close: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** What the process sends next; rejects when it has ended. */
function nextMessage(child: ChildProcess): Promise<KnownMessage> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error("the known server has ended"));
    if (child.exitCode !== null || child.signalCode !== null) fail();
    child.once("exit", fail);
    child.once("error", reject);
    child.once("message", (message) => {
      child.off("exit", fail);
      child.off("error", reject);
      resolve(message as KnownMessage);
    });
  });
}
