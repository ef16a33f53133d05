/** `memtool serve` as a user starts it: lines, ready file, ports, signals, a command beside it, wrong words. */
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { runCli, spawnCli } from "../support/run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "memtool-serve-"));
const children: ChildProcess[] = [];
after(() => {
  // A failed test must not leave a server behind that keeps this process alive.
  for (const child of children) {
    child.kill("SIGKILL");
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Served {
  readonly address: string;
  readonly stderr: () => string;
  readonly stop: (signal: NodeJS.Signals) => Promise<number | null>;
}

/** Starts serve on a free port and waits for its first line. */
async function serve(...args: string[]): Promise<Served> {
  const child = spawnCli(["serve", "--port", "0", ...args]);
  children.push(child);
  let stderr = "";
  // Not "exit": the last lines may come behind it.
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const address = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
      const found = /listening on (\S+);/.exec(stderr)?.[1];
      if (found !== undefined) {
        resolve(found);
      }
    });
    child.once("exit", (code) => reject(new Error(`serve ended with ${code}: ${stderr}`)));
  });
  return {
    address,
    stderr: () => stderr,
    stop: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

test("says where it listens, with how much memory and how many threads; sums up when it is told to stop", async () => {
  const ready = join(folder, "ready");
  const served = await serve("-m", "32", "-t", "2", "--ready-file", ready);
  assert.match(served.stderr(), /listening on 127\.0\.0\.1:\d+; 32 MiB of memory, 2 worker threads\n/);
  assert.equal(readFileSync(ready, "utf8"), `${served.address}\n`);
  const stored = await runCli(["repl", served.address, "set", "greeting", "0", "0", "hello"]);
  assert.equal(stored.stdout, "STORED\n");
  const found = await runCli(["repl", served.address, "get", "greeting"]);
  assert.match(found.stdout, /hello/);
  const stats = await runCli(["stats", served.address, "--json"]);
  assert.equal(JSON.parse(stats.stdout).servers[0].stats.get_hits, 1);
  assert.equal(await served.stop("SIGINT"), 0);
  assert.match(served.stderr(), /stopped after .*; connections: 3, gets: 1 \(100 % hits\), sets: 1\n$/);
  assert.equal(existsSync(ready), false);
});

test("SIGTERM ends it as well, with exit code 0, while clients are connected", async () => {
  const served = await serve("-t", "1");
  const idle = spawnCli(["repl", served.address]);
  children.push(idle);
  idle.stdin.write("set a 0 0 1\n1\n");
  await new Promise((resolve) => idle.stdout.once("data", resolve));
  assert.equal(await served.stop("SIGTERM"), 0);
  idle.kill();
});

test("runs a command with the address in MEMCACHE_SERVERS and ends with its exit code", async () => {
  const script = "console.log('at', process.env.MEMCACHE_SERVERS); process.exit(7)";
  const result = await runCli(["serve", "--port", "0", "--", process.execPath, "-e", script]);
  assert.match(result.stdout, /^at 127\.0\.0\.1:\d+\n$/);
  assert.equal(result.exitCode, 7);
  const missing = await runCli(["serve", "--port", "0", "--", "no-such-program-anywhere"]);
  assert.equal(missing.exitCode, 2);
  assert.match(missing.stderr, /could not run "no-such-program-anywhere"/);
});

test("a port in use is memcached's exit code 71 and a sentence that helps; so are its codes for wrong values", async () => {
  const occupant = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => occupant.once("listening", resolve));
  const address = occupant.address();
  assert.ok(address !== null && typeof address === "object");
  const taken = await runCli(["serve", "-p", String(address.port)]);
  occupant.close();
  assert.equal(taken.exitCode, 71);
  assert.match(taken.stderr, /could not listen on 127\.0\.0\.1:\d+.*EADDRINUSE/);
  assert.match(taken.stderr, /--port 0/);
  const unknown = await runCli(["serve", "--no-such-option"]);
  assert.equal(unknown.exitCode, 1);
  assert.match(unknown.stderr, /^memtool serve: unrecognized option .--no-such-option.\n {2}Illegal argument "\?"\n/);
  assert.equal((await runCli(["serve", "-m", "lots"])).exitCode, 64);
  assert.equal((await runCli(["serve", "-I", "1m", "-m", "1"])).exitCode, 64);
  assert.equal((await runCli(["serve", "-Y", "/no/such/file"])).exitCode, 1);
  assert.equal((await runCli(["serve", "-S"])).exitCode, 1);
  const unready = await runCli(["serve", "-p", "0", "--ready-file", "/no/such/folder/ready"]);
  assert.equal(unready.exitCode, 2);
  assert.match(unready.stderr, /could not write the ready file .*ENOENT.*\n {2}its directory has to exist/);
});

test("-h is memcached's, --help ours, -V the memcached it stands in for, -i the license", async () => {
  const own = await runCli(["serve", "--help"]);
  assert.equal(own.exitCode, 0);
  assert.match(own.stdout, /--ready-file/);
  const memcached = await runCli(["serve", "-h"]);
  assert.equal(memcached.exitCode, 0);
  assert.match(memcached.stdout, /^memcached 1\.6\.45\n-p, --port=<port>/);
  assert.equal((await runCli(["serve", "-V"])).stdout, "memcached 1.6.45\n");
  assert.match((await runCli(["serve", "-i"])).stdout, /Permission is hereby granted|License/);
});

test("-vv logs connections, requests and replies on stderr", async () => {
  const served = await serve("-t", "1", "-vv");
  await runCli(["repl", served.address, "get", "nothing"]);
  assert.equal(await served.stop("SIGTERM"), 0);
  assert.match(
    served.stderr(),
    /<(\d+) new auto-negotiating client connection\n\1: Client using the ascii protocol\n<\1 get nothing\n>\1 END\n<\1 connection closed\.\n/,
  );
});
