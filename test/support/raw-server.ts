/** A server of nothing but sockets, that sees the heads of HTTP requests and does as it likes with each: for answers that no library would give. */
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

const HEAD_END = "\r\n\r\n";

/** The server. */
export class RawServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #requestCount = 0;

  private constructor(onRequest: (socket: Socket, index: number) => void) {
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket, onRequest));
  }

  /**
   * Listens on a free port of 127.0.0.1.
   * @param onRequest is given each request's connection, and how many requests came before it
   */
  static async start(onRequest: (socket: Socket, index: number) => void): Promise<RawServer> {
    const server = new RawServer(onRequest);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  /** Where it is. */
  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends all connections and the server. */
  stop(): void {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    this.#server.close();
  }

  #serve(socket: Socket, onRequest: (socket: Socket, index: number) => void): void {
    let pending = "";
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("data", (chunk) => {
      pending += chunk.toString("latin1");
      for (let end = pending.indexOf(HEAD_END); end !== -1; end = pending.indexOf(HEAD_END)) {
        pending = pending.slice(end + HEAD_END.length);
        onRequest(socket, this.#requestCount++);
      }
    });
  }
}
