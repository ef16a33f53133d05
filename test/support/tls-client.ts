/** A TLS client for tests: connects, sends, and waits for what it names; failures are values, because they are often expected. */
import { once } from "node:events";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";

const ANSWER_MS_MAX = 20_000;

/** The end of what has arrived is looked at after each piece; nothing that is waited for is longer. */
const LAST_BYTES = 64;

/** A connection, with everything that has arrived on it. */
export class TlsClient {
  readonly socket: TLSSocket;
  readonly #pieces: string[] = [];
  #length = 0;
  #last = "";
  readonly #waiting = new Set<() => void>();

  constructor(socket: TLSSocket) {
    this.socket = socket;
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      const piece = chunk.toString("latin1");
      this.#pieces.push(piece);
      this.#length += piece.length;
      this.#last = (this.#last + piece).slice(-LAST_BYTES);
      this.#wake();
    });
    socket.on("close", () => this.#wake());
  }

  /** Sends `request` and waits until what has arrived since ends with `end`, or the connection does; returns that as latin1. */
  async ask(request: string, end = "\r\n"): Promise<string> {
    const from = this.#length;
    const pieceCount = this.#pieces.length;
    this.socket.write(request, "latin1");
    await this.#until(() => this.#length > from && this.#last.endsWith(end));
    return this.#pieces.slice(pieceCount).join("");
  }

  /** Waits for the end of the connection. */
  async closed(): Promise<void> {
    await this.#until(() => this.socket.destroyed);
  }

  #wake(): void {
    for (const look of this.#waiting) look();
  }

  #until(isThere: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => finish(() => reject(new Error(`nothing came in time; the last is ${JSON.stringify(this.#last)}`))),
        ANSWER_MS_MAX,
      );
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        settle();
      };
      const look = (): void => {
        if (isThere() || this.socket.destroyed) finish(resolve);
      };
      this.#waiting.add(look);
      look();
    });
  }
}

/** Connects and waits for the handshake; rejects with Node's error when there is none. The server is not verified unless asked for. */
export async function connectTls(port: number, options: ConnectionOptions = {}): Promise<TlsClient> {
  const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false, ...options });
  await once(socket, "secureConnect");
  return new TlsClient(socket);
}

/** One question on a connection of its own; the text of the error when that fails, "" when the server just hangs up. */
export async function askTls(port: number, request: string, options: ConnectionOptions = {}): Promise<string> {
  try {
    const client = await connectTls(port, options);
    const answer = await client.ask(request);
    client.socket.destroy();
    return answer;
  } catch (error) {
    return `failed: ${(error as NodeJS.ErrnoException).code ?? String(error)}`;
  }
}
