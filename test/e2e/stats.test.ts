/** `memtool stats` as a user runs it, against the real memcached. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createConnection, createServer, type Server } from "node:net";
import { after, before, describe, it } from "node:test";
import { deadAddress } from "../support/dead-address.ts";
import { memcachedVersion, needsMemcached, startMemcached } from "../support/memcached.ts";
import { MEMTOOL_PATH, runCli, spawnCli } from "../support/run-cli.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";
import { needsTmux, TmuxSession } from "../support/tmux.ts";

/** Sends lines and waits for as many reply lines. */
async function talk(server: ServerProcess, text: string, replyLines: number): Promise<void> {
  const socket = createConnection(server.target);
  socket.write(text);
  let received = "";
  while (received.split("\r\n").length <= replyLines) {
    const [chunk] = (await once(socket, "data")) as [Buffer];
    received += chunk.toString("latin1");
  }
  socket.destroy();
}

describe("memtool stats", needsMemcached(), () => {
  let one: ServerProcess;
  let two: ServerProcess;

  before(async () => {
    one = await startMemcached({ args: ["-m", "64", "-o", "track_sizes"] });
    two = await startMemcached({ args: ["-m", "128"], transport: "unix" });
    await talk(one, "set a 0 0 3\r\nabc\r\nget a\r\nget a\r\nget a\r\nget none\r\n", 11);
    await talk(two, "set b 0 0 1\r\nx\r\nget none\r\n", 2);
  });
  after(async () => {
    await one.stop();
    await two.stop();
  });

  it("prints stable lines in a pipe", async () => {
    const { stdout, stderr, exitCode } = await runCli(["stats", addressOf(one)]);
    assert.equal(stderr, "");
    assert.equal(exitCode, 0);
    const lines = new Map(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split("\t") as [string, string]),
    );
    assert.equal(lines.get("name"), addressOf(one));
    assert.equal(lines.get("version"), memcachedVersion());
    assert.equal(lines.get("hit_ratio"), "0.75");
    assert.equal(lines.get("curr_items"), "1");
    assert.equal(lines.get("limit_maxbytes"), String(64 * 1024 * 1024));
    assert.ok(!/[^\t\n\x20-\x7e]/.test(stdout), "something else than ASCII");
  });
  it("takes its servers from MEMCACHE_SERVERS", async () => {
    const { stdout } = await runCli(["stats"], { env: { MEMCACHE_SERVERS: addressOf(one) } });
    assert.match(stdout, /\nhit_ratio\t0\.75\n/);
  });
  it("counts a server once that is named twice", async () => {
    const { stdout } = await runCli(["stats", addressOf(one), addressOf(two), addressOf(one)]);
    assert.equal(stdout.split("\n")[1], "status\tup\tup\t2/2 up");
  });
  it("puts servers side by side and adds up what can be added", async () => {
    const { stdout, exitCode } = await runCli(["stats", addressOf(one), addressOf(two)]);
    assert.equal(exitCode, 0);
    assert.match(stdout, new RegExp(`^name\t${addressOf(one)}\t${addressOf(two)}\ttotal\n`));
    assert.match(stdout, /\nstatus\tup\tup\t2\/2 up\n/);
    assert.match(stdout, /\nhit_ratio\t0\.75\t0\t0\.6\n/);
    assert.match(stdout, /\nuptime\t\d+\t\d+\t-\n/);
    assert.match(stdout, /\nlimit_maxbytes\t67108864\t134217728\t201326592\n/);
  });
  it("prints JSON", async () => {
    const { stdout, exitCode } = await runCli(["stats", "--json", addressOf(one), addressOf(two)]);
    assert.equal(exitCode, 0);
    const document = JSON.parse(stdout);
    assert.equal(document.schema, 1);
    assert.equal(document.view, "summary");
    assert.equal(document.window_seconds, null);
    assert.equal(document.servers[0].summary.hit_ratio, 0.75);
    assert.equal(document.servers[0].stats.get_hits, 3);
    assert.equal(typeof document.servers[0].stats.version, "string");
    assert.equal(document.total.servers_up, 2);
    assert.equal(document.total.hit_ratio, 0.6);
  });
  it("prints CSV, one line a server and the total", async () => {
    const { stdout } = await runCli(["stats", "--csv", addressOf(one), addressOf(two)]);
    const rows = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    assert.deepEqual(
      rows.map(([first]) => first),
      ["server", addressOf(one), addressOf(two), "total"],
    );
    assert.equal(new Set(rows.map((row) => row.length)).size, 1);
  });
  it("passes the server's own lines on with --raw", async () => {
    const { stdout } = await runCli(["stats", "--raw", "settings", addressOf(one)]);
    assert.match(stdout, /^STAT maxbytes 67108864\n/);
    assert.ok(
      stdout
        .trimEnd()
        .split("\n")
        .every((line) => /^STAT \S+ .*$/.test(line)),
    );
  });
  it("measures over a window", async () => {
    const { stdout, exitCode } = await runCli(["stats", "--json", "--interval", "50ms", addressOf(one)]);
    assert.equal(exitCode, 0);
    const document = JSON.parse(stdout);
    assert.ok(document.window_seconds >= 0.05);
    assert.equal(document.servers[0].summary.gets_per_second, 0);
    assert.equal(document.servers[0].summary.window_hit_ratio, null);
    assert.equal(document.servers[0].summary.hit_ratio, 0.75);
  });
  it("has every view in every format", async () => {
    for (const view of ["settings", "items", "slabs", "sizes", "conns"]) {
      for (const format of [[], ["--json"], ["--csv"], ["--raw"]]) {
        const { stdout, stderr, exitCode } = await runCli(["stats", addressOf(one), view, ...format]);
        assert.equal(exitCode, 0, `${view} ${format}: ${stderr}`);
        assert.ok(stdout.length > 0, `${view} ${format}`);
      }
    }
    const items = JSON.parse((await runCli(["stats", addressOf(one), "items", "--json"])).stdout);
    assert.equal(items.servers[0].classes[0].number, 1);
    const sizes = JSON.parse((await runCli(["stats", addressOf(one), "sizes", "--json"])).stdout);
    assert.deepEqual(sizes.servers[0].sizes, [{ bytes: 64, items: 1 }]);
    const untracked = JSON.parse((await runCli(["stats", addressOf(two), "sizes", "--json"])).stdout);
    assert.equal(untracked.servers[0].sizes, null);
  });
  it("shows the others when one server is down, and exits with 3", async () => {
    const dead = await deadAddress();
    const { stdout, stderr, exitCode } = await runCli(["stats", addressOf(one), dead]);
    assert.equal(exitCode, 3);
    assert.match(stdout, /\nstatus\tup\tdown\t1\/2 up\n/);
    assert.match(stdout, /\nhit_ratio\t0\.75\t-\t0\.75\n/);
    assert.match(stderr, new RegExp(`^memtool stats: .*${dead}`));
    const json = JSON.parse((await runCli(["stats", "--json", dead, addressOf(one)])).stdout);
    assert.equal(json.servers[0].up, false);
    assert.equal(json.servers[0].error.code, "CONNECT");
    assert.equal(json.servers[1].up, true);
  });
  it("ends quietly when nobody reads on", async () => {
    const child = spawnCli(["stats", "--raw", "settings", addressOf(one)]);
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const [exitCode] = await once(child, "close");
    assert.equal(stderr, "");
    assert.equal(exitCode, 0);
  });
  it("draws a table on a terminal", needsTmux(), async () => {
    const session = TmuxSession.start({
      command: [process.execPath, MEMTOOL_PATH, "stats", addressOf(one)],
      width: 100,
      height: 40,
    });
    try {
      const screen = await session.waitFor(/network out.*\n└─/);
      assert.match(screen, /│ hit ratio since start +│ +75 % │/);
      assert.match(screen, /│ memory used +│ +\d+ B of 64 MiB \(0\.\d+ %\) │/);
      assert.equal(await session.waitForExit(), 0);
    } finally {
      session.close();
    }
  });
});

