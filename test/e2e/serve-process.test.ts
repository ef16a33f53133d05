/** `memtool serve` as a process among others: daemon, pid file, port file, signals, shutdown, sockets, users, limits. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Conversation, eventually, hangUp, isAlive, TIMEOUT_MS, talk } from "../support/conversation.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { MEMTOOL_PATH, runCli, spawnCli, spawnProgram } from "../support/run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "memtool-process-"));
const pids = new Set<number>();
after(() => {
  hangUp();
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended, as it should.
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

test("-d: the launcher ends with 0, the daemon answers, knows its pid file and removes it; the port file tells the port", async () => {
  const pidFile = join(folder, "daemon.pid");
  const portFile = join(folder, "daemon.ports");
  const launched = await runCli(["serve", "-d", "-p", "-1", "-t", "1", "-P", pidFile], {
    env: { MEMCACHED_PORT_FILENAME: portFile },
  });
  assert.deepEqual([launched.exitCode, launched.stdout, launched.stderr], [0, "", ""]);
  const ports = await eventually("a port file", () => existsSync(portFile) && readFileSync(portFile, "utf8"));
  const pid = Number(readFileSync(pidFile, "utf8"));
  pids.add(pid);
  const port = Number(/^TCP INET: (\d+)\n$/.exec(ports)?.[1]);
  const client = talk(port, "version\r\nstats\r\nquit\r\n");
  await client.ended;
  assert.match(client.text(), new RegExp(`^VERSION 1\\.6\\.45\r\n(?:.*\r\n)*STAT pid ${pid}\r\n`));
  assert.equal(readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[5], String(pid), "a session of its own");
  process.kill(pid, "SIGTERM");
  await eventually("the end of the daemon", () => !isAlive(pid));
  assert.equal(existsSync(pidFile), false);
});

test("SIGUSR1 says so and ends with 0; the pid file of a server in the foreground stays", async () => {
  const pidFile = join(folder, "front.pid");
  const child = spawnCli(["serve", "-p", "-1", "-t", "1", "-P", pidFile]);
  pids.add(child.pid as number);
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  await eventually("listening", () => stderr.includes("listening"));
  assert.equal(readFileSync(pidFile, "utf8"), `${child.pid}\n`);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGUSR1");
  assert.equal(await ended, 0);
  assert.match(stderr, /\nGracefully stopping\n/);
  assert.ok(existsSync(pidFile));
});

test("shutdown ends the server only with -A, and the client sees nothing but the end", async () => {
  const refusing = await startMemtool({ args: ["-t", "1"] });
  assert.ok("port" in refusing.target);
  const refused = talk(refusing.target.port, "shutdown\r\n");
  await refused.until(/^SERVER_ERROR: shutdown not enabled\r\n$/);
  refused.socket.destroy();
  await refusing.stop();
  const child = spawnCli(["serve", "-p", "-1", "-t", "2", "-A"]);
  pids.add(child.pid as number);
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const port = await eventually("a port", () => /listening on 127\.0\.0\.1:(\d+)/.exec(stderr)?.[1]);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const client = talk(Number(port), "mn\r\nshutdown graceful\r\n");
  await client.ended;
  assert.equal(client.text(), "MN\r\n");
  assert.equal(await ended, 0);
  assert.match(stderr, /Gracefully stopping/);
});

test("-s and -a: the socket has the mode asked for, whatever the umask", async () => {
  const path = join(folder, "mode.sock");
  const script = 'umask 0; exec "$0" "$1" serve -s "$2" -a 0640 -t 1 -P "$3"';
  const pidFile = join(folder, "mode.pid");
  const child = spawnProgram("sh", ["-c", script, process.execPath, MEMTOOL_PATH, path, pidFile]);
  pids.add(child.pid as number);
  await eventually("a socket", () => existsSync(path) && existsSync(pidFile));
  assert.equal(statSync(path).mode & 0o777, 0o640);
  child.kill("SIGTERM");
});

test("-u: all threads run as the user", {
  skip: process.getuid?.() !== 0 && "only root can become somebody else",
}, async () => {
  const server = await startMemtool({ args: ["-t", "2", "-u", "nobody"] });
  const status = spawnSync("sh", ["-c", `grep -h -E '^(Uid|Gid|Groups)' /proc/${server.pid}/task/*/status | sort -u`], {
    encoding: "utf8",
  });
  assert.equal(status.stdout, "Gid:\t65534\t65534\t65534\t65534\nGroups:\t65534 \nUid:\t65534\t65534\t65534\t65534\n");
  await server.stop();
  // A daemon could tell nobody: who starts it is told.
  for (const daemon of [[], ["-d"]]) {
    const unknown = await runCli(["serve", ...daemon, "-p", "-1", "-u", "no-such-user"]);
    assert.equal(unknown.exitCode, 67);
    assert.equal(unknown.stderr, "memtool serve: can't find the user no-such-user to switch to\n");
  }
});

test("idle_timeout closes who says nothing, and nobody else", async () => {
  const server = await startMemtool({ args: ["-t", "1", "-o", "idle_timeout=1"] });
  assert.ok("port" in server.target);
  const { port } = server.target;
  const silent = talk(port);
  const receiving = talk(port, "set a 0 0 10\r\n123");
  const busy = talk(port);
  let isOver = false;
  void silent.ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    busy.socket.write("mn\r\n");
    await sleep(100);
  }
  receiving.socket.write("4567890\r\nget a\r\n");
  await receiving.until(/^STORED\r\nVALUE a 0 10\r\n1234567890\r\nEND\r\n$/);
  busy.socket.write("stats\r\n");
  await busy.until(/STAT idle_kicks 1\r\n/);
  for (const { socket } of [receiving, busy]) {
    socket.destroy();
  }
  await server.stop();
});

/** Two connections, once nobody else (such as who asked whether the server answers) is connected any more. */
async function fillTwo(port: number): Promise<[Conversation, Conversation]> {
  for (const end = Date.now() + TIMEOUT_MS; Date.now() < end; ) {
    const one = talk(port, "mn\r\nstats\r\n");
    const isServed = await one.until(/END\r\n|ERROR/).then(() => one.text().startsWith("MN"));
    if (isServed && /STAT curr_connections 1\r\n/.test(one.text())) {
      const other = talk(port, "mn\r\n");
      await other.until(/MN/);
      return [one, other];
    }
    one.socket.destroy();
    await one.ended;
  }
  throw new Error("somebody stays connected");
}

/** Asks for `stats` until they say something. */
async function askUntil(client: Conversation, pattern: RegExp): Promise<void> {
  for (const end = Date.now() + TIMEOUT_MS; Date.now() < end; await sleep(50)) {
    const before = client.text().length;
    client.socket.write("stats\r\n");
    await client.until(new RegExp(`^[\\s\\S]{${before}}[\\s\\S]*END\\r\\n$`));
    if (pattern.test(client.text().slice(before))) {
      return;
    }
  }
  throw new Error(`the statistics never said ${pattern}`);
}

test("-c: over the limit a line and the end; without maxconns_fast the wait for a place", async () => {
  const fast = await startMemtool({ args: ["-t", "1", "-c", "2"] });
  assert.ok("port" in fast.target);
  const first = await fillTwo(fast.target.port);
  const third = talk(fast.target.port, "mn\r\n");
  await third.ended;
  assert.equal(third.text(), "ERROR Too many open connections\r\n");
  for (const { socket } of first) {
    socket.destroy();
  }
  await fast.stop();

  const slow = await startMemtool({ args: ["-t", "1", "-c", "2", "-o", "no_maxconns_fast"] });
  assert.ok("port" in slow.target);
  const { port } = slow.target;
  const [a, b] = await fillTwo(port);
  const waiting = talk(port, "stats\r\n");
  await askUntil(a, /STAT accepting_conns 0\r\nSTAT listen_disabled_num [1-9]/);
  assert.equal(waiting.text(), "");
  b.socket.destroy();
  await waiting.until(/STAT accepting_conns 1\r\nSTAT listen_disabled_num [1-9]/);
  await askUntil(a, /STAT time_in_listen_disabled_us [1-9]/);
  for (const { socket } of [a, waiting]) {
    socket.destroy();
  }
  await slow.stop();
});

test("-Y: SIGHUP reads the users again", async () => {
  const users = join(folder, "users");
  writeFileSync(users, "ann:one\n");
  const child = spawnCli(["serve", "-p", "-1", "-t", "2", "-Y", users]);
  pids.add(child.pid as number);
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const port = Number(await eventually("a port", () => /listening on 127\.0\.0\.1:(\d+)/.exec(stderr)?.[1]));
  const login = async (password: string): Promise<string> => {
    const client = talk(port, `set x 0 0 7\r\nann ${password}\r\n`);
    await client.until(/\r\n/);
    client.socket.destroy();
    return client.text();
  };
  assert.equal(await login("one"), "STORED\r\n");
  writeFileSync(users, "ann:two\n");
  child.kill("SIGHUP");
  let answer = "";
  for (const end = Date.now() + TIMEOUT_MS; answer !== "STORED\r\n" && Date.now() < end; await sleep(20)) {
    answer = await login("two");
  }
  assert.equal(answer, "STORED\r\n");
  child.kill("SIGTERM");
});

test("pid and port files that cannot be written are warned of, and the server serves", async () => {
  const none = join(folder, "no-such-folder", "file");
  const script = 'echo "$MEMCACHE_SERVERS"';
  const served = await runCli(["serve", "-p", "-1", "-t", "1", "-P", none, "--", "sh", "-c", script], {
    env: { MEMCACHED_PORT_FILENAME: none },
  });
  assert.equal(served.exitCode, 0);
  assert.match(served.stdout, /^127\.0\.0\.1:\d+\n$/);
  assert.match(
    served.stderr,
    /^WARNING: could not write the pid file .*ENOENT.*\nWARNING: could not write the port file .*ENOENT/,
  );
});

test("-l: of several addresses of one interface one that is taken is passed over", async () => {
  const occupant = createServer().listen(0, "0.0.0.0");
  await new Promise((resolve) => occupant.once("listening", resolve));
  const { port } = occupant.address() as AddressInfo;
  const script = 'echo "$MEMCACHE_SERVERS"';
  const served = await runCli(["serve", "-l", `*:${port}`, "-t", "1", "--", "sh", "-c", script]);
  occupant.close();
  if (hasIpv6()) {
    assert.deepEqual([served.exitCode, served.stdout], [0, `[::]:${port}\n`], served.stderr);
    assert.match(served.stderr, /^WARNING: could not listen on 0\.0\.0\.0:\d+: .*; other addresses of \* are open\n/);
  } else {
    assert.equal(served.exitCode, 71, served.stderr);
  }
});

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ family }) => family === "IPv6"));
}

test("-d: files named from where the launcher stands are found from the root directory too", async () => {
  writeFileSync(join(folder, "daemon.users"), "ann:one\n");
  const args = ["-d", "-p", "-1", "-t", "1", "-Y", "daemon.users", "-P", "far.pid", "--ready-file", "far.ready"];
  const inFolder = ["-c", 'cd "$0"; exec "$@"', folder, process.execPath, MEMTOOL_PATH, "serve", ...args];
  const launcher = spawnProgram("sh", inFolder);
  assert.equal(await new Promise((resolve) => launcher.once("exit", resolve)), 0);
  const readyFile = join(folder, "far.ready");
  const port = await eventually("a ready file", () => existsSync(readyFile) && readFileSync(readyFile, "utf8"));
  const pid = Number(readFileSync(join(folder, "far.pid"), "utf8"));
  pids.add(pid);
  assert.equal(readlinkSync(`/proc/${pid}/cwd`), "/");
  const client = talk(Number(port.trim().split(":")[1]), "set x 0 0 7\r\nann one\r\n");
  await client.until(/^STORED\r\n$/);
  client.socket.destroy();
  process.kill(pid, "SIGTERM");
  await eventually("the end of the daemon", () => !isAlive(pid));
  assert.equal(existsSync(join(folder, "far.pid")), false);
});
