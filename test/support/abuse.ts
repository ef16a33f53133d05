/**
 * A `memtool serve` that is abused, while its resident memory and a bystander's latency are measured. Afterwards nothing may
 * be left: connections and descriptors are back where they were, memory is usable, every item can be walked.
 *
 * MEMTOOL_ABUSE_FULL=1 sends what the promises are about (860 clients; the bystander's p99 below 50 ms, its worst below 500);
 * otherwise there are fewer clients, and the bounds are ones that a loaded machine holds.
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import type { Socket } from "node:net";
import type { TestContext } from "node:test";
import { BYSTANDER_KEY, BYSTANDER_VALUE, textTalk } from "./bystander-report.ts";
import type { TestServerOptions } from "./memcached.ts";
import { startMemtool } from "./memtool-server.ts";
import { IS_FULL, judge, MIB, observe } from "./observation.ts";
import { connectTo, type ServerProcess } from "./server-process.ts";

/** How many clients misbehave at once. */
export const CLIENT_COUNT = IS_FULL ? 860 : 120;

const SAMPLE_MS = 20;
/** What the bystander and who asks for statistics move of a counter of bytes meanwhile, at most. */
const SETTLED_BYTES = 64 * 1024;
const RECOVERY_MS = 10_000;
/** What has not come by then is not going to come. */
const ANSWER_MS_MAX = 60_000;
/** Descriptors that may come and go for reasons of the runtime; every case opens many more than this. */
const PASSING_DESCRIPTORS = 4;
const WARM_CONNECTIONS = 32;
const LARGE_VALUE = Buffer.alloc(900_000, "L");

/** What garbage that is not collected yet, and other versions of Node, may take on top of a bound of memory. */
const SLACK_BYTES = IS_FULL ? 0 : 64 * MIB;

/** The bound of resident memory for a `-m` limit, connection buffers included. */
export function residentBytesBound(memoryLimitMib: number): number {
  return (1.35 * memoryLimitMib + 128) * MIB + SLACK_BYTES;
}

/** How a polite client of a text server begins, where it has to log in. */
export interface Login {
  readonly hello: string;
  readonly helloReply: string;
}

const NO_LOGIN: Login = { hello: "", helloReply: "" };

/** Waits. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Everything a server sends until it ends the connection; rejects when it does not. */
export async function readToEnd(socket: Socket): Promise<string> {
  const parts: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => parts.push(chunk));
  if (!socket.closed) {
    await inTime("the end of the connection", (resolve) => {
      socket.once("close", resolve);
    });
  }
  return Buffer.concat(parts).toString("latin1");
}

/** Sends `bytes`, reads until the reply ends with `end` or the connection does; rejects when neither comes. */
export async function ask(socket: Socket, bytes: string | Buffer, end: string): Promise<string> {
  let received = "";
  const answered = inTime(JSON.stringify(end), (resolve) => {
    const take = (chunk: Buffer) => {
      received += chunk.toString("latin1");
      if (received.endsWith(end)) {
        socket.off("data", take);
        resolve();
      }
    };
    socket.on("data", take);
    socket.once("close", () => resolve());
  });
  socket.write(bytes);
  await answered;
  return received;
}

