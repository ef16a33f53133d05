/**
 * A small cache server, right in one mode and wrong in the others: the canary of the linearizability check. It speaks only
 * what the check asks over the classic protocol.
 */

import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

/** What a {@link RacyServer} does wrong. */
export const FAULTS = [
  /** Nothing: the check has to accept it. */
  "none",
  /** Sometimes a get answers with the value that was there before the present one. */
  "stale read",
  /** incr reads, and writes later. */
  "lost increment",
  /** cas compares, and writes later. */
  "late cas",
  /** add looks, and writes later. */
  "late add",
  /** delete answers, and deletes later. */
  "late delete",
  /** incr leaves the version number as it was. */
  "version kept",
  /** set answers, and sometimes does nothing. */
  "dropped set",
] as const;

/** One of {@link FAULTS}. */
export type Fault = (typeof FAULTS)[number];

interface Item {
  readonly value: string;
  readonly cas: number;
}

/** See the file's head. Listens on a free port of 127.0.0.1. */
export class RacyServer {
  readonly #fault: Fault;
  readonly #items = new Map<string, Item>();
  readonly #formerItems = new Map<string, Item>();
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #lastCas = 0;
  #chances = 0;

  private constructor(fault: Fault) {
    this.#fault = fault;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(fault: Fault): Promise<RacyServer> {
    const server = new RacyServer(fault);
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get target(): { readonly host: string; readonly port: number } {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("not listening");
    return { host: "127.0.0.1", port: address.port };
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    let pending = "";
    let turn = Promise.resolve();
    socket.on("data", (chunk) => {
      pending += chunk.toString("latin1");
      turn = turn.then(async () => {
        for (;;) {
          const request = /^(?:(?:set|add|cas) .*\r\n.*|[^\r]*)\r\n/.exec(pending)?.[0];
          if (request === undefined) return;
          const [line, value] = request.split("\r\n");
          const words = (line ?? "").split(" ");
          if (/^(?:set|add|cas)$/.test(words[0] ?? "") && value === "") return;
          pending = pending.slice(request.length);
          socket.write(await this.#answer(words, value ?? ""));
        }
      });
    });
  }

  /** Each tenth chance of this fault. */
  #strikes(fault: Fault): boolean {
    if (this.#fault === fault) this.#chances++;
    return this.#fault === fault && this.#chances % 10 === 0;
  }

  /** Lets other connections in, if this is the fault that is wanted. */
  async #gap(fault: Fault): Promise<void> {
    if (this.#fault === fault) await new Promise((resolve) => setImmediate(resolve));
  }

  #write(key: string, value: string | undefined, cas = ++this.#lastCas): void {
    const item = this.#items.get(key);
    if (item !== undefined) this.#formerItems.set(key, item);
    if (value === undefined) this.#items.delete(key);
    else this.#items.set(key, { value, cas });
  }

  async #answer([verb, key = "", ...words]: readonly string[], value: string): Promise<string> {
    const item = this.#items.get(key);
    switch (verb) {
      case "gets": {
        const found = this.#strikes("stale read") ? this.#formerItems.get(key) : item;
        return found === undefined
          ? "END\r\n"
          : `VALUE ${key} 0 ${found.value.length} ${found.cas}\r\n${found.value}\r\nEND\r\n`;
      }
      case "set":
        if (!this.#strikes("dropped set")) this.#write(key, value);
        return "STORED\r\n";
      case "add":
        await this.#gap("late add");
        if (item !== undefined) return "NOT_STORED\r\n";
        this.#write(key, value);
        return "STORED\r\n";
      case "cas":
        await this.#gap("late cas");
        if (item === undefined) return "NOT_FOUND\r\n";
        if (item.cas !== Number(words[3])) return "EXISTS\r\n";
        this.#write(key, value);
        return "STORED\r\n";
      case "incr": {
        await this.#gap("lost increment");
        if (item === undefined) return "NOT_FOUND\r\n";
        const sum = String(Number(item.value) + Number(words[0]));
        this.#write(key, sum, this.#fault === "version kept" ? item.cas : undefined);
        return `${sum}\r\n`;
      }
      case "delete":
        await this.#gap("late delete");
        if (this.#fault === "late delete") setImmediate(() => this.#write(key, undefined));
        else this.#write(key, undefined);
        return item === undefined ? "NOT_FOUND\r\n" : "DELETED\r\n";
      default:
        return "ERROR\r\n";
    }
  }
}
