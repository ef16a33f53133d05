/**
 * A memcached of a few lines inside the test's process, whose every reply the test decides: known delays, a known pattern of hits,
 * and the ways in which a server can misbehave. It counts what it was asked, as the truth to compare a client's numbers with.
 */
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Address } from "../../src/base/address.ts";

/** One request as the server understood it. */
export interface ScriptedRequest {
  readonly words: readonly string[];
  /** The data block of a storage command. */
  readonly value: string | undefined;
  /** How many requests came before it, on all connections. */
  readonly index: number;
}

/** What to do with a request: send text, after which delay, and how it ends. */
export interface ScriptedReply {
  readonly text: string;
  readonly delayMs?: number;
  /** `close` ends the connection after the text; `reset` tears it down. */
  readonly ending?: "close" | "reset";
}

/** Decides about one request; undefined sends nothing. */
export type Script = (request: ScriptedRequest) => ScriptedReply | string | undefined;

const STORAGE = new Set(["set", "add", "replace", "append", "prepend", "cas"]);

/** Which word of a command's line tells the bytes of its data block; 0 when it has none. */
function lengthWordOf(verb: string): number {
  return verb === "ms" ? 2 : STORAGE.has(verb) ? 4 : 0;
}

/** The server. */
export class ScriptedCache {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #script: Script;
  /** Every request in the order of arrival, `version` left out. */
  readonly requests: ScriptedRequest[] = [];

  private constructor(script: Script) {
    this.#script = script;
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start(script: Script): Promise<ScriptedCache> {
    const server = new ScriptedCache(script);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  /** Where it listens. */
  get address(): Address {
    return { kind: "tcp", host: "127.0.0.1", port: this.port, tls: false };
  }

  /** Its port. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How many requests started with this word. */
  countOf(word: string): number {
    return this.requests.filter((request) => request.words[0] === word).length;
  }

  /** Ends all connections and the server. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    let pending = "";
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("data", (bytes) => {
      pending = this.#consume(socket, pending + bytes.toString("latin1"));
    });
  }

  /** Answers all whole requests in `text`; returns the rest. */
  #consume(socket: Socket, text: string): string {
    let start = 0;
    for (;;) {
      const lineEnd = text.indexOf("\r\n", start);
      if (lineEnd === -1) {
        return text.slice(start);
      }
      const words = text.slice(start, lineEnd).split(" ");
      const lengthWord = lengthWordOf(words[0] ?? "");
      const isStorage = lengthWord > 0;
      const valueStart = lineEnd + 2;
      const valueEnd = isStorage ? valueStart + Number(words[lengthWord]) : valueStart;
      if (isStorage && text.length < valueEnd + 2) {
        return text.slice(start);
      }
      this.#answer(socket, words, isStorage ? text.slice(valueStart, valueEnd) : undefined);
      start = isStorage ? valueEnd + 2 : valueStart;
    }
  }

  #answer(socket: Socket, words: readonly string[], value: string | undefined): void {
    const request = { words, value, index: this.requests.length };
    if (words[0] !== "version" && words[0] !== "stats") {
      this.requests.push(request);
    }
    const decided = this.#script(request) ?? { text: "" };
    const reply = typeof decided === "string" ? { text: decided } : decided;
    const send = (): void => {
      socket.write(Buffer.from(reply.text, "latin1"), () => {
        if (reply.ending === "reset") {
          socket.resetAndDestroy();
        } else if (reply.ending === "close") {
          socket.end();
        }
      });
    };
    if ("delayMs" in reply && reply.delayMs !== undefined) {
      setTimeout(send, reply.delayMs);
    } else {
      send();
    }
  }
}

/** A cache that keeps what is set and answers like memcached; `version` and `stats` too. */
export function cacheScript(values: Map<string, string> = new Map()): Script {
  return ({ words, value }) => {
    const [verb = "", key = ""] = words;
    switch (verb) {
      case "version":
        return "VERSION 1.6.45\r\n";
      case "set":
        values.set(key, value ?? "");
        return "STORED\r\n";
      case "get": {
        const found = values.get(key);
        return found === undefined ? "END\r\n" : `VALUE ${key} 0 ${found.length}\r\n${found}\r\nEND\r\n`;
      }
      case "delete":
        return values.delete(key) ? "DELETED\r\n" : "NOT_FOUND\r\n";
      default:
        return "ERROR\r\n";
    }
  };
}
