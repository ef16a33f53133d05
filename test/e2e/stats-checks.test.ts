/**
 * `memtool stats` in scripts and over time: --assert with its exit codes, --wait, --every, --delta, --record and --diff; against the real
 * memcached and `memtool serve`.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { deadAddress } from "../support/dead-address.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { type CliResult, MEMTOOL_PATH, runCli, spawnCli, spawnProgram } from "../support/run-cli.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { needsTmux, TmuxSession } from "../support/tmux.ts";

/** Three hits and a miss: a hit ratio of 75 %. */
async function warmUp(server: ServerProcess): Promise<void> {
  const socket = createConnection(server.target);
  socket.write("set a 0 0 3\r\nabc\r\nget a a a none\r\n");
  let received = "";
  while (!received.endsWith("END\r\n")) {
    const [chunk] = (await once(socket, "data")) as [Buffer];
    received += chunk.toString("latin1");
  }
  socket.destroy();
}

/** Runs a script of sh in which `memtool` is the program. */
async function runScript(script: string): Promise<Pick<CliResult, "stdout" | "stderr">> {
  const child = spawnProgram("sh", ["-c", `memtool() { "${process.execPath}" "${MEMTOOL_PATH}" "$@"; }\n${script}`]);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  child.stdin.end();
  await once(child, "close");
  return { stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

const SERVERS = [
  { name: "memcached", needs: needsMemcached(), start: () => startMemcached({ args: ["-m", "64"] }) },
  { name: "memtool serve", needs: {}, start: () => startMemtool({ args: ["-m", "64"] }) },
];

for (const { name, needs, start } of SERVERS) {
  describe(`memtool stats, checks of ${name}`, needs, () => {
    let server: ServerProcess;
    let address = "";
    before(async () => {
      server = await start();
      address = addressOf(server);
      await warmUp(server);
    });
    after(async () => await server.stop());

    it("tells a shell script how it went: passed 0, failed 1, unknown name 2, server gone 3", async () => {
      const dead = await deadAddress();
      const { stdout, stderr } = await runScript(`
        memtool stats ${address} --assert 'hit_ratio > 0.7' --assert 'evictions == 0' >/dev/null; echo "passed $?"
        memtool stats ${address} --assert 'hit_ratio > 0.9' --assert 'evictions == 0' >/dev/null; echo "failed $?"
        memtool stats ${address} --assert 'hit_ration > 0.9'; echo "unknown $?"
        memtool stats ${dead} --assert 'hit_ratio > 0.9'; echo "gone $?"
        memtool stats ${address} ${dead} --assert 'hit_ratio > 0.7' >/dev/null; echo "one gone $?"
        if memtool stats ${address} --assert 'bytes < 64MiB' >/dev/null; then echo fits; fi
      `);
      assert.equal(stdout, "passed 0\nfailed 1\nunknown 2\ngone 3\none gone 3\nfits\n");
      assert.match(stderr, /no server knows "hit_ration"\n {2}did you mean hit_ratio\?/);
      assert.match(stderr, new RegExp(`could not connect to ${dead}`));
    });
    it("shows what was measured and what was wanted, each server and in total", async () => {
      const second = await start();
      await warmUp(second);
      const other = addressOf(second);
      const { stdout, exitCode } = await runCli([
        "stats",
        address,
        other,
        ...["--assert", "hit_ratio > 90%", "--assert", "total.get_hits == 6", "--assert", "num_threads >= 1"],
      ]);
      await second.stop();
      assert.equal(exitCode, 1);
      assert.deepEqual(
        stdout
          .trimEnd()
          .split("\n")
          .map((line) => line.split("\t")),
        [
          ["result", "assertion", "server", "measured", "wanted", "reason"],
          ["failed", "hit_ratio > 90%", address, "0.75", "> 90 %", "-"],
          ["failed", "hit_ratio > 90%", other, "0.75", "> 90 %", "-"],
          ["passed", "total.get_hits == 6", "total", "6", "== 6", "-"],
          ["passed", "num_threads >= 1", address, "4", ">= 1", "-"],
          ["passed", "num_threads >= 1", other, "4", ">= 1", "-"],
        ].map((row) =>
          row[3] === "4" ? [...row.slice(0, 3), stdout.match(/num_threads.*?\t.*?\t(\d+)/)?.[1], ...row.slice(4)] : row,
        ),
      );
    });
    it("measures rates and differences over a window", async () => {
      const { stdout, exitCode, stderr } = await runCli([
        "stats",
        address,
        "--json",
        ...["--over", "200ms", "--assert", "rate(get_misses) == 0", "--assert", "delta(bytes_written) > 0"],
      ]);
      assert.equal(exitCode, 0, stdout + stderr);
      const document = JSON.parse(stdout);
      assert.ok(document.window_seconds >= 0.19, document.window_seconds);
      assert.equal(document.passed, true);
      assert.ok(document.assertions[1].measured > 0);
    });
    it("repeats a line a round in a pipe, with its time, and stops by itself", async () => {
      const { stdout, exitCode } = await runCli(["stats", address, "--every", "50ms", "--count", "3"]);
      assert.equal(exitCode, 0);
      const [head = [], ...rows] = stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split("\t"));
      assert.deepEqual(head.slice(0, 3), ["time", "server", "status"]);
      assert.equal(rows.length, 3);
      assert.ok(rows.every((row) => row.length === head.length && row[1] === address && row[2] === "up"));
      assert.ok(rows.every(([time = ""]) => !Number.isNaN(Date.parse(time))));
      const json = await runCli(["stats", address, "--every", "50ms", "--count", "2", "--json", "--delta"]);
      const documents = json.stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      assert.deepEqual(
        documents.map(({ view, servers }) => [view, servers[0].address]),
        [
          ["changes", address],
          ["changes", address],
        ],
      );
      assert.ok(documents[0].servers[0].changes.some((change: { name: string }) => change.name === "bytes_written"));
    });
    it("records, does not write over a recording, and compares", async () => {
      const folder = temporaryFolder("stats-");
      const recording = join(folder, "one.jsonl");
      const record = ["stats", address, "--every", "50ms", "--count", "2", "--record", recording];
      assert.equal((await runCli(record)).exitCode, 0);
      assert.equal(readFileSync(recording, "utf8").trimEnd().split("\n").length, 3);
      const again = await runCli(record);
      assert.equal(again.exitCode, 2);
      assert.match(again.stderr, /cannot write .*one\.jsonl: .*\n {2}name a new file/);
      const before = join(folder, "before.json");
      const after = join(folder, "after.json");
      writeFileSync(before, (await runCli(["stats", address, "--json"])).stdout);
      await warmUp(server);
      writeFileSync(after, (await runCli(["stats", address, "--json"])).stdout);
      const { stdout, exitCode, stderr } = await runCli(["stats", "--diff", before, after]);
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, new RegExp(`\n${address}\tget_hits\t3\t6\t3\t`));
      assert.ok(!stdout.includes("\ttime\t"));
      const mixed = await runCli(["stats", "--diff", recording, after, "--json"]);
      const changed = JSON.parse(mixed.stdout).servers[0].changes as { name: string; change: number }[];
      assert.equal(changed.find((change) => change.name === "get_misses")?.change, 1);
      assert.equal((await runCli(["stats", "--diff", recording])).exitCode, 0);
      const reversed = await runCli(["stats", "--diff", after, before]);
      assert.equal(reversed.exitCode, 2);
      assert.match(reversed.stderr, /is older than/);
      const noFile = await runCli(["stats", "--diff", join(folder, "none"), after]);
      assert.equal(noFile.exitCode, 2);
    });
    it("ends at Ctrl-C with 130, and what was read before stands", async () => {
      const child = spawnCli(["stats", address, "--every", "20ms"]);
      let stdout = "";
      child.stdout.on("data", (chunk: Buffer) => {
        stdout += chunk.toString();
        if (stdout.split("\n").length === 4) {
          child.kill("SIGINT");
        }
      });
      const [exitCode] = await once(child, "close");
      assert.equal(exitCode, 130);
      assert.ok(stdout.endsWith("\n") && stdout.split("\n").length >= 4);
    });
    it(
      "draws in place on a terminal, fits 80x24, and appends on one that cannot move its cursor",
      needsTmux(),
      async () => {
        const command = [process.execPath, MEMTOOL_PATH, "stats", address, "--every", "100ms", "--count", "4"];
        const drawn = TmuxSession.start({ command });
        // tmux names its own terminal, so the name has to be changed inside.
        const dumb = ["env", "TERM=dumb", ...command];
        const appended = TmuxSession.start({ command: dumb, width: 200, height: 200 });
        const inCi = TmuxSession.start({ command, width: 200, height: 200, env: { CI: "1", NO_COLOR: "1" } });
        try {
          assert.equal(await drawn.waitForExit(), 0);
          assert.equal(drawn.screen().match(/hit ratio since start/g)?.length, 1);
          assert.ok(
            drawn
              .screen()
              .split("\n")
              .every((line) => [...line].length <= 80),
          );
          assert.equal(await appended.waitForExit(), 0);
          assert.equal(appended.screen().match(/hit ratio since start/g)?.length, 4);
          assert.ok(!appended.screen(true).includes("\x1b["), "TERM=dumb has colours");
        } finally {
          drawn.close();
          appended.close();
          inCi.close();
        }
      },
    );
  });
}