describe("memtool stats without a server", () => {
  it("says what it tried and what to do, and exits with 3", async () => {
    const dead = await deadAddress();
    const { stdout, stderr, exitCode } = await runCli(["stats", dead]);
    assert.equal(exitCode, 3);
    assert.equal(stdout, "");
    assert.match(stderr, new RegExp(`^memtool stats: could not connect to ${dead}: .*\n  .*memtool serve`));
  });
  it("says it as an object with --json", async () => {
    const { stdout, exitCode } = await runCli(["stats", "--json", await deadAddress()]);
    assert.equal(exitCode, 3);
    assert.equal(JSON.parse(stdout).error.code, "CONNECT");
  });
  it("refuses what it cannot use with 2", async () => {
    for (const args of [
      ["a:b:c"],
      ["--timeout", "soon"],
      ["--timeout", "0"],
      ["items", "slabs"],
      ["--json", "--csv"],
      ["--assert", "hit_ratio"],
      ["--diff"],
      ["--format", "xml"],
      ["items", "--interval", "1s"],
    ]) {
      const { stderr, exitCode } = await runCli(["stats", ...args]);
      assert.equal(exitCode, 2, args.join(" "));
      assert.match(stderr, /^memtool stats: /);
    }
  });
});

describe("memtool stats and a hostile server", () => {
  const evil = "\x1b]0;owned\x07\x1b[2J\u009b31m";
  let server: Server;
  let address = "";

  before(async () => {
    server = createServer((socket) => {
      socket.on("error", () => {});
      socket.on("data", (data) => {
        if (data.toString("latin1").startsWith("stats")) {
          socket.write(`STAT version ${evil}\r\nSTAT bytes 18446744073709551615\r\nSTAT x${evil} "1,2"\r\nEND\r\n`);
        }
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const bound = server.address();
    address = `127.0.0.1:${bound !== null && typeof bound === "object" ? bound.port : 0}`;
  });
  after(() => {
    server.close();
  });

  it("never lets a control byte through, in any format", async () => {
    for (const format of [[], ["--json"], ["--csv"], ["--raw"], ["settings"], ["settings", "--csv"], ["conns"]]) {
      const { stdout, stderr, exitCode } = await runCli(["stats", address, ...format]);
      assert.equal(exitCode, 0, stderr);
      assert.ok(!/[^\t\n\x20-\x7e]/.test(stdout + stderr), `${format}: ${JSON.stringify(stdout)}`);
    }
  });
  it("keeps 64-bit numbers exact", async () => {
    const document = JSON.parse((await runCli(["stats", address, "--json"])).stdout);
    assert.equal(document.servers[0].stats.bytes, "18446744073709551615");
    assert.equal(document.servers[0].stats.version, evil);
  });
  it("gives up on a server that never answers", async () => {
    const mute = createServer((socket) => socket.on("error", () => {}));
    mute.listen(0, "127.0.0.1");
    await once(mute, "listening");
    const bound = mute.address();
    const port = bound !== null && typeof bound === "object" ? bound.port : 0;
    const { stderr, exitCode } = await runCli(["stats", `127.0.0.1:${port}`, "--timeout", "50ms"]);
    mute.close();
    assert.equal(exitCode, 3);
    assert.match(stderr, /^memtool stats: .*50 ms/);
  });
});
