/** Talking to a server process as a client that sends text, and waiting for what it does. */
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What a test waits for something that another process does. */
export const TIMEOUT_MS = 15_000;

const sockets = new Set<Socket>();

/** Ends every conversation: what a failed test has left open must not keep its process alive. */
export function hangUp(): void {
  for (const socket of sockets) {
    socket.destroy();
  }
}

/** Polls until `check` gives something; there is no event for what other processes do. */
export async function eventually<Value>(what: string, check: () => Value | undefined | false): Promise<Value> {
  for (const end = Date.now() + TIMEOUT_MS; Date.now() < end; await sleep(20)) {
    const value = check();
    if (value !== undefined && value !== false) {
      return value;
    }
  }
  throw new Error(`${what} did not happen within ${TIMEOUT_MS} ms`);
}

/** Whether a process runs: a zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** One connection, and all that the server has said on it. */
export interface Conversation {
  readonly socket: Socket;
  readonly text: () => string;
  readonly ended: Promise<void>;
  /** Resolves once the whole text so far matches. */
  readonly until: (pattern: RegExp) => Promise<void>;
}

/** Connects to a server of this machine and says `say`. */
export function talk(port: number, say = ""): Conversation {
  const socket = connect(port, "127.0.0.1");
  sockets.add(socket);
  let text = "";
  let notify = (): void => {};
  socket.setEncoding("latin1");
  socket.on("data", (chunk) => {
    text += String(chunk);
    notify();
  });
  socket.on("error", () => {});
  const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.write(say);
  const until = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${pattern} in ${JSON.stringify(text)}`)), TIMEOUT_MS);
      notify = () => {
        if (pattern.test(text)) {
          clearTimeout(timer);
          resolve();
        }
      };
      notify();
    });
  return { socket, text: () => text, ended, until };
}
