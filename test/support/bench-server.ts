/** One server as a load thread sees it, for tests: a puppet that says what the test says, and an owner whose clock the test holds. */
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import type { Address } from "../../src/base/address.ts";
import type { Clock } from "../../src/base/clock.ts";
import type { MemtoolError } from "../../src/base/errors.ts";
import type { LoadConnection } from "../../src/bench/load/connection.ts";
import { type ConnectionOwner, ThreadServer } from "../../src/bench/load/thread-server.ts";
import { createDialect, type ProtocolName } from "../../src/bench/wire/dialect.ts";
import { Payload } from "../../src/bench/workload/payload.ts";
import type { Workload } from "../../src/bench/workload/workload.ts";
import { testWorkload } from "./bench-plan.ts";

/** Longest wait for something that has to happen, in ms: a machine that is merely slow does not fail a test. */
const WAIT_MS_MAX = 20_000;

/** Lets the event loop go on until `isSo`. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  const giveUpMs = performance.now() + WAIT_MS_MAX;
  while (!isSo()) {
    if (performance.now() > giveUpMs) {
      throw new Error(`waited in vain until ${what}`);
    }
    await setImmediate();
  }
}

/** A server that tells its version and otherwise only says what the test makes it say. */
export class PuppetServer {
  readonly #server: Server;
  readonly #sockets: Socket[] = [];
  /** What each connection has sent since it was greeted. */
  readonly received: string[] = [];

  private constructor() {
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  /** Listens on a free port. */
  static async start(): Promise<PuppetServer> {
    const puppet = new PuppetServer();
    await new Promise<void>((resolve) => puppet.#server.listen(0, "127.0.0.1", resolve));
    return puppet;
  }

  /** Where it listens. */
  get address(): Address {
    return { kind: "tcp", host: "127.0.0.1", port: (this.#server.address() as AddressInfo).port, tls: false };
  }

  /** Everything that was received, in the order of connections. */
  get requestCount(): number {
    return this.received.join("").split("\r\n").length - 1;
  }

  /** Sends `text` over a connection; they count from 0 in the order in which they were opened. */
  say(connection: number, text: string): void {
    this.#sockets[connection]?.write(text, "latin1");
  }

  /** Tears a connection down. */
  drop(connection: number): void {
    this.#sockets[connection]?.destroy();
  }

  /** Waits until a connection has sent exactly this. */
  async expect(connection: number, text: string): Promise<void> {
    const got = (): string => this.received[connection] ?? "";
    await until(() => got().length >= text.length, `${connection} sends ${JSON.stringify(text)}, not ${got()}`);
    if (got() !== text) {
      throw new Error(`connection ${connection} sent ${JSON.stringify(got())}, not ${JSON.stringify(text)}`);
    }
  }

  /** Ends everything. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket): void {
    const index = this.#sockets.push(socket) - 1;
    this.received.push("");
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write("VERSION 1.6.45\r\n");
      socket.on("data", (bytes) => {
        this.received[index] += bytes.toString("latin1");
      });
    });
  }
}

/** An owner of connections whose clock stands until the test moves it. */
export class TestOwner implements ConnectionOwner {
  nowMs = 1000;
  /** Added to the clock at every look at it. */
  lookMs = 0;
  isAway = false;
  /** How long it was away. */
  awayMs = 0;
  readonly clock: Clock = {
    monotonicMs: () => {
      this.nowMs += this.lookMs;
      return this.nowMs;
    },
    unixMs: () => 0,
  };
  readonly readBuffer: Buffer = Buffer.alloc(64 * 1024);
  readonly connectTimeoutMs = 30_000;
  readonly stallTimeoutMs = 30_000;
  readonly tls = undefined;
  reconnects = false;
  requestsPerConnection: number = Number.POSITIVE_INFINITY;
  readonly failures: MemtoolError[] = [];
  /** Connections that were said to have room. */
  readonly roomy: LoadConnection[] = [];
  /** Does something about it. */
  react: (connection: LoadConnection, nowMs: number) => void = () => {};

  isLate(): boolean {
    return this.isAway;
  }

  atWorkMs(nowMs: number): number {
    return this.isAway ? nowMs - this.awayMs : nowMs;
  }

  onRoom(connection: LoadConnection, nowMs: number): void {
    this.roomy.push(connection);
    this.react(connection, nowMs);
  }

  onFailure(error: MemtoolError): void {
    this.failures.push(error);
  }
}

/** What differs from one connection of pipeline 8 that speaks the text protocol. */
export interface ServerOptions {
  readonly connections?: number;
  readonly pipeline?: number;
  readonly protocol?: ProtocolName;
  readonly workload?: Partial<Workload>;
}

/** A server with open connections, all of one owner. */
export interface OpenServer {
  readonly puppet: PuppetServer;
  readonly server: ThreadServer;
  close(): Promise<void>;
}

/** Starts a puppet and opens connections to it, one after the other. */
export async function openServer(owner: TestOwner, options: ServerOptions = {}): Promise<OpenServer> {
  const { connections = 1, pipeline = 8, protocol = "text", workload = {} } = options;
  const puppet = await PuppetServer.start();
  const dialect = createDialect(protocol, false, new Payload(testWorkload(workload)));
  const server = new ThreadServer(puppet.address, owner, dialect, {
    connectionCount: connections,
    inFlightMax: pipeline,
    keysEach: 1,
    createVerifier: () => undefined,
  });
  for (const connection of server.connections) {
    await connection.open();
  }
  const close = async (): Promise<void> => {
    for (const connection of server.connections) {
      connection.destroy();
    }
    await puppet.stop();
  };
  return { puppet, server, close };
}
