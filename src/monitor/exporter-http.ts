/** HTTP around a function from requests to replies: listening, HEAD, and an end that waits for nobody. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { MemtoolError, messageOf } from "../base/errors.ts";
import { type ListenAddress, listenUrl } from "./exporter-address.ts";
import { encodeReply, plainReply, type Reply } from "./exporter-reply.ts";

/** A listener that answers. */
export interface HttpListener {
  /** With the port that was bound. */
  readonly url: string;
  /** Stops at once and cuts every connection. */
  close(): void;
}

/** What is served. */
export interface HttpService {
  /** @param target path and query */
  readonly answer: (method: string, target: string) => Promise<Reply>;
  /** An error of `answer`: a bug, which costs the request and not the exporter. */
  readonly onBug: (error: unknown) => void;
}

/** Scrapers are few; more connections than this are somebody's mistake. */
const CONNECTIONS_MAX = 256;

/** A request has no body and few headers. */
const REQUEST_TIMEOUT_MS = 10_000;

const HINTS: Readonly<Record<string, string>> = {
  EADDRINUSE: "another process listens there: stop it, or choose another port with --listen",
  EACCES: "this user may not listen there: choose a port above 1023 with --listen",
  EADDRNOTAVAIL: "no interface of this machine has that address",
  ENOTFOUND: "no such name is known: write an address of this machine, or :PORT for every interface",
};

/**
 * Listens.
 * @throws MemtoolError LISTEN
 */
export function serveHttp(address: ListenAddress, service: HttpService): Promise<HttpListener> {
  const limits = { headersTimeout: REQUEST_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS };
  const server = createServer(limits, (request, response) => void handle(request, response, service));
  server.maxConnections = CONNECTIONS_MAX;
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(address, error)));
    server.listen(address, () => {
      server.removeAllListeners("error");
      // Accept errors (EMFILE and the like) must not end the process; the next accept tries again.
      server.on("error", () => {});
      resolve({ url: listenUrl({ host: address.host, port: boundPort(server) }), close: () => closeAll(server) });
    });
  });
}

async function handle(request: IncomingMessage, response: ServerResponse, service: HttpService): Promise<void> {
  const reply = await answerOrExcuse(request, service);
  const { status, headers, body } = encodeReply(reply, request.headers["accept-encoding"]);
  response.writeHead(status, headers);
  // Node leaves the body of a reply to HEAD out by itself.
  response.end(body);
}

async function answerOrExcuse({ method = "", url = "" }: IncomingMessage, service: HttpService): Promise<Reply> {
  try {
    return await service.answer(method, url);
  } catch (error) {
    service.onBug(error);
    return plainReply(500, "a bug in memtool; its log says more");
  }
}

function boundPort(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function closeAll(server: Server): void {
  server.close();
  server.closeAllConnections();
}

function listenError({ host, port }: ListenAddress, error: unknown): MemtoolError {
  const hint = HINTS[(error as NodeJS.ErrnoException).code ?? ""];
  const details = hint === undefined ? { cause: error } : { cause: error, hint };
  const where = `${host === undefined ? "" : host.includes(":") ? `[${host}]` : host}:${port}`;
  return new MemtoolError("LISTEN", `could not listen on ${where}: ${messageOf(error)}`, details);
}
