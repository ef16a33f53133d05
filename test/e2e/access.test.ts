/** TLS and logins as a user has them: stats, repl and bench against `memtool serve` and the real memcached. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { parseAddress } from "../../src/base/address.ts";
import { systemClock } from "../../src/base/clock.ts";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { parseLine, type Request } from "../../src/repl/parse-line.ts";
import { Session } from "../../src/repl/session.ts";
import { needsOpenssl, TestCertificates } from "../support/certificates.ts";
import { needsMemcached, startMemcached, type TestServerOptions } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { type CliResult, runCli } from "../support/run-cli.ts";
import { needsSaslPlain, Saslauthd } from "../support/saslauthd.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const USER = "joe";
const PASSWORD = "Xy/7@%?!";

const folder = temporaryFolder("access-");

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const users = file("users", `${USER}:${PASSWORD}\n`);
const passwordFile = file("password", `${PASSWORD}\n`);
const LOGIN = ["--user", USER, "--password-file", passwordFile];
const inUrl = `${USER}:${encodeURIComponent(PASSWORD)}@`;

async function stats(...args: readonly string[]): Promise<CliResult> {
  return await runCli(["stats", "--timeout", "10s", "--raw", ...args]);
}

function assertStats(result: CliResult): void {
  assert.equal(result.stderr, "");
  assert.equal(result.exitCode, 0);
  assert.match(result.stdout, /^STAT pid \d+$/m);
}

/** The command failed in its own words, with this exit code, and without the password. */
function assertFailed(result: CliResult, exitCode: number, message: RegExp): void {
  assert.match(result.stderr, message);
  assert.equal(result.exitCode, exitCode);
  assert.ok(!`${result.stdout}${result.stderr}`.includes(PASSWORD));
}

const BENCH = ["--requests", "2000", "--keys", "100", "-c", "4", "-t", "1", "--json"];

function assertLoaded(result: CliResult): void {
  assert.equal(result.stderr.includes("memtool bench:"), false, result.stderr);
  assert.equal(result.exitCode, 0);
  assert.ok(!result.stdout.includes(PASSWORD));
  assert.equal(typeof JSON.parse(result.stdout), "object");
}

interface Implementation {
  readonly name: string;
  readonly start: (options: TestServerOptions) => Promise<ServerProcess>;
  readonly skip: string | false;
}

const SERVERS: readonly Implementation[] = [
  { name: "memtool serve", start: startMemtool, skip: false },
  { name: "memcached", start: startMemcached, skip: needsMemcached().skip },
];

