/** One-shot commands with TLS and logins, waiting for a server, interrupted, and at a real terminal. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { deflateSync } from "node:zlib";
import { needsOpenssl, TestCertificates } from "../support/certificates.ts";
import { IMPLEMENTATIONS } from "../support/implementations.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { MEMTOOL_PATH, runCli, spawnCli } from "../support/run-cli.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { needsTmux, TmuxSession } from "../support/tmux.ts";

const folder = temporaryFolder("one-shot-access-");
const users = join(folder, "users");
const password = join(folder, "password");
const wrong = join(folder, "wrong");
writeFileSync(users, "joe:secret\n");
writeFileSync(password, "secret\n");
writeFileSync(wrong, "guess\n");

for (const { name, start, skip } of IMPLEMENTATIONS) {
  test(`${name} -Y: a login, a wrong password, and none`, { skip }, async () => {
    const server = await start({ args: ["-Y", users] });
    const at = ["-s", addressOf(server)];
    const login = ["--user", "joe", "--password-file", password];
    assert.equal((await runCli(["set", "k", "v", ...at, ...login])).stdout, "STORED\n");
    assert.equal((await runCli(["get", "k", "-s", `memcached://joe:secret@${addressOf(server)}`])).stdout, "v");
    const refused = await runCli(["get", "k", ...at, "--user", "joe", "--password-file", wrong]);
    assert.deepEqual([refused.exitCode, /refused the login of "joe"/.test(refused.stderr)], [4, true]);
    const none = await runCli(["get", "k", "--json", ...at]);
    assert.deepEqual([none.exitCode, JSON.parse(none.stdout).error.code], [4, "REFUSED"]);
    const ping = await runCli(["ping", "--wait", "60s", ...at]);
    assert.deepEqual([ping.exitCode, /wants a login first/.test(ping.stderr)], [4, true]);
    await server.stop("SIGKILL");
  });

  test(`${name} -Z: TLS, trusted and not`, { skip: skip || needsOpenssl().skip }, async () => {
    const certificates = new TestCertificates();
    const { certPath, keyPath } = certificates.server;
    const files = `ssl_chain_cert=${certPath},ssl_key=${keyPath}`;
    const server = await start({ args: ["-Z", "-o", files], speaks: "TLS" });
    const trusted = ["-s", `memcacheds://${addressOf(server)}`, "--tls-ca", certificates.authority.certPath];
    assert.equal((await runCli(["set", "k", ...trusted], { stdin: "through TLS" })).stdout, "STORED\n");
    assert.equal((await runCli(["get", "k", ...trusted])).stdout, "through TLS");
    const untrusted = await runCli(["get", "k", "--tls", "-s", addressOf(server)]);
    assert.deepEqual([untrusted.exitCode, /certificate .* is not accepted/.test(untrusted.stderr)], [4, true]);
    await server.stop("SIGKILL");
    certificates.remove();
  });
}

describe("memtool ping", () => {
  let server: ServerProcess;
  before(async () => {
    server = await startMemtool();
  });
  after(() => server.stop("SIGKILL"));

  test("waits until a server answers", async () => {
    const socket = join(folder, "socket");
    const ping = spawnCli(["ping", "--wait", "60s", "-s", socket]);
    const ended = once(ping, "close");
    const answer = once(ping.stdout, "data");
    const late = spawnCli(["serve", "-s", socket]);
    assert.match(String((await answer)[0]), /^\/.*\/socket seq=1 time=[\d.]+ ms\n$/);
    assert.deepEqual(await ended, [0, null]);
    late.kill("SIGTERM");
    await once(late, "close");
  });
  test("gives up in time when nothing comes", async () => {
    const result = await runCli(["ping", "--quiet", "--wait", "300ms", "-s", join(folder, "nothing")]);
    assert.deepEqual([result.exitCode, result.stdout], [3, ""]);
    assert.match(result.stderr, /there is no such socket/);
  });
  test("goes on until Ctrl-C, and then sums up", async () => {
    const ping = spawnCli(["ping", "--count", "0", "--every", "10ms", "-s", addressOf(server)]);
    let output = "";
    let isInterrupted = false;
    const ended = once(ping, "close");
    for await (const chunk of ping.stdout) {
      output += String(chunk);
      if (!isInterrupted && /seq=3 /.test(output)) {
        isInterrupted = ping.kill("SIGINT");
      }
    }
    assert.deepEqual(await ended, [0, null]);
    assert.match(output, /\d+ sent, \d+ answered \(0% lost\), min\/avg\/max [\d./]+ ms\n$/);
    const cut = spawnCli(["ping", "--count", "1000", "--every", "10ms", "-s", addressOf(server)]);
    cut.stdout.once("data", () => cut.kill("SIGINT"));
    assert.deepEqual(await once(cut, "close"), [130, null]);
  });
});

describe("one-shot commands at a terminal", { skip: needsTmux().skip }, () => {
  let server: ServerProcess;
  before(async () => {
    server = await startMemtool();
  });
  after(() => server.stop("SIGKILL"));

  async function inTerminal(words: readonly string[], body: (terminal: TmuxSession) => Promise<void>): Promise<void> {
    const command = [process.execPath, MEMTOOL_PATH, ...words, "-s", addressOf(server)];
    const terminal = TmuxSession.start({ command });
    try {
      await body(terminal);
    } finally {
      terminal.close();
    }
  }

  test("a value is asked for, ends with Ctrl-D, and cannot act on the screen", async () => {
    await inTerminal(["set", "note"], async (terminal) => {
      await terminal.waitFor("Ctrl-D");
      terminal.keys("hello", "Enter", "C-d");
      await terminal.waitFor("STORED");
      assert.equal(await terminal.waitForExit(), 0);
    });
    const hostile = "\x1b[2J\x1b]0;title\x07";
    await runCli(["append", "note", hostile, "-s", addressOf(server)]);
    await inTerminal(["get", "note"], async (terminal) => {
      await terminal.waitFor(/binary data\n0{8} {2}68 65 6c 6c 6f 0a 1b 5b .*hello\.\.\[2J/);
      assert.equal(await terminal.waitForExit(), 0);
    });
  });

  test("a value is decoded for a person, not for a pipe", async () => {
    const packed = deflateSync(JSON.stringify({ name: "Ada", tags: ["a", "b"] }));
    const at = ["-s", addressOf(server)];
    await runCli(["set", "packed", ...at], { stdin: packed });
    await inTerminal(["get", "packed"], async (terminal) => {
      await terminal.waitFor(/zlib.*\n(.*\n)*JSON\n(.*\n)*.*"name": "Ada"/);
      assert.equal(await terminal.waitForExit(), 0);
    });
    assert.equal((await runCli(["get", "packed", ...at])).stdout, packed.toString("utf8"));
  });

  test("flush asks", async () => {
    const get = () => runCli(["get", "-q", "kept", "-s", addressOf(server)]);
    await runCli(["set", "kept", "v", "-s", addressOf(server)]);
    await inTerminal(["flush"], async (terminal) => {
      await terminal.waitFor(`Drop every item of ${addressOf(server)}? [y/N]`);
      terminal.keys("n", "Enter");
      await terminal.waitFor("nothing was dropped");
      assert.equal(await terminal.waitForExit(), 1);
    });
    assert.equal((await get()).exitCode, 0);
    await inTerminal(["flush"], async (terminal) => {
      await terminal.waitFor("[y/N]");
      terminal.keys("y", "Enter");
      await terminal.waitFor("OK");
      assert.equal(await terminal.waitForExit(), 0);
    });
    assert.equal((await get()).exitCode, 1);
    await inTerminal(["flush", "--yes"], async (terminal) => {
      await terminal.waitFor("OK");
    });
  });

  test("meta replies are explained", async () => {
    await runCli(["set", "k", "v", "--ttl", "1h", "-s", addressOf(server)]);
    await inTerminal(["mg", "k", "v", "t"], async (terminal) => {
      await terminal.waitFor(/VA {2}value follows\n"v" {2}1 byte\n {2}t3\d{3} {2}the seconds left to live/);
    });
  });
});
