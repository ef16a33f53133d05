/** A connection to a test server of which a test reads line by line. */
import type { Socket } from "node:net";
import type { ServerProcess } from "./server-process.ts";

const TIMEOUT_MS = 20_000;

/** See the file's head. Lines come without their ends. */
export class LineConnection {
  readonly socket: Socket;
  readonly #lines: string[] = [];
  #rest = "";
  #changed: () => void = () => {};

  static async open(server: ServerProcess): Promise<LineConnection> {
    return new LineConnection(await server.connect());
  }

  /** Over any connection that is open, one of TLS for instance. */
  static over(socket: Socket): LineConnection {
    return new LineConnection(socket);
  }

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      const parts = (this.#rest + chunk.toString("latin1")).split("\n");
      this.#rest = parts.pop() as string;
      this.#lines.push(...parts.map((line) => line.replace(/\r$/, "")));
      this.#changed();
    });
    socket.on("close", () => this.#changed());
    socket.on("error", () => {});
  }

  send(text: string): void {
    this.socket.write(text, "latin1");
  }

  /** The next line. */
  async line(): Promise<string> {
    return (await this.until(() => true)).at(-1) as string;
  }

  /** Lines up to the first that is wanted, that one included. */
  async until(isWanted: (line: string) => boolean): Promise<string[]> {
    const deadline = Date.now() + TIMEOUT_MS;
    for (;;) {
      const index = this.#lines.findIndex(isWanted);
      if (index >= 0) {
        return this.#lines.splice(0, index + 1);
      }
      if (this.socket.destroyed || Date.now() > deadline) {
        throw new Error(`the line did not come; the last ones: ${JSON.stringify(this.#lines.slice(-5))}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, TIMEOUT_MS);
        this.#changed = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Sends a request and returns the lines of its reply, up to the one that ends it. */
  async ask(request: string, last: string | RegExp): Promise<string[]> {
    this.send(`${request}\r\n`);
    return await this.until((line) => (typeof last === "string" ? line === last : last.test(line)));
  }

  close(): void {
    this.socket.destroy();
  }
}