describe("memtool stats --wait", () => {
  it("waits until the server answers", async () => {
    const address = await deadAddress();
    const child = spawnCli(["stats", address, "--wait", "20s", "--assert", "uptime >= 0"]);
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    const server = await startMemtool();
    // A server on the very port that is waited for: everything it hears goes to the one that runs elsewhere.
    const proxy = createServer((socket) => {
      const onward = createConnection(server.target);
      socket.pipe(onward).pipe(socket);
      socket.on("error", () => onward.destroy());
      onward.on("error", () => socket.destroy());
    }).listen(Number(address.split(":")[1]), "127.0.0.1");
    const [exitCode] = await once(child, "close");
    proxy.close();
    await server.stop();
    assert.equal(exitCode, 0);
    assert.match(stdout, /^passed\tuptime >= 0\t/m);
  });
  it("gives up in time, with 3, and says who did not answer", async () => {
    const address = await deadAddress();
    const { stdout, stderr, exitCode } = await runCli(["stats", address, "--wait", "150ms", "--json"]);
    assert.equal(exitCode, 3);
    assert.match(stderr, new RegExp(`^memtool stats: ${address} did not answer within 150 ms: could not connect`));
    assert.equal(JSON.parse(stdout).error.code, "CONNECT");
  });
});

describe("memtool stats --record", () => {
  it("leaves no file where the options are wrong", async () => {
    const path = join(temporaryFolder("stats-"), "x.jsonl");
    const { exitCode } = await runCli(["stats", "127.0.0.1:1", "--record", path]);
    assert.deepEqual([exitCode, existsSync(path)], [2, false]);
  });
});