/** What `wait` waits for has to come: a server that fails a test must not hang it. */
async function inTime(what: string, wait: (resolve: () => void) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come within ${ANSWER_MS_MAX} ms`)), ANSWER_MS_MAX);
  });
  try {
    await Promise.race([new Promise<void>(wait), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until the server has done what it is going to do: a counter of bytes stands (nearly) still. */
export async function settled(server: AbusedServer, name: string): Promise<void> {
  for (let last = 0, now = await server.statistic(name); now - last > SETTLED_BYTES; ) {
    await delay(SAMPLE_MS * 5);
    last = now;
    now = await server.statistic(name);
  }
}

/** See the file's head. */
export class AbusedServer {
  readonly process: ServerProcess;
  readonly #login: Login;
  readonly #refusesDumps: boolean;
  readonly #sockets = new Set<Socket>();

  private constructor(process: ServerProcess, login: Login, refusesDumps: boolean) {
    this.process = process;
    this.#login = login;
    this.#refusesDumps = refusesDumps;
  }

  /** @param options beyond `args`: how it listens, what its environment is; `login` is what {@link talk} begins with */
  static async start(
    args: readonly string[],
    { login = NO_LOGIN, ...options }: Omit<TestServerOptions, "args"> & { readonly login?: Login } = {},
  ): Promise<AbusedServer> {
    const server = new AbusedServer(await startMemtool({ ...options, args }), login, args.includes("-X"));
    const reply = await server.talk(
      `set ${BYSTANDER_KEY} 0 0 ${BYSTANDER_VALUE.length}\r\n${BYSTANDER_VALUE}\r\n`,
      "\r\n",
    );
    assert.equal(reply, "STORED\r\n");
    // Every thread opens what it needs for good with its first connection.
    const first = await server.openMany(WARM_CONNECTIONS);
    await Promise.all(first.map((socket) => ask(socket, "version\r\n", "\r\n")));
    for (const socket of first) socket.destroy();
    return server;
  }

  /** Ends the server, which has to stop in time and with exit code 0. */
  async stop(): Promise<void> {
    assert.equal(await this.process.stop(), "ended with exit code 0");
  }

  /**
   * Opens a connection that ends with the abuse, to another port than the first if one is given. Nothing is read from it before a
   * listener is there.
   */
  async open(port?: number): Promise<Socket> {
    const socket = await (port === undefined ? this.process.connect() : connectTo({ host: "127.0.0.1", port }));
    socket.on("error", () => {});
    socket.once("close", () => this.#sockets.delete(socket));
    this.#sockets.add(socket);
    return socket;
  }

  /** Opens `count` connections. */
  async openMany(count: number): Promise<Socket[]> {
    const sockets: Socket[] = [];
    while (sockets.length < count) sockets.push(await this.open());
    return sockets;
  }

  /** One request on a connection of its own. */
  async talk(bytes: string | Buffer, end: string): Promise<string> {
    const socket = await this.open();
    const { hello, helloReply } = this.#login;
    try {
      if (hello !== "") assert.equal(await ask(socket, hello, helloReply), helloReply);
      return await ask(socket, bytes, end);
    } finally {
      socket.destroy();
    }
  }

  /** A line of `stats`. */
  async statistic(name: string): Promise<number> {
    const reply = await this.talk("stats\r\n", "END\r\n");
    return Number(new RegExp(`STAT ${name} (\\d+)`).exec(reply)?.[1]);
  }

  get #descriptorCount(): number {
    return readdirSync(`/proc/${this.process.pid}/fd`).length;
  }

  /**
   * Runs `attack` with a bystander beside it and checks what it did to the server.
   * @param residentBytesMax bound of the resident memory all the while
   */
  async endures(context: TestContext, residentBytesMax: number, attack: () => Promise<void>): Promise<void> {
    const connectionsBefore = await this.#settledConnections(1);
    const descriptorsBefore = this.#descriptorCount;
    const { hello, helloReply } = this.#login;
    try {
      const talk = textTalk(this.process.target, hello, helloReply);
      judge(context, await observe(this.process, talk, attack), residentBytesMax);
    } finally {
      for (const socket of this.#sockets) socket.destroy();
    }
    await this.#recovered(connectionsBefore, descriptorsBefore);
  }

  /** Waits until at most `count` connections are open (the asker is one of them). */
  async #settledConnections(count: number): Promise<number> {
    const deadline = Date.now() + RECOVERY_MS;
    for (;;) {
      const open = await this.statistic("curr_connections");
      if (open <= count || Date.now() > deadline) return open;
      await delay(SAMPLE_MS);
    }
  }

  async #recovered(connectionsBefore: number, descriptorsBefore: number): Promise<void> {
    assert.equal(await this.#settledConnections(connectionsBefore), connectionsBefore, "connections are back");
    const deadline = Date.now() + RECOVERY_MS;
    const descriptorsMax = descriptorsBefore + PASSING_DESCRIPTORS;
    // Reclaiming handles opens as many for a moment: what was few enough is not counted again.
    let descriptors = this.#descriptorCount;
    while (descriptors > descriptorsMax && Date.now() < deadline) {
      await delay(SAMPLE_MS);
      descriptors = this.#descriptorCount;
    }
    assert.ok(descriptors <= descriptorsMax, `${descriptors} descriptors, ${descriptorsBefore} before`);
    const head = `set large 0 0 ${LARGE_VALUE.length}\r\n`;
    const stored = await this.talk(Buffer.concat([Buffer.from(head), LARGE_VALUE, Buffer.from("\r\n")]), "\r\n");
    assert.equal(stored, "STORED\r\n", "memory is usable");
    const found = await this.talk("get large\r\n", "END\r\n");
    assert.equal(found, `VALUE large 0 ${LARGE_VALUE.length}\r\n${LARGE_VALUE.toString()}\r\nEND\r\n`);
    if (this.#refusesDumps) return;
    const dump = await this.talk("lru_crawler metadump all\r\n", "END\r\n");
    const itemCount = await this.statistic("curr_items");
    assert.equal(dump.match(/^key=/gm)?.length ?? 0, itemCount, "every item is found by a walk, and no other");
  }
}
