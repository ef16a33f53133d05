/** A server with TLS, its threads and all: handshakes, versions, client certificates, refreshed files, resumption, bad neighbours. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { copyFileSync, writeFileSync } from "node:fs";
import { connect as connectPlain, type Socket } from "node:net";
import { after, describe, test } from "node:test";
import type { ConnectionOptions } from "node:tls";
import { type RunningServer, startServer } from "../../src/server/server.ts";
import type { ServerSettings, TlsSettings } from "../../src/server/settings.ts";
import { needsOpenssl, TestCertificates } from "../support/certificates.ts";
import { askTls, connectTls, type TlsClient } from "../support/tls-client.ts";

const { skip } = needsOpenssl();
const THREADS = 2;

describe("a server with TLS", { skip }, () => {
  const certificates = skip === false ? new TestCertificates() : (undefined as unknown as TestCertificates);
  after(() => certificates?.remove());
  const running = new Set<RunningServer>();
  after(async () => {
    for (const server of running) await server.close();
  });

  async function start(tls: Partial<TlsSettings> = {}, others: Partial<ServerSettings> = {}): Promise<RunningServer> {
    const server = await startServer({
      port: 0,
      threads: THREADS,
      memoryLimitBytes: 64 * 1024 * 1024,
      tls: certificates.settings(tls),
      ...others,
    });
    running.add(server);
    return server;
  }

  async function stats(port: number, options: ConnectionOptions = {}): Promise<Map<string, string>> {
    const client = await connectTls(port, options);
    const text = await client.ask("stats\r\n", "END\r\n");
    client.socket.destroy();
    return new Map([...text.matchAll(/STAT (\S+) (.*)\r\n/g)].map((line) => [line[1] as string, line[2] as string]));
  }

  test("speaks memcached behind a certificate that its authority vouches for, and names itself so", async () => {
    const { addresses, port } = await start();
    assert.deepEqual(addresses, [{ kind: "tcp", host: "127.0.0.1", port, tls: true }]);
    const client = await connectTls(port, { ca: certificates.authority.cert, rejectUnauthorized: true });
    assert.equal(await client.ask("set a 0 0 5\r\nhello\r\n"), "STORED\r\n");
    assert.equal(await client.ask("get a\r\n", "END\r\n"), "VALUE a 0 5\r\nhello\r\nEND\r\n");
    client.socket.write("quit\r\n");
    await client.closed();
    const facts = await stats(port);
    assert.equal(facts.get("ssl_handshake_errors"), "0");
    assert.equal(facts.has("ssl_new_sessions"), false);
    assert.ok(Number(facts.get("time_since_server_cert_refresh")) < 3600);
  });

  test("a pipeline with values in several pieces and sizes comes back as it was sent", async () => {
    const { port } = await start();
    const client = await connectTls(port);
    const sizes = [1, 1000, 16_384, 40_000, 200_000, 900_000];
    const values = sizes.map((size, index) => String.fromCharCode(97 + index).repeat(size));
    const sets = values.map((value, index) => `set v${index} ${index} 0 ${value.length}\r\n${value}\r\n`).join("");
    assert.equal(await client.ask(`${sets}mn\r\n`, "MN\r\n"), `${"STORED\r\n".repeat(sizes.length)}MN\r\n`);
    const wanted = values.map((value, index) => `VALUE v${index} ${index} ${value.length}\r\n${value}\r\n`).join("");
    assert.equal(await client.ask("get v0 v1 v2 v3 v4 v5\r\n", "END\r\n"), `${wanted}END\r\n`);
    client.socket.destroy();
  });

  test("versions below the least one are refused", async () => {
    const twelve = await start({ minVersion: 2 });
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    assert.match(await askTls(twelve.port, "mn\r\n", old), /^failed: ERR_SSL/);
    assert.equal(await askTls(twelve.port, "mn\r\n", { maxVersion: "TLSv1.2" }), "MN\r\n");
    const thirteen = await start({ minVersion: 3 });
    assert.match(await askTls(thirteen.port, "mn\r\n", { maxVersion: "TLSv1.2" }), /^failed: ERR_SSL/);
    assert.equal(await askTls(thirteen.port, "mn\r\n"), "MN\r\n");
    const weak = await start({ minVersion: 0, ciphers: "DEFAULT@SECLEVEL=0" });
    assert.equal(await askTls(weak.port, "mn\r\n", old), "MN\r\n");
  });

  test("a list of ciphers is for TLS 1.2 and leaves 1.3 as it is", async () => {
    const { port } = await start({ ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" });
    const other = { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384" } as const;
    assert.match(await askTls(port, "mn\r\n", other), /^failed: ERR_SSL/);
    const same = await connectTls(port, { maxVersion: "TLSv1.2" });
    assert.equal(same.socket.getCipher().name, "ECDHE-ECDSA-AES128-GCM-SHA256");
    same.socket.destroy();
    const newer = await connectTls(port);
    assert.equal(newer.socket.getProtocol(), "TLSv1.3");
    newer.socket.destroy();
  });

  test("client certificates, by ssl_verify_mode and by the prefix of the listener", async () => {
    const stranger = certificates.selfSigned("stranger");
    const clients: Record<string, ConnectionOptions> = {
      none: {},
      known: { cert: certificates.client.cert, key: certificates.client.key },
      unknown: { cert: stranger.cert, key: stranger.key },
    };
    const caCert = certificates.authority.certPath;
    const one = (tls: "btls" | "mtls" | "notls") => ({ listen: [{ host: "127.0.0.1", port: 0, tls }] });
    const cases: [string, Partial<TlsSettings>, Partial<ServerSettings>, string][] = [
      ["mode 0", { verifyMode: 0, caCert }, {}, "none known unknown"],
      ["mode 1", { verifyMode: 1, caCert }, {}, "none known"],
      ["mode 2", { verifyMode: 2, caCert }, {}, "known"],
      ["mode 3", { verifyMode: 3, caCert }, {}, "known"],
      ["mode 2 without authorities", { verifyMode: 2 }, {}, ""],
      ["btls", { verifyMode: 2, caCert }, one("btls"), "none known unknown"],
      ["mtls", { verifyMode: 0, caCert }, one("mtls"), "known"],
    ];
    for (const [name, tls, others, wanted] of cases) {
      const { port } = await start(tls, others);
      for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
        const served: string[] = [];
        for (const [who, options] of Object.entries(clients)) {
          const answer = await askTls(port, "mn\r\n", { ...options, minVersion: version, maxVersion: version });
          if (answer === "MN\r\n") served.push(who);
        }
        assert.equal(served.join(" "), wanted, `${name} ${version}`);
      }
    }
    const { port, addresses } = await start({ verifyMode: 2, caCert }, one("notls"));
    const plain = connectPlain(port, "127.0.0.1");
    plain.write("mn\r\n");
    assert.equal(String((await once(plain, "data"))[0]), "MN\r\n");
    plain.destroy();
    assert.equal(addresses[0]?.kind === "tcp" && addresses[0].tls, false);
  });

  test("refresh_certs and reload are for connections that come later; a broken file changes nothing", async () => {
    const lines: string[] = [];
    const settings = certificates.settings();
    const server = await startServer({ port: 0, threads: THREADS, tls: settings }, (line) => lines.push(line));
    running.add(server);
    const { port } = server;
    const second = certificates.signed("second");
    const third = certificates.signed("third");
    const name = async (): Promise<string> => {
      const client = await connectTls(port);
      const CN = String(client.socket.getPeerCertificate().subject.CN);
      client.socket.destroy();
      return CN;
    };
    const early = await connectTls(port);
    writeFileSync(settings.chainCert, "nonsense");
    assert.equal(
      await early.ask("refresh_certs\r\n"),
      `Error loading the certificate chain: ${settings.chainCert} : error:0480006C:PEM routines::no start line\r\n`,
    );
    copyFileSync(second.certPath, settings.chainCert);
    assert.match(await early.ask("refresh_certs\r\n"), /^Error loading the key: .*key values mismatch\r\n$/);
    assert.equal(await name(), "server");
    copyFileSync(second.keyPath, settings.key);
    // Whoever reads OK sees the new certificate at once, whichever thread serves the next connection.
    assert.equal(await early.ask("refresh_certs noreply\r\nrefresh_certs\r\nmn\r\n", "MN\r\n"), "OK\r\nMN\r\n");
    for (let round = 0; round < THREADS * 2; round++) {
      assert.equal(await name(), "second");
    }
    assert.equal(await early.ask("mn\r\n"), "MN\r\n");
    assert.equal(early.socket.getPeerCertificate().subject.CN, "server");
    copyFileSync(third.certPath, settings.chainCert);
    server.reload();
    assert.match(lines.join("\n"), /the certificates stay as they were: Error loading the key/);
    copyFileSync(third.keyPath, settings.key);
    server.reload();
    assert.equal(await name(), "third");
    early.socket.destroy();
  });

  describe("resumption", () => {
    async function sessionOf(port: number, options: ConnectionOptions): Promise<Buffer | undefined> {
      const client = await connectTls(port, options);
      let session: Buffer | undefined = client.socket.getSession();
      client.socket.on("session", (ticket: Buffer) => {
        session = ticket;
      });
      // Tickets of TLS 1.3 come with the first answer at the latest.
      await client.ask("mn\r\n");
      client.socket.destroy();
      return session;
    }

    async function resumes(port: number, session: Buffer | undefined, options: ConnectionOptions): Promise<boolean> {
      if (session === undefined) return false;
      const client = await connectTls(port, { ...options, session });
      const isReused = client.socket.isSessionReused();
      assert.equal(await client.ask("mn\r\n"), "MN\r\n");
      client.socket.destroy();
      return isReused;
    }

    for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
      const options = { minVersion: version, maxVersion: version };

      test(`${version}: on every thread with ssl_session_cache, until the certificates are read again`, async () => {
        const server = await start({ sessionCache: true });
        const { port } = server;
        const session = await sessionOf(port, options);
        const idle: TlsClient[] = [];
        for (let round = 0; round < THREADS * 2; round++) {
          assert.equal(await resumes(port, session, options), true);
          const client = await connectTls(port, options);
          // A TLS 1.3 client is through before its server is; the server has counted who got an answer.
          assert.equal(await client.ask("mn\r\n"), "MN\r\n");
          idle.push(client);
        }
        const facts = await stats(port);
        assert.equal(facts.get("ssl_new_sessions"), String(1 + idle.length + 1));
        server.reload();
        assert.equal(await resumes(port, session, options), false);
        for (const client of idle) client.socket.destroy();
      });

      test(`${version}: with a client certificate, for whom it was made`, async () => {
        const caCert = certificates.authority.certPath;
        const { port } = await start({ sessionCache: true, verifyMode: 2, caCert });
        const { cert, key } = certificates.client;
        const session = await sessionOf(port, { ...options, cert, key });
        assert.equal(await resumes(port, session, { ...options, cert, key }), true);
      });

      test(`${version}: never without`, async () => {
        const { port } = await start();
        assert.equal(await resumes(port, await sessionOf(port, options), options), false);
      });

      test(`${version}: a session without a client certificate opens no listener that wants one`, async () => {
        const listen = [
          { host: "127.0.0.1", port: 0, tls: "btls" },
          { host: "127.0.0.1", port: 0, tls: "mtls" },
        ] as const;
        const server = await start({ sessionCache: true, caCert: certificates.authority.certPath }, { listen });
        const ports = server.addresses.map((address) => (address.kind === "tcp" ? address.port : 0));
        const session = await sessionOf(ports[0] as number, options);
        assert.ok(session !== undefined);
        assert.equal(await resumes(ports[0] as number, session, options), true);
        assert.notEqual(await askTls(ports[1] as number, "mn\r\n", { ...options, session }), "MN\r\n");
      });
    }
  });

  test("plain text on a TLS port and TLS on a plain port end cleanly and are counted", async () => {
    const { port } = await start();
    const plain = connectPlain(port, "127.0.0.1");
    plain.on("error", () => {});
    plain.write("get a\r\n");
    await once(plain, "close");
    const silent = connectPlain(port, "127.0.0.1");
    await once(silent, "connect");
    silent.end();
    await once(silent.resume(), "close");
    await eventually(async () => (await stats(port)).get("ssl_handshake_errors") === "2");
    const unencrypted = await startServer({ port: 0, threads: 1 });
    running.add(unencrypted);
    assert.match(await askTls(unencrypted.port, "mn\r\n"), /^failed: /);
    const later = connectPlain(unencrypted.port, "127.0.0.1");
    later.write("mn\r\n");
    assert.equal(String((await once(later, "data"))[0]), "MN\r\n");
    later.destroy();
  });

  test("garbage behind the handshake ends the connection and is counted", async () => {
    const { port } = await start();
    const raw = connectPlain(port, "127.0.0.1");
    const client = await connectTls(port, { socket: raw });
    assert.equal(await client.ask("mn\r\n"), "MN\r\n");
    raw.write("this is no TLS record, and long enough to be read as one\r\n");
    await client.closed();
    await eventually(async () => (await stats(port)).get("ssl_proto_errors") === "1");
  });

  test("who does not read a thousand large values neither holds the memory nor keeps the values", async () => {
    const { port } = await start();
    const value = "x".repeat(500_000);
    const writer = await connectTls(port);
    assert.equal(await writer.ask(`set big 0 0 ${value.length}\r\n${value}\r\n`), "STORED\r\n");
    const before = process.memoryUsage().rss;
    const greedy = await connectTls(port);
    greedy.socket.pause();
    greedy.socket.write("get big\r\n".repeat(1000));
    // Everything is accepted and nothing taken: once others are served for a while the server has stopped for this one.
    for (let round = 0; round < 50; round++) {
      assert.equal(await writer.ask("mn\r\n"), "MN\r\n");
    }
    assert.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024);
    const held = await usedChunks(writer);
    assert.ok(held > 0);
    assert.equal(await writer.ask("delete big\r\n"), "DELETED\r\n");
    greedy.socket.destroy();
    await eventually(async () => (await usedChunks(writer)) === 0);
    writer.socket.destroy();
  });

  test("who reads slowly gets every byte", async () => {
    const { port } = await start();
    const client = await connectTls(port);
    const value = "0123456789".repeat(30_000);
    assert.equal(await client.ask(`set big 0 0 ${value.length}\r\n${value}\r\n`), "STORED\r\n");
    client.socket.pause();
    const answer = client.ask(`${"get big\r\n".repeat(20)}mn\r\n`, "MN\r\n");
    await (await connectTls(port)).ask("mn\r\n");
    client.socket.resume();
    assert.equal(await answer, `${`VALUE big 0 ${value.length}\r\n${value}\r\nEND\r\n`.repeat(20)}MN\r\n`);
    client.socket.destroy();
  });

  test("values that are replaced while they are being sent are not torn, and none stays pinned", async () => {
    const { port } = await start();
    const writer = await connectTls(port);
    const [one, other] = ["a", "b"].map((letter) => letter.repeat(900_000)) as [string, string];
    const set = (value: string): Promise<string> => writer.ask(`set big 0 0 ${value.length}\r\n${value}\r\n`);
    await set(one);
    const readers = await Promise.all([connectTls(port), connectTls(port)]);
    const answers = readers.map(async (reader) => {
      reader.socket.pause();
      const answer = reader.ask(`${"get big\r\n".repeat(30)}mn\r\n`, "MN\r\n");
      const taking = setInterval(() => (reader.socket.isPaused() ? reader.socket.resume() : reader.socket.pause()), 2);
      await answer;
      clearInterval(taking);
      return answer;
    });
    let round = 0;
    const all = Promise.all(answers);
    let isDone = false;
    void all.finally(() => {
      isDone = true;
    });
    while (!isDone) assert.equal(await set(round++ % 2 === 0 ? other : one), "STORED\r\n");
    for (const answer of await all) {
      const values = answer.split(/VALUE big 0 900000\r\n|\r\nEND\r\n(?:MN\r\n)?/).filter((part) => part !== "");
      assert.equal(values.length, 30);
      assert.ok(values.every((value) => value === one || value === other));
    }
    for (const { socket } of readers) socket.destroy();
    await writer.ask("delete big\r\n");
    await eventually(async () => (await usedChunks(writer)) === 0);
    writer.socket.destroy();
  });

  test("a server that stops waits for nobody's handshake", async () => {
    const server = await start();
    const silent: Socket = connectPlain(server.port, "127.0.0.1");
    silent.on("error", () => {});
    await once(silent, "connect");
    const client = await connectTls(server.port);
    assert.equal(await client.ask("mn\r\n"), "MN\r\n");
    const ended = once(silent, "close");
    await server.close();
    await ended;
    await client.closed();
  });

  test("files that are of no use keep a server from starting", async () => {
    await assert.rejects(start({ caCert: certificates.file("nothing.pem", "") }), { code: "REFUSED" });
  });

  async function usedChunks(client: TlsClient): Promise<number> {
    const text = await client.ask("stats slabs\r\n", "END\r\n");
    return [...text.matchAll(/used_chunks (\d+)/g)].reduce((sum, found) => sum + Number(found[1]), 0);
  }
});

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await isSo())) {
    assert.ok(Date.now() < deadline, "it has not become so in time");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
