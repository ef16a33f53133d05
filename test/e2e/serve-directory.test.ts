/** A directory of nodes and the nodes that join it, as processes: they come and go, are killed and come back, and have to log in. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { needsOpenssl, TestCertificates } from "../support/certificates.ts";
import { eventually, hangUp, talk } from "../support/conversation.ts";
import { listOf, nodesOf, startDirectory, startNode, until } from "../support/directory-nodes.ts";
import { MEMTOOL_PATH } from "../support/run-cli.ts";
import { addressOf, ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

after(() => hangUp());

/** A port that a server which is killed and started again can have twice. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(bound !== null && typeof bound === "object");
  return bound.port;
}

function say(server: ServerProcess, line: string): Promise<string> {
  assert.ok("port" in server.target);
  const client = talk(server.target.port, `${line}\r\nquit\r\n`);
  return client.ended.then(() => client.text());
}

// Most of the time is spent waiting for leases.
const AT_ONCE = { concurrency: 3 };

describe("a directory of nodes", AT_ONCE, () => {
  it("lists itself and who joins; who stops leaves at once, who is killed leaves with its lease", async () => {
    const directory = await startDirectory();
    assert.deepEqual(await nodesOf(directory), [addressOf(directory)]);
    const [one, two] = await Promise.all([
      startNode(directory, "--lease", "2s"),
      startNode(directory, "--lease", "2s", "--node-name", "two", "--weight", "3"),
    ]);
    // The first heartbeat is answered before a node says that it is ready.
    const before = await listOf(directory);
    assert.deepEqual(new Set(before.nodes), new Set([directory, one, two].map(addressOf)));
    assert.match(
      one.output,
      /^registered as 127\.0\.0\.1:\d+ in the list of the directory 127\.0\.0\.1:\d+; list version \d+$/m,
    );
    const stats = await say(directory, "stats directory");
    assert.match(stats, /STAT directory_nodes 3\r\n/);
    assert.match(stats, /STAT \d:name two\r\nSTAT \d:host 127\.0\.0\.1\r\n.*\r\n.*\r\nSTAT \d:weight 3\r\n/);
    assert.equal(await two.stop(), "ended with exit code 0");
    const left = await listOf(directory);
    assert.deepEqual(new Set(left.nodes), new Set([directory, one].map(addressOf)));
    assert.equal(left.version, before.version + 1);
    // It lives by its heartbeats: longer than a lease.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    assert.equal((await listOf(directory)).version, left.version);
    await one.stop("SIGKILL");
    await until(directory, ({ nodes }) => nodes.length === 1);
    assert.match(
      directory.output,
      /^directory: 127\.0\.0\.1:\d+ was not heard of for 2 s: dropped; list version \d+$/m,
    );
    await directory.stop();
  });

  it("outlives kill -9 with its list and version, and nodes come back before their leases end", async () => {
    const folder = temporaryFolder("directory-");
    const port = await freePort();
    const args = ["-p", String(port), "--persistence-dir", folder];
    let directory = await startDirectory(...args);
    const [one, two] = await Promise.all([
      startNode(directory, "--lease", "3s"),
      startNode(directory, "--lease", "3s"),
    ]);
    const before = await listOf(directory);
    assert.equal(before.nodes.length, 3);
    await Promise.all([directory.stop("SIGKILL"), two.stop("SIGKILL")]);
    await eventually("a node that misses its directory", () => /^WARNING: not in the list of/m.test(one.output));
    assert.match(await say(one, "set a 0 0 1\r\nx"), /^STORED/);
    directory = await startDirectory(...args);
    assert.deepEqual(await listOf(directory), before);
    await eventually("its return", () => /^registered again as .* after /m.test(one.output));
    const without = await until(directory, ({ nodes }) => nodes.length === 2);
    assert.equal(without.version, before.version + 1);
    assert.deepEqual(new Set(without.nodes), new Set([directory, one].map(addressOf)));
    assert.equal(one.output.match(/^WARNING: not in the list of/gm)?.length, 1);
    await Promise.all([one.stop(), directory.stop()]);
  });

  it("that keeps nothing on disk has its nodes again after a restart, at a higher version", async () => {
    const port = await freePort();
    let directory = await startDirectory("-p", String(port));
    assert.match(directory.output, /^WARNING: without --persistence-dir this directory forgets its nodes/m);
    const node = await startNode(directory, "--lease", "1s");
    const before = await listOf(directory);
    await directory.stop();
    directory = await startDirectory("-p", String(port));
    const again = await until(directory, ({ nodes }) => nodes.length === 2);
    assert.ok(again.version > before.version, `${again.version} after ${before.version}`);
    await Promise.all([node.stop(), directory.stop()]);
  });

  it("a damaged list is put aside, and made again", async () => {
    const folder = temporaryFolder("directory-");
    const path = join(folder, "nodes.list");
    writeFileSync(path, randomBytes(100));
    const directory = await startDirectory("--persistence-dir", folder);
    assert.match(directory.output, /^WARNING: the list of nodes .* is damaged/m);
    assert.match(readFileSync(path, "utf8"), /^memtool-directory 1 /);
    await directory.stop();
  });

  it("--directory-only has no nodes at first: END alone", async () => {
    const directory = await startDirectory("--directory-only");
    assert.equal(await say(directory, "config get cluster"), "END\r\n");
    assert.equal(await say(directory, "get AmazonElastiCache:cluster"), "END\r\n");
    const node = await startNode(directory, "--advertise", "localhost:99");
    assert.match(
      await say(directory, "config get cluster"),
      /^CONFIG cluster 0 \d+\r\n\d+\nlocalhost\|127\.0\.0\.1\|99\n\r\nEND\r\n$/,
    );
    await Promise.all([node.stop(), directory.stop()]);
  });

  it("begins with doozy.conf", async () => {
    const folder = temporaryFolder("directory-");
    const path = join(folder, "doozy.conf");
    const lines = [
      `doozy-server=127.0.0.1:${await freePort()}`,
      `doozy-cache-dir=${folder}/cache`,
      "memory-size=64M",
      `persistence-dir=${folder}/persist`,
    ];
    writeFileSync(path, lines.join("\n"), { mode: 0o600 });
    const ready = join(folder, "ready");
    const directory = await ServerProcess.start({
      command: process.execPath,
      args: [MEMTOOL_PATH, "serve", "-c", path, "--ready-file", ready],
      findTarget: () => {
        try {
          return { host: "127.0.0.1", port: Number(/:(\d+)$/m.exec(readFileSync(ready, "utf8"))?.[1]) };
        } catch {
          return undefined;
        }
      },
    });
    assert.deepEqual(await nodesOf(directory), [addressOf(directory)]);
    assert.match(await say(directory, "set a 0 0 1\r\nx\r\nget a"), /^STORED\r\nVALUE a 0 1/);
    await directory.stop();
  });
});

describe("a node", AT_ONCE, () => {
  it("whose name another has says so, goes on serving, and is listed when the other leaves", async () => {
    const directory = await startDirectory("--directory-only");
    const first = await startNode(directory, "--node-name", "a", "--lease", "1s");
    const second = await startNode(directory, "--node-name", "a", "--lease", "1s");
    assert.match(
      second.output,
      /^WARNING: not in the list of .*: another node that is alive has the name a .*: a \(127\.0\.0\.1:\d+\)/m,
    );
    assert.match(await say(second, "set a 0 0 1\r\nx"), /^STORED/);
    assert.deepEqual(await nodesOf(directory), [addressOf(first)]);
    await first.stop();
    await until(directory, ({ nodes }) => nodes[0] === addressOf(second));
    await Promise.all([second.stop(), directory.stop()]);
  });

  it("that was stopped (SIGSTOP) for longer than its lease comes back by itself", async () => {
    const directory = await startDirectory("--directory-only");
    const node = await startNode(directory, "--lease", "1s");
    process.kill(node.pid, "SIGSTOP");
    await until(directory, ({ nodes }) => nodes.length === 0);
    process.kill(node.pid, "SIGCONT");
    await until(directory, ({ nodes }) => nodes.length === 1);
    assert.match(node.output, /^registered again as .* which had lost it/m);
    await Promise.all([node.stop(), directory.stop()]);
  });

  it("is not dropped because the directory was stopped", async () => {
    const directory = await startDirectory("--directory-only");
    const node = await startNode(directory, "--lease", "2s");
    const before = await listOf(directory);
    process.kill(directory.pid, "SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, 2600));
    process.kill(directory.pid, "SIGCONT");
    await eventually("a heartbeat", () => /^registered again/m.test(node.output));
    assert.deepEqual(await listOf(directory), before);
    await Promise.all([node.stop(), directory.stop()]);
  });

  it("that joins a server which is no directory is told so", async () => {
    const plain = await startNode(undefined);
    const node = await startNode(plain);
    assert.match(node.output, /^WARNING: not in the list of .*: the directory .* answers "ERROR": is it one/m);
    await Promise.all([node.stop(), plain.stop()]);
  });
});

describe("credentials", AT_ONCE, () => {
  for (const [mechanism, option, speaks] of [
    ["a login line (-Y)", "-Y", "text"],
    ["SASL (-S)", "-S", "binary"],
  ] as const) {
    it(`are asked for with ${mechanism}: with them a node is listed, without it is not`, async () => {
      const folder = temporaryFolder("directory-");
      const [users, password] = [join(folder, "users"), join(folder, "password")];
      writeFileSync(users, "node:secret\n", { mode: 0o600 });
      writeFileSync(password, "secret\n", { mode: 0o600 });
      const login = option === "-Y" ? ["-Y", users] : ["-S", "--user-file", users];
      const directory = await startDirectory("--directory-only", "--http", "0", ...login, { speaks });
      const at = addressOf(directory);
      const stranger = await startNode(undefined, "--join", at, "--lease", "1s");
      assert.match(stranger.output, /^WARNING: not in the list of/m);
      const wrong = await startNode(undefined, "--join", `memcached://node:wrong@${at}`, "--lease", "1s");
      assert.match(wrong.output, /^WARNING: not in the list of/m);
      assert.doesNotMatch(wrong.output, /wrong/);
      const member = await startNode(undefined, "--join", `memcached://node@${at}`, "--join-password-file", password);
      assert.match(member.output, /^registered as /m);
      const pages = /; admin pages on (http:\S+)$/m.exec(directory.output)?.[1];
      const metrics = await (await fetch(`${pages}/metrics`)).text();
      assert.match(metrics, /^memtool_directory_nodes 1$/m);
      await Promise.all([stranger, wrong, member, directory].map((server) => server.stop()));
    });
  }

  it("can be a certificate: registration over TLS", needsOpenssl(), async () => {
    const certificates = new TestCertificates();
    const { authority, server, client } = certificates;
    const tls = `ssl_chain_cert=${server.certPath},ssl_key=${server.keyPath},ssl_verify_mode=2,ssl_ca_cert=${authority.certPath}`;
    const directory = await startDirectory("--directory-only", "-Z", "-o", tls, { speaks: "TLS" });
    const both = certificates.file("both.pem", Buffer.concat([client.cert, client.key]));
    const at = `memcacheds://${addressOf(directory)}`;
    const stranger = await startNode(undefined, "--join", at, "--join-tls-ca", authority.certPath);
    assert.match(stranger.output, /^WARNING: not in the list of/m);
    const member = await startNode(
      undefined,
      "--join",
      at,
      "--join-tls-ca",
      authority.certPath,
      "--join-tls-cert",
      both,
    );
    assert.match(member.output, /^registered as /m);
    await Promise.all([stranger, member, directory].map((one) => one.stop()));
    certificates.remove();
  });
});
