/** --durability sync over every transport: no reply leaves before its commit, and a kill -9 loses nothing that was acknowledged. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { needsOpenssl, TestCertificates } from "../support/certificates.ts";
import { delaySyncs, NEEDS_STRACE } from "../support/faulty-disk.ts";
import { LineConnection } from "../support/line-connection.ts";
import { startMemtool } from "../support/memtool-server.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { connectTls } from "../support/tls-client.ts";

const { skip } = needsOpenssl();
const certificates = skip === false ? new TestCertificates() : undefined;
after(() => certificates?.remove());

interface Transport {
  readonly name: string;
  readonly skip: string | false;
  start(directory: string): Promise<ServerProcess>;
  connect(server: ServerProcess): Promise<LineConnection>;
}

const TRANSPORTS: readonly Transport[] = [
  {
    name: "TLS",
    skip,
    start: (directory) => {
      const { chainCert = "", key = "" } = certificates?.settings() ?? {};
      const tls = ["-Z", "-o", `ssl_chain_cert=${chainCert},ssl_key=${key}`];
      return startMemtool({ args: [...argsFor(directory), ...tls], speaks: "TLS" });
    },
    connect: async ({ target }) => {
      assert.ok("port" in target);
      return LineConnection.over((await connectTls(target.port)).socket);
    },
  },
  {
    name: "unix socket",
    skip: false,
    start: (directory) => startMemtool({ args: argsFor(directory), transport: "unix" }),
    connect: (server) => LineConnection.open(server),
  },
];

function argsFor(directory: string): string[] {
  return ["--persistence-dir", directory, "--durability", "sync", "-t", "2"];
}

const SYNC_DELAY_MS = 1500;
/** Clocks of two processes agree about so well. */
const CLOCK_MS = 50;
const VALUE = "v".repeat(3000);

describe("replies that tell of changes", { concurrency: false, ...NEEDS_STRACE }, () => {
  for (const { name, skip: reason, start, connect } of TRANSPORTS) {
    test(`${name}: wait for the commit, all of the pipeline; who only reads does not`, { skip: reason }, async (t) => {
      const server = await start(temporaryFolder("sync-transport-"));
      t.after(() => server.stop("SIGKILL"));
      const [writer, reader] = await Promise.all([connect(server), connect(server)]);
      assert.deepEqual(await writer.ask(`set before 0 0 1\r\n1`, "STORED"), ["STORED"]);
      const heal = await delaySyncs(server.pid, SYNC_DELAY_MS);
      const startMs = performance.now();
      writer.send(`version\r\nset k 0 0 ${VALUE.length}\r\n${VALUE}\r\nget k\r\nincr before 1\r\nversion\r\n`);
      const writing = writer.until((line) => line === "STORED").then(() => performance.now());
      for (let turn = 0; turn < 5; turn++) {
        await reader.ask("get before", "END");
      }
      const readMs = performance.now();
      const writtenMs = await writing;
      assert.ok(writtenMs - startMs >= SYNC_DELAY_MS - CLOCK_MS, `acknowledged after ${writtenMs - startMs} ms`);
      assert.ok(readMs < writtenMs, "the reader was answered first");
      assert.deepEqual(await writer.until((line) => line.startsWith("VERSION")), [
        `VALUE k 0 ${VALUE.length}`,
        VALUE,
        "END",
        "2",
        "VERSION 1.6.45",
      ]);
      await heal();
      await writer.ask("version", /^VERSION/);
    });
  }
});

const WRITERS = 4;
const PIPELINE = 8;

/** Sets keys of its own until the server is gone. @returns the last number that was acknowledged for each key */
async function write(line: LineConnection, name: string): Promise<Map<string, number>> {
  const acknowledged = new Map<string, number>();
  for (let number = 1; ; number++) {
    const keys = Array.from({ length: PIPELINE }, (_, index) => `${name}:${index}`);
    line.send(keys.map((key) => `set ${key} 0 0 ${String(number).length}\r\n${number}\r\n`).join(""));
    for (const key of keys) {
      try {
        assert.equal(await line.line(), "STORED");
      } catch (error) {
        if (line.socket.destroyed) return acknowledged;
        throw error;
      }
      acknowledged.set(key, number);
    }
  }
}

describe("kill -9", { concurrency: false }, () => {
  for (const { name, skip: reason, start, connect } of TRANSPORTS) {
    test(`${name}: nothing acknowledged is lost`, { skip: reason }, async (t) => {
      const directory = temporaryFolder("sync-transport-");
      const server = await start(directory);
      t.after(() => server.stop("SIGKILL"));
      const writing = Array.from({ length: WRITERS }, async (_, index) => write(await connect(server), `w${index}`));
      await sleep(700);
      await server.stop("SIGKILL");
      const acknowledged = new Map((await Promise.all(writing)).flatMap((map) => [...map]));
      assert.ok(
        [...acknowledged.values()].some((number) => number > 1),
        "there was some time",
      );
      const again = await start(directory);
      t.after(() => again.stop("SIGKILL"));
      const line = await connect(again);
      for (const [key, number] of acknowledged) {
        const lines = await line.ask(`get ${key}`, "END");
        const found = Number(lines[1]);
        // What was under way may have been written, too.
        assert.ok(found === number || found === number + 1, `${key} is ${found}, ${number} was acknowledged`);
      }
      line.close();
    });
  }
});
