/**
 * A `memtool serve` that is abused, while its resident memory and a bystander's latency are measured. Afterwards nothing may
 * be left: connections and descriptors are back where they were, memory is usable, every item can be walked.
 *
 * MEMTOOL_ABUSE_FULL=1 sends what the promises are about (860 clients, and the bystander's p99 below 50 ms); otherwise there
 * are fewer clients, and the bound is one that a loaded machine holds.
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import type { Socket } from "node:net";
import type { TestContext } from "node:test";
import { Worker } from "node:worker_threads";
import { BYSTANDER_KEY, BYSTANDER_VALUE, type BystanderReport } from "./bystander-report.ts";
import type { TestServerOptions } from "./memcached.ts";
import { startMemtool } from "./memtool-server.ts";
import type { ServerProcess } from "./server-process.ts";

/** Whether this is the full run. */
export const IS_FULL = process.env["MEMTOOL_ABUSE_FULL"] === "1";
/** How many clients misbehave at once. */
export const CLIENT_COUNT = IS_FULL ? 860 : 120;
const P99_MS_MAX = IS_FULL ? 50 : 2000;

/** A mebibyte. */
export const MIB = 1024 * 1024;
const SAMPLE_MS = 20;
/** What the bystander and who asks for statistics move of a counter of bytes meanwhile, at most. */
const SETTLED_BYTES = 64 * 1024;
const RECOVERY_MS = 10_000;
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

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Everything a server sends until it ends the connection. */
export async function readToEnd(socket: Socket): Promise<string> {
  const parts: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => parts.push(chunk));
  if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
  return Buffer.concat(parts).toString("latin1");
}

/** Sends `bytes`, reads until the reply ends with `end` or the connection does. */
export async function ask(socket: Socket, bytes: string | Buffer, end: string): Promise<string> {
  let received = "";
  const answered = new Promise<void>((resolve) => {
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
  readonly #sockets = new Set<Socket>();

  private constructor(process: ServerProcess) {
    this.process = process;
  }

  /** @param options beyond `args`: how it listens, what its environment is */
  static async start(args: readonly string[], options: Omit<TestServerOptions, "args"> = {}): Promise<AbusedServer> {
    const server = new AbusedServer(await startMemtool({ ...options, args }));
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

  /** Opens a connection that ends with the abuse. Nothing is read from it before a listener is there. */
  async open(): Promise<Socket> {
    const socket = await this.process.connect();
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
    try {
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
    const residentBefore = this.process.residentBytes;
    let residentMax = residentBefore;
    const bystander = new Worker(new URL("./bystander.thread.js", import.meta.url), {
      workerData: this.process.target,
    });
    await once(bystander, "message");
    const sampler = setInterval(() => {
      residentMax = Math.max(residentMax, this.process.residentBytes);
    }, SAMPLE_MS);
    try {
      await attack();
      await delay(SAMPLE_MS * 5);
    } finally {
      clearInterval(sampler);
      for (const socket of this.#sockets) socket.destroy();
    }
    bystander.postMessage("stop");
    const [report] = (await once(bystander, "message")) as [BystanderReport];
    await bystander.terminate();
    const mib = (bytes: number) => `${Math.round(bytes / MIB)} MiB`;
    context.diagnostic(
      `resident ${mib(residentBefore)}, at most ${mib(residentMax)}; bystander: ${report.requests} requests, ` +
        `p50 ${report.p50Ms.toFixed(1)} ms, p99 ${report.p99Ms.toFixed(1)} ms, worst ${report.worstMs.toFixed(1)} ms`,
    );
    assert.equal(report.failure, undefined, "the bystander is served");
    assert.ok(residentMax <= residentBytesMax, `${mib(residentMax)} resident, more than ${mib(residentBytesMax)}`);
    assert.ok(report.p99Ms <= P99_MS_MAX, `the bystander waited ${report.p99Ms} ms, more than ${P99_MS_MAX}`);
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
    while (this.#descriptorCount > descriptorsMax && Date.now() < deadline) await delay(SAMPLE_MS);
    const descriptors = this.#descriptorCount;
    assert.ok(descriptors <= descriptorsMax, `${descriptors} descriptors, ${descriptorsBefore} before`);
    const head = `set large 0 0 ${LARGE_VALUE.length}\r\n`;
    const stored = await this.talk(Buffer.concat([Buffer.from(head), LARGE_VALUE, Buffer.from("\r\n")]), "\r\n");
    assert.equal(stored, "STORED\r\n", "memory is usable");
    const found = await this.talk("get large\r\n", "END\r\n");
    assert.equal(found, `VALUE large 0 ${LARGE_VALUE.length}\r\n${LARGE_VALUE.toString()}\r\nEND\r\n`);
    const dump = await this.talk("lru_crawler metadump all\r\n", "END\r\n");
    const itemCount = await this.statistic("curr_items");
    assert.equal(dump.match(/^key=/gm)?.length ?? 0, itemCount, "every item is found by a walk, and no other");
  }
}
