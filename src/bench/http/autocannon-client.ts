/**
 * The parts of an autocannon client that memtool uses, and how a client is got. autocannon (9) offers `setupClient`, which is called with
 * each client before that connects; its type declarations leave out what a client is made of.
 *
 * A client connects at once, again and again, sends as soon as a reply is in, and tells a reply by its place in a queue. Two of its methods
 * decide all that: `_connect` and `_doRequest`. http-connection.ts puts a valve before each, so that our own clock says when.
 */
import type { EventEmitter } from "node:events";
import type { Instance } from "autocannon";

/** What is used of a client's socket: a net.Socket or a tls.TLSSocket. */
export interface ClientSocket extends EventEmitter {
  /** Of TLS: whether the certificate was accepted, and if not why. */
  readonly authorized?: boolean;
  readonly authorizationError?: Error | string;
  readonly writableNeedDrain: boolean;
  cork(): void;
  uncork(): void;
  destroy(): void;
}

/** What is used of a client's parser (http-parser-js). Its callbacks are found by the numbers of its class. */
export interface ClientParser {
  readonly type: unknown;
  /** The present message's Connection header, in small letters; empty without one. */
  readonly connection: string;
  readonly constructor: { readonly kOnHeadersComplete: number; readonly kOnMessageComplete: number };
  [callback: number]: (info: { readonly statusCode: number; readonly shouldKeepAlive: boolean }) => unknown;
  /** Parses a chunk; gives an Error for what is not HTTP. */
  execute(chunk: Buffer): unknown;
  /** The connection has ended, and with it a body that goes on until then. */
  finish(): unknown;
  /** Forgets a message that was cut short. */
  reinitialize(type: unknown): void;
}

/** A client. */
export interface AutocannonClient extends EventEmitter {
  /** Undefined before it connects for the first time. */
  readonly conn: ClientSocket | undefined;
  readonly parser: ClientParser;
  /** What it believes to be in flight; `addBody` gathers the answers' bodies as text, which nobody reads. */
  readonly pipelinedRequests: { clear(): void; addBody(chunk: Buffer): void };
  /** Opens `conn`. */
  _connect(): void;
  /** Sends `getRequestBuffer()`. */
  _doRequest(): void;
  /** Closes `conn` for good and forgets what was in flight. */
  _destroyConnection(): void;
  getRequestBuffer(): Buffer;
  destroy(): void;
}

/** Times of autocannon that must never pass: we have our own. Its timers hold 24 days. */
const NEVER_SECONDS = 2_000_000;

/**
 * Starts autocannon with `connections` clients, and without a rate: with one of its own it sends in bursts at the start of each second and
 * adds samples to its latencies that nobody measured.
 * @param origin of the application
 * @param onClient gets each client before it connects
 * @returns ends it, once its clients are destroyed
 */
export async function startAutocannon(
  origin: string,
  connections: number,
  onClient: (client: AutocannonClient) => void,
): Promise<() => void> {
  const { default: autocannon } = await import("autocannon");
  const running = autocannon({
    url: origin,
    connections,
    // Its own limit counts from the last request that was sent, so it also ends connections that have nothing to do.
    timeout: NEVER_SECONDS,
    duration: NEVER_SECONDS,
    setupClient: (client) => onClient(client as unknown as AutocannonClient),
  });
  const refused = new Promise<never>((_, reject) => {
    running.catch(reject);
  });
  await Promise.race([refused, new Promise<void>((resolve) => setImmediate(resolve))]);
  return () => (running as unknown as Instance).stop();
}
