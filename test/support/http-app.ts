/**
 * An HTTP application of a few lines inside the test's process, whose every answer the test decides, and which knows what it did: what it was
 * asked, and how long it took over each answer by its own clock. The truth to compare a load generator with.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";

/** One request as the application got it. */
export interface AppRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** How many requests came before it, on all connections. */
  readonly index: number;
  /** When it came, on the clock of the process in ms. */
  readonly atMs: number;
  readonly socket: Socket;
}

/** Decides about one request: writes the answer, or does not. */
export type AppScript = (request: AppRequest, response: ServerResponse) => void;

/** Answers `200` after `delayMs`. */
export function answerAfter(delayMs: number): AppScript {
  return (_request, response) => {
    setTimeout(() => response.end("hello"), delayMs);
  };
}

/** Stands still from 2 s to 3 s of every 5 s since its first request: what comes then is answered when it is over. Else it answers at once. */
export function freezing(): AppScript {
  let startMs: number | undefined;
  return ({ atMs }, response) => {
    startMs ??= atMs;
    const placeMs = (atMs - startMs) % 5000;
    if (placeMs >= 2000 && placeMs < 3000) {
      setTimeout(() => response.end("at last"), 3000 - placeMs);
    } else {
      response.end("at once");
    }
  };
}

/** The application. */
export class HttpApp {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #isTls: boolean;
  /** Every request, in the order of arrival. */
  readonly requests: AppRequest[] = [];
  /** How long each answered request took, from its arrival to handing its answer to the system, in ms. */
  readonly serviceMs: number[] = [];

  private constructor(script: AppScript, tls?: { readonly cert: Buffer; readonly key: Buffer }) {
    const listener: RequestListener = (request, response) => this.#onRequest(request, response, script);
    this.#isTls = tls !== undefined;
    this.#server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
    this.#server.keepAliveTimeout = 60_000;
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start(script: AppScript, tls?: { readonly cert: Buffer; readonly key: Buffer }): Promise<HttpApp> {
    const app = new HttpApp(script, tls);
    await new Promise<void>((resolve) => app.#server.listen(0, "127.0.0.1", resolve));
    return app;
  }

  /** Where it is. */
  get origin(): string {
    const { port } = this.#server.address() as AddressInfo;
    return this.#isTls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  }

  /** Its own median time for an answer, in ms. */
  get serviceMsMedian(): number {
    return [...this.serviceMs].sort((left, right) => left - right)[Math.floor(this.serviceMs.length / 2)] ?? Number.NaN;
  }

  /** Ends all connections and the server, as a process that dies. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await closed;
  }

  #onRequest(request: IncomingMessage, response: ServerResponse, script: AppScript): void {
    const atMs = performance.now();
    const index = this.requests.length;
    const chunks: Buffer[] = [];
    const { method = "", url = "", headers, socket } = request;
    const asked = { method, url, headers, body: "", index, atMs, socket };
    this.requests.push(asked);
    response.on("finish", () => this.serviceMs.push(performance.now() - atMs));
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked.body = Buffer.concat(chunks).toString("latin1");
      script(asked, response);
    });
  }
}
