/**
 * HTTP around a function from requests to replies: listening, HEAD, limits against slow and greedy clients, and an end that waits for
 * nobody. A connection is for one request: scrapers come every few seconds, and who pipelines a thousand requests would be owed as many pages.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { MemtoolError, messageOf } from "../base/errors.ts";
import { type ListenAddress, listenUrl } from "./http-address.ts";
import { encodeReply, plainReply, type Reply } from "./http-reply.ts";

/** A listener that answers. */
export interface HttpListener {
  /** With the port that was bound. */
  readonly url: string;
  /** The address that was bound: an IP address, `::` or `0.0.0.0` for every interface. */
  readonly host: string;
  /** Stops at once and cuts every connection. */
  close(): void;
}

/** What is served. */
export interface HttpService {
  /** @param target path and query */
  readonly answer: (method: string, target: string) => Promise<Reply>;
  /** An error of `answer`: a bug, which costs the request and not the process. */
  readonly onBug: (error: unknown) => void;
  /** The option that says where to listen, for messages. */
  readonly option: string;
}

/** What clients may take. */
export interface HttpLimits {
  /** Scrapers are few. Beyond this the oldest connection is cut for each new one. */
  readonly connectionsMax: number;
  /** From connecting to the last byte of the request: it has no body and few headers. */
  readonly requestMs: number;
  /** From when the reply is known to when the client has taken it. */
  readonly replyMs: number;
  /** How often requests are looked for that take too long. */
  readonly checkMs: number;
  /** Browsers send a few hundred bytes, scrapers fewer. */
  readonly headerBytesMax: number;
}

const DEFAULT_LIMITS: HttpLimits = {
  connectionsMax: 256,
  requestMs: 10_000,
  replyMs: 30_000,
  checkMs: 1000,
  headerBytesMax: 8 * 1024,
};

function hints(option: string): Readonly<Record<string, string>> {
  return {
    EADDRINUSE: `another process listens there: stop it, or choose another port with ${option}`,
    EACCES: `this user may not listen there: choose a port above 1023 with ${option}`,
    EADDRNOTAVAIL: "no interface of this machine has that address",
    ENOTFOUND: "no such name is known: write an address of this machine, or :PORT for every interface",
  };
}

/**
 * Listens.
 * @param limits where they differ from the usual ones
 * @throws MemtoolError LISTEN
 */
export function serveHttp(
  address: ListenAddress,
  service: HttpService,
  limits: Partial<HttpLimits> = {},
): Promise<HttpListener> {
  const server = createLimited(service, { ...DEFAULT_LIMITS, ...limits });
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(address, service.option, error)));
    server.listen(address, () => {
      server.removeAllListeners("error");
      // Accept errors (EMFILE and the like) must not end the process; the next accept tries again.
      server.on("error", () => {});
      const bound = server.address() as AddressInfo;
      resolve({
        url: listenUrl({ host: address.host, port: bound.port }),
        host: bound.address,
        close: () => closeAll(server),
      });
    });
  });
}

function createLimited(service: HttpService, limits: HttpLimits): Server {
  const options = {
    headersTimeout: limits.requestMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.checkMs,
    maxHeaderSize: limits.headerBytesMax,
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response, service, limits.replyMs).catch((error: unknown) => {
      service.onBug(error);
      response.destroy();
    });
  };
  const server = createServer(options, answer);
  // Who asks before sending a body gets the reply, and no leave to send it.
  server.on("checkContinue", answer);
  server.on("connection", cutOldestBeyond(limits.connectionsMax));
  server.maxRequestsPerSocket = 1;
  return server;
}

/** Who is served at once is gone at once: the oldest connection is the one that dawdles, and must not keep a probe out. */
function cutOldestBeyond(countMax: number): (socket: Socket) => void {
  const open = new Set<Socket>();
  return (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    if (open.size > countMax) {
      const [oldest] = open;
      oldest?.destroy();
    }
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  service: HttpService,
  replyMs: number,
): Promise<void> {
  const reply = await answerOrExcuse(request, service);
  const { status, headers, body } = encodeReply(reply, request.headers["accept-encoding"]);
  const deadline = setTimeout(() => response.destroy(), replyMs).unref();
  response.once("close", () => clearTimeout(deadline));
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

function closeAll(server: Server): void {
  server.close();
  server.closeAllConnections();
}

function listenError({ host, port }: ListenAddress, option: string, error: unknown): MemtoolError {
  const hint = hints(option)[(error as NodeJS.ErrnoException).code ?? ""];
  const details = hint === undefined ? { cause: error } : { cause: error, hint };
  const where = `${host === undefined ? "" : host.includes(":") ? `[${host}]` : host}:${port}`;
  return new MemtoolError("LISTEN", `could not listen on ${where}: ${messageOf(error)}`, details);
}
