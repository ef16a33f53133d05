/** A cache server running as a child process of a test: where it listens, what it printed, and how to end it. */

import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createConnection, Socket } from "node:net";
import { OPCODE } from "../../src/protocol/binary/opcodes.ts";
import { packet } from "./binary-packet.ts";

/** Where a test server listens: the argument of `net.createConnection`. */
export type Target = { readonly host: string; readonly port: number } | { readonly path: string };

/** How a server process is started and recognised as ready. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Looks whether the process has said where it listens; asked every 10 ms until it answers. */
  readonly findTarget: () => Target | undefined;
  /** What it takes, "text" by default: it is ready when it answers, or for TLS when it takes a connection. */
  readonly speaks?: "text" | "binary" | "TLS" | undefined;
}

const STARTUP_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 10;

/** Everything still running, so that a test process that ends early leaves no server behind. */
const running = new Set<ChildProcess>();

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A started server. `stop` is idempotent and ends exactly this process, by its pid. */
export class ServerProcess {
  readonly target: Target;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;
  readonly #output: string[];

  private constructor(child: ChildProcess, pid: number, target: Target, ended: Promise<string>, output: string[]) {
    this.#child = child;
    this.pid = pid;
    this.target = target;
    this.#ended = ended;
    this.#output = output;
  }

  /** Starts the server and waits until `version` is answered. Rejects with everything it printed if it never is. */
  static async start(command: ServerCommand): Promise<ServerProcess> {
    const output: string[] = [];
    const child = spawn(command.command, command.args, {
      env: { ...process.env, ...command.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    child.stdout?.on("data", (chunk: Buffer) => output.push(chunk.toString("latin1")));
    child.stderr?.on("data", (chunk: Buffer) => output.push(chunk.toString("latin1")));
    let outcome: string | undefined;
    const ended = new Promise<string>((resolve) => {
      const finish = (text: string) => {
        running.delete(child);
        outcome = text;
        resolve(text);
      };
      child.once("error", (error) => finish(`could not be started: ${error.message}`));
      child.once("exit", (code, signal) => finish(`ended with ${signal ?? `exit code ${code}`}`));
    });
    const deadline = Date.now() + STARTUP_TIMEOUT_MS;
    while (Date.now() < deadline && outcome === undefined) {
      const target = command.findTarget();
      if (target !== undefined && child.pid !== undefined && (await answers(target, command.speaks ?? "text"))) {
        letGo(child);
        return new ServerProcess(child, child.pid, target, ended, output);
      }
      await delay(POLL_MS);
    }
    child.kill("SIGKILL");
    const why = outcome ?? `did not answer within ${STARTUP_TIMEOUT_MS} ms`;
    throw new Error(`${command.command} ${command.args.join(" ")}: ${why}\n${output.join("")}`);
  }

  /** How the process ended, once it has. */
  get ended(): Promise<string> {
    this.#child.ref();
    return this.#ended;
  }

  /** Everything the process wrote to stdout and stderr so far. */
  get output(): string {
    return this.#output.join("");
  }

  /** Resident memory of the process in bytes (Linux). */
  get residentBytes(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, "latin1");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) * 1024;
  }

  /**
   * What the process's threads have had of the machine so far, in nanoseconds: time they ran, and time they were ready to run but
   * others did (Linux, /proc/PID/task/TID/schedstat). Threads that have ended are left out.
   */
  get schedule(): { readonly ranNs: number; readonly waitedNs: number } {
    let [ranNs, waitedNs] = [0, 0];
    for (const thread of readdirSync(`/proc/${this.pid}/task`)) {
      const [ran = "0", waited = "0"] = readFileSync(`/proc/${this.pid}/task/${thread}/schedstat`, "latin1").split(" ");
      ranNs += Number(ran);
      waitedNs += Number(waited);
    }
    return { ranNs, waitedNs };
  }

  /** Opens a connection to the server. */
  connect(): Promise<Socket> {
    return connectTo(this.target);
  }

  /**
   * Asks the process to end and waits; answers how it ended. One that does not listen is killed. (memcached takes up to
   * a second to notice SIGTERM: tests that start many of them stop them with SIGKILL.)
   */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<string> {
    this.#child.ref();
    this.#child.kill(signal);
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    const outcome = await this.#ended;
    clearTimeout(timer);
    return outcome;
  }
}

/** A test that has failed, and stops nothing any more, is not to wait for its server for ever. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const pipe of [child.stdout, child.stderr]) {
    if (pipe instanceof Socket) pipe.unref();
  }
}

/** Opens a socket to `target`; rejects if nothing listens there. */
export function connectTo(target: Target): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ ...target });
    socket.once("connect", () => {
      socket.removeAllListeners("error");
      resolve(socket);
    });
    socket.once("error", reject);
  });
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function answers(target: Target, language: "text" | "binary" | "TLS"): Promise<boolean> {
  let socket: Socket;
  try {
    socket = await connectTo(target);
  } catch {
    return false;
  }
  if (language === "TLS") {
    socket.destroy();
    return true;
  }
  return new Promise((resolve) => {
    const finish = (isAnswered: boolean) => {
      socket.destroy();
      resolve(isAnswered);
    };
    socket.setTimeout(STARTUP_TIMEOUT_MS, () => finish(false));
    socket.once("error", () => finish(false));
    socket.once("close", () => resolve(false));
    socket.once("data", () => finish(true));
    socket.write(language === "binary" ? Buffer.from(packet({ opcode: OPCODE.version }), "latin1") : "version\r\n");
  });
}

/** Where a server listens, as memtool's commands take it. */
export function addressOf({ target }: Pick<ServerProcess, "target">): string {
  return "path" in target ? target.path : `${target.host}:${target.port}`;
}