for (const { name, start, skip } of SERVERS) {
  describe(`${name} -Z`, { skip: skip || needsOpenssl().skip }, () => {
    const certificates = (skip || needsOpenssl().skip) === false ? new TestCertificates() : (undefined as never);
    let server: ServerProcess;
    let mutual: ServerProcess;
    let plain: ServerProcess;

    function startTls(...suboptions: string[]): Promise<ServerProcess> {
      const { certPath, keyPath } = certificates.server;
      const files = [`ssl_chain_cert=${certPath}`, `ssl_key=${keyPath}`, ...suboptions];
      return start({ args: ["-Z", "-o", files.join(",")], speaks: "TLS" });
    }

    before(async () => {
      server = await startTls();
      mutual = await startTls("ssl_verify_mode=2", `ssl_ca_cert=${certificates.authority.certPath}`);
      plain = await start({});
    });
    after(async () => {
      await Promise.all([server, mutual, plain].map((process) => process.stop("SIGKILL")));
      certificates.remove();
    });
    const ca = (): string[] => ["--tls-ca", certificates.authority.certPath];

    test("stats, repl and bench speak it, by option or by address", async () => {
      assertStats(await stats(...ca(), "--tls", addressOf(server)));
      assertStats(await stats(...ca(), `memcacheds://${addressOf(server)}`));
      assertStats(await stats("--tls-skip-verify", `memcacheds://${addressOf(server)}`));
      // One command at a time: memcached 1.6.18 never sends a large value that was asked for together with a large set.
      const value = "v".repeat(100_000);
      const repl = (stdin: string): Promise<CliResult> =>
        runCli(["repl", ...ca(), "--tls", addressOf(server)], { stdin });
      assert.equal((await repl(`set k 0 0 "${value}"\n`)).stdout, "STORED\n");
      const { exitCode, stdout, stderr } = await repl(`connect ${addressOf(server)}\nget k\n`);
      assert.deepEqual([exitCode, stdout, stderr], [0, `${value}\n`, ""]);
      assertLoaded(await runCli(["bench", ...BENCH, "-P", "16", ...ca(), "--tls", addressOf(server)]));
    });

    test("a server that cannot be trusted is refused with exit code 4", async () => {
      const address = `memcacheds://${addressOf(server)}`;
      const untrusted = /the certificate of memcacheds:\/\/127\.0\.0\.1:\d+ is not accepted: /;
      const stranger = certificates.selfSigned("stranger").certPath;
      assertFailed(await stats(address), 4, untrusted);
      assertFailed(await stats("--tls-ca", stranger, address), 4, /--tls-ca FILE/);
      assertFailed(
        await stats(...ca(), "--tls-server-name", "cache.example.com", address),
        4,
        /--tls-server-name NAME/,
      );
      assertFailed(await runCli(["repl", address, "version"]), 4, untrusted);
      assertFailed(await runCli(["bench", ...BENCH, address]), 4, untrusted);
      assertFailed(await stats("--tls-ca", "/no/such/ca.pem", address), 2, /ENOENT/);
    });

    test("a client certificate is shown; without one the server refuses with exit code 4", async () => {
      const { certPath, keyPath } = certificates.client;
      const shown = [...ca(), "--tls-cert", certPath, "--tls-key", keyPath];
      const address = `memcacheds://${addressOf(mutual)}`;
      assertStats(await stats(...shown, address));
      assertLoaded(await runCli(["bench", ...BENCH, ...shown, address]));
      const { certPath: strange, keyPath: strangeKey } = certificates.selfSigned("stranger");
      const refused = await stats(...ca(), "--tls-cert", strange, "--tls-key", strangeKey, address);
      // memcached says so by an alert, `memtool serve` by hanging up.
      assertFailed(refused, name === "memcached" ? 4 : 3, /refused the TLS connection: |client certificate/);
      assertFailed(await stats(...ca(), address), 4, /refused the TLS connection: .*\n {2}.*--tls-cert FILE/);
    });

    test("TLS where there is none, and none where there is", async () => {
      const toPlain = await stats("--tls", ...ca(), "--timeout", "1s", addressOf(plain));
      assertFailed(toPlain, 3, /does not speak TLS|did not finish the TLS handshake/);
      assert.match(toPlain.stderr, /without --tls/);
      assertFailed(await runCli(["repl", addressOf(server), "version"]), 3, /lost the connection/);
    });
  });

  describe(`${name} -Y`, { skip }, () => {
    let server: ServerProcess;
    let local: ServerProcess;
    before(async () => {
      server = await start({ args: ["-Y", users] });
      local = await start({ args: ["-Y", users], transport: "unix" });
    });
    after(async () => {
      await Promise.all([server, local].map((process) => process.stop("SIGKILL")));
    });

    test("stats, repl and bench log in, by options, environment or address", async () => {
      assertStats(await stats(...LOGIN, addressOf(server)));
      assertStats(await stats(`memcached://${inUrl}${addressOf(server)}`));
      const env = { MEMTOOL_PASSWORD: PASSWORD };
      assertStats(await runCli(["stats", "--raw", "--user", USER, addressOf(server)], { env }));
      assert.ok("path" in local.target);
      assertStats(await stats(...LOGIN, local.target.path));
      assertStats(await stats(`unix://${inUrl}${local.target.path}`));
      const stdin = `set k 0 0 "v"\nconnect ${addressOf(server)}\nget k\n`;
      const repl = await runCli(["repl", ...LOGIN, addressOf(server)], { stdin });
      assert.deepEqual([repl.exitCode, repl.stdout, repl.stderr], [0, "STORED\nv\n", ""]);
      assertLoaded(await runCli(["bench", ...BENCH, ...LOGIN, addressOf(server)]));
    });

    test("a wrong password, and none", async () => {
      const wrong = `memcached://${USER}:${encodeURIComponent(`${PASSWORD}x`)}@${addressOf(server)}`;
      const refused = /refused the login of "joe": CLIENT_ERROR authentication failure/;
      assertFailed(await stats(wrong), 4, refused);
      assertFailed(await runCli(["repl", wrong, "version"]), 4, refused);
      assertFailed(await runCli(["bench", ...BENCH, wrong]), 4, refused);
      assertFailed(await stats(addressOf(server)), 4, /wants a login first/);
      assertFailed(await stats("--user", USER, addressOf(server)), 2, /no password for the user/);
    });

    test("the session of the repl logs in again when it connects again", async () => {
      const address = parseAddress(`memcached://${inUrl}${addressOf(server)}`);
      const open = (to: typeof address, onDisconnect: () => void) => new MemcachedClient(to, { onDisconnect });
      const session = new Session(open, address, () => systemClock.monotonicMs());
      const run = (line: string) => session.run(parseLine(line) as Request);
      assert.equal((await run("version")).kind, "reply");
      // memcached hangs up on an unknown command that ends like a line of HTTP.
      assert.equal((await run("browse HTTP/1.1")).kind, "failed");
      const again = await run("version");
      assert.ok(again.kind === "reply" && again.reconnected && again.reply.kind === "version");
      session.close();
    });
  });

  describe(`${name} -S`, { skip: skip || needsSaslPlain().skip }, () => {
    let server: ServerProcess;
    let daemon: Saslauthd | undefined;
    before(async () => {
      daemon = await Saslauthd.start(USER, PASSWORD);
      const env = { ...daemon.env, MEMCACHED_SASL_PWDB: users };
      server = await start({ args: ["-S"], speaks: "binary", env });
    });
    after(async () => {
      await server.stop("SIGKILL");
      daemon?.stop();
    });

    test("stats logs in and reads the binary protocol, sub-commands too", async () => {
      assertStats(await stats(...LOGIN, addressOf(server)));
      const settings = await stats(...LOGIN, addressOf(server), "settings");
      assert.equal(settings.exitCode, 0);
      assert.match(settings.stdout, /^STAT auth_enabled_sasl yes$/m);
      const table = await runCli(["stats", "--json", "--interval", "50ms", ...LOGIN, addressOf(server)]);
      assert.equal(table.exitCode, 0);
    });

    test("a wrong password: exit code 4", async () => {
      const wrong = `memcached://${USER}:wrong@${addressOf(server)}`;
      assertFailed(await stats(wrong), 4, /refused the login of "joe": Auth failure/);
    });

    test("repl says which protocol the server speaks", async () => {
      assertFailed(await runCli(["repl", ...LOGIN, addressOf(server), "version"]), 3, /only the binary protocol/);
    });
  });
}

test("bench without a server takes no access options", async () => {
  assertFailed(await runCli(["bench", "--tls"]), 2, /--tls is of no use: without a named server/);
});
