/** `memtool serve -Z` as a user starts it, with clients that are not ours: openssl s_client. */
import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { copyFileSync } from "node:fs";
import { connect } from "node:net";
import { after, describe, test } from "node:test";
import { needsOpenssl, TestCertificates } from "../support/certificates.ts";
import { runCli, spawnCli } from "../support/run-cli.ts";
import { askTls, connectTls } from "../support/tls-client.ts";

const { skip } = needsOpenssl();

interface Served {
  readonly child: ChildProcessWithoutNullStreams;
  readonly line: string;
  readonly port: number;
  /** Resolves with all of stderr once `part` is in it. */
  readonly said: (part: string) => Promise<string>;
}

async function serve(...args: string[]): Promise<Served> {
  const child = spawnCli(["serve", "-p", "-1", "-t", "2", ...args]);
  let stderr = "";
  const listeners = new Set<() => void>();
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
    for (const listener of listeners) listener();
  });
  const said = (part: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stderr.includes(part)) {
          listeners.delete(look);
          resolve(stderr);
        }
      };
      child.once("exit", (code) => reject(new Error(`serve ended with ${code}: ${stderr}`)));
      listeners.add(look);
      look();
    });
  const line = await said("listening on");
  return { child, line, port: Number(/:(\d+)[;,]/.exec(line)?.[1]), said };
}

describe("memtool serve -Z", { skip }, () => {
  const certificates = skip === false ? new TestCertificates() : (undefined as unknown as TestCertificates);
  after(() => certificates?.remove());

  function tlsArguments(...others: string[]): string[] {
    const { chainCert, key } = certificates.settings();
    return ["-Z", "-o", [`ssl_chain_cert=${chainCert}`, `ssl_key=${key}`, ...others].join(",")];
  }

  test("says so, talks to openssl s_client, and does not renegotiate", async () => {
    const { child, line, port } = await serve(...tlsArguments(), "-v");
    assert.match(line, /listening on memcacheds:\/\/127\.0\.0\.1:\d+;/);
    const common = ["s_client", "-connect", `127.0.0.1:${port}`, "-CAfile", certificates.authority.certPath];
    const talk = await pipe([...common, "-quiet", "-verify_return_error"], "set a 0 0 1\r\nx\r\nget a\r\nquit\r\n");
    assert.equal(talk, "STORED\r\nVALUE a 0 1\r\nx\r\nEND\r\n");
    // A line of only R makes s_client ask for a renegotiation, which this server refuses with an alert.
    const renegotiation = await pipe([...common, "-tls1_2"], "R\nversion\n");
    assert.match(renegotiation, /RENEGOTIATING[\s\S]*no.renegotiation/i);
    child.kill("SIGTERM");
  });

  test("SIGHUP reads the certificates again; broken ones are a line of the log", async () => {
    const { child, port, said } = await serve(...tlsArguments());
    const { chainCert, key } = certificates.live;
    const other = certificates.signed("other");
    copyFileSync(other.certPath, chainCert);
    child.kill("SIGHUP");
    await said("the certificates stay as they were: Error loading the key: ");
    copyFileSync(other.keyPath, key);
    child.kill("SIGHUP");
    const name = async (): Promise<string> => {
      const client = await connectTls(port);
      const { CN } = client.socket.getPeerCertificate().subject;
      client.socket.destroy();
      return String(CN);
    };
    const deadline = Date.now() + 15_000;
    while ((await name()) !== "other") {
      assert.ok(Date.now() < deadline);
    }
    child.kill("SIGTERM");
  });

  test("listeners with prefixes side by side; connections that fail are counted and, with -v, logged", async () => {
    const listen = "127.0.0.1,notls:127.0.0.1:0,mtls:127.0.0.1:0";
    const ca = `ssl_ca_cert=${certificates.authority.certPath}`;
    const { child, line, said } = await serve("-v", "-l", listen, ...tlsArguments(ca));
    const [tls, plain, mutual] = [...line.matchAll(/127\.0\.0\.1:(\d+)/g)].map((found) => Number(found[1]));
    assert.match(
      line,
      /listening on memcacheds:\/\/127\.0\.0\.1:\d+, 127\.0\.0\.1:\d+, memcacheds:\/\/127\.0\.0\.1:\d+;/,
    );
    const { cert, key } = certificates.client;
    assert.equal(await askTls(tls ?? 0, "mn\r\n"), "MN\r\n");
    assert.notEqual(await askTls(mutual ?? 0, "mn\r\n"), "MN\r\n");
    assert.equal(await askTls(mutual ?? 0, "mn\r\n", { cert, key }), "MN\r\n");
    const socket = connect(tls ?? 0, "127.0.0.1");
    socket.on("error", () => {});
    socket.write("version\r\n");
    await said("TLS handshake failed: wrong version number");
    const stats = await runCli(["stats", "--raw", `127.0.0.1:${plain}`]);
    assert.match(stats.stdout, /ssl_handshake_errors\W+2\b/);
    child.kill("SIGTERM");
  });

  test("files that are of no use end it with exit code 64 and memcached's words", async () => {
    const { certPath, keyPath } = certificates.server;
    const bad = certificates.file("bad.pem", "nonsense\n");
    const both = `ssl_chain_cert=${certPath},ssl_key=${keyPath}`;
    const cases: [string, string][] = [
      [`ssl_chain_cert=${bad},ssl_key=${keyPath}`, `Error loading the certificate chain: ${bad} : error:`],
      [`ssl_chain_cert=${certPath},ssl_key=${bad}`, `Error loading the key: ${bad} : error:`],
      [`${both},ssl_ca_cert=${bad}`, `Error loading the CA certificate: ${bad} : error:`],
      [`${both},ssl_ciphers=FOO`, "Error setting the provided cipher(s): FOO"],
    ];
    for (const [suboptions, message] of cases) {
      const { exitCode, stderr } = await runCli(["serve", "-p", "-1", "-Z", "-o", suboptions]);
      assert.equal(exitCode, 64, stderr);
      assert.ok(stderr.includes(message), stderr);
      // A daemon could tell nobody: who starts it is told.
      const launcher = await runCli(["serve", "-d", "-p", "-1", "-Z", "-o", suboptions]);
      assert.equal(launcher.exitCode, 64, launcher.stderr);
    }
  });
});

/** Runs openssl with `input` and returns what it printed on both streams. */
async function pipe(args: readonly string[], input: string): Promise<string> {
  const child = spawn("openssl", args, { stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    // With -quiet this is the verification, and nothing that the server said.
    output += args.includes("-quiet") ? "" : chunk;
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.stdin.on("error", () => {});
  child.stdin.write(input);
  const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(timer);
  return output;
}
