/** Signals and files of `memtool serve` in the moments that go wrong: twice, too early, with replies under way. */
import assert from "node:assert/strict";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { eventually, hangUp, isAlive, talk } from "../support/conversation.ts";
import { spawnCli } from "../support/run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "memtool-signals-"));
after(() => {
  hangUp();
  rmSync(folder, { recursive: true, force: true });
});

interface Served {
  readonly child: ChildProcessWithoutNullStreams;
  readonly port: number;
  readonly stderr: () => string;
  readonly ended: Promise<number | null>;
}

async function serve(...args: string[]): Promise<Served> {
  const child = spawnCli(["serve", "-p", "-1", "-t", "1", ...args]);
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const port = Number(await eventually("a port", () => /listening on 127\.0\.0\.1:(\d+)/.exec(stderr)?.[1]));
  return { child, port, stderr: () => stderr, ended };
}

const VALUE_BYTES = 400_000;
const GETS = 50;
const HEADER = `VALUE big 0 ${VALUE_BYTES}\r\n`;
const REPLY = `${HEADER}${"v".repeat(VALUE_BYTES)}\r\nEND\r\n`;

/** A client whose replies do not fit into the sockets between: it has asked for 20 MB and reads nothing. */
async function askForMuch(port: number) {
  const client = talk(port, `set big 0 0 ${VALUE_BYTES}\r\n${"v".repeat(VALUE_BYTES)}\r\n`);
  await client.until(/^STORED\r\n$/);
  client.socket.pause();
  client.socket.write("get big\r\n".repeat(GETS));
  // Another client sees when the first of them have been executed.
  const other = talk(port, "");
  for (let asked = 0; asked === 0; ) {
    const before = other.text().length;
    other.socket.write("stats\r\n");
    await eventually("statistics", () => other.text().slice(before).endsWith("END\r\n"));
    asked = Number(/STAT get_hits (\d+)/.exec(other.text().slice(before))?.[1]);
  }
  return client;
}

test("SIGTERM: who reads gets replies to the last byte of those that were sent, none of them wrong", async () => {
  const served = await serve();
  const client = await askForMuch(served.port);
  served.child.kill("SIGTERM");
  client.socket.resume();
  await client.ended;
  assert.equal(await served.ended, 0);
  const received = client.text().slice("STORED\r\n".length);
  assert.ok(received.length >= REPLY.length);
  const replies = Math.floor(received.length / REPLY.length);
  assert.ok(received === REPLY.repeat(replies), `${received.length} bytes are no whole replies`);
});

test("a second signal ends a server at once that still waits for a client", async () => {
  const served = await serve("-v");
  await askForMuch(served.port);
  served.child.kill("SIGTERM");
  served.child.kill("SIGINT");
  const exitCode = await served.ended;
  assert.ok(exitCode === 130 || exitCode === 143, `exit code ${exitCode}`);
  assert.match(served.stderr(), /\nExiting normally\n$/);
});

test("SIGHUP without anything to read again changes nothing", async () => {
  const served = await serve();
  const client = talk(served.port, "set a 0 0 1\r\nx\r\n");
  await client.until(/^STORED\r\n$/);
  served.child.kill("SIGHUP");
  served.child.kill("SIGHUP");
  client.socket.write("get a\r\nquit\r\n");
  await client.ended;
  assert.equal(client.text(), "STORED\r\nVALUE a 0 1\r\nx\r\nEND\r\n");
  served.child.kill("SIGTERM");
  assert.equal(await served.ended, 0);
});

test("a pid file of an earlier run is warned of and written anew", async () => {
  const pidFile = join(folder, "stale.pid");
  writeFileSync(pidFile, "999999\n");
  const served = await serve("-P", pidFile);
  assert.equal(readFileSync(pidFile, "utf8"), `${served.child.pid}\n`);
  assert.match(served.stderr(), /^WARNING: The pid file \S+stale\.pid existed; it is written anew\n/m);
  served.child.kill("SIGTERM");
  assert.equal(await served.ended, 0);
});

test("-d -v keeps stderr for what the daemon says", async () => {
  const pidFile = join(folder, "verbose.pid");
  const child = spawnCli(["serve", "-d", "-vv", "-p", "-1", "-t", "1", "-P", pidFile]);
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const port = Number(await eventually("a port", () => /listening on 127\.0\.0\.1:(\d+)/.exec(stderr)?.[1]));
  const pid = Number(readFileSync(pidFile, "utf8"));
  try {
    assert.notEqual(pid, child.pid);
    const client = talk(port, "get nothing\r\nquit\r\n");
    await client.ended;
    await eventually("the log", () => /\n<(\d+) get nothing\n>\1 END\n<\1 quit\n/.test(stderr));
    process.kill(pid, "SIGTERM");
    await eventually("the last lines", () => /\nExiting normally\nmemtool serve: stopped after/.test(stderr));
    await eventually("the end", () => !isAlive(pid) && !existsSync(pidFile));
  } finally {
    if (isAlive(pid)) {
      process.kill(pid, "SIGKILL");
    }
  }
});
