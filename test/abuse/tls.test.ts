/** TLS: handshakes that stall, that make no sense, that are too many; replies that nobody reads. The bystander speaks plain text. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type TLSSocket, connect as tlsConnect } from "node:tls";
import { AbusedServer, CLIENT_COUNT, delay, residentBytesBound, settled } from "../support/abuse.ts";
import { needsOpenssl, TestCertificates } from "../support/certificates.ts";

const LIMIT_MIB = 64;
const CLIENT_HELLO_START = Buffer.from("16030100f1010000ed0303", "hex");
/** A handshake may take ten seconds. */
const HANDSHAKE_MS_MAX = 12_000;
const { skip } = needsOpenssl();

describe("TLS", { skip }, () => {
  let server: AbusedServer;
  let port: number;
  let certificates: TestCertificates;
  before(async () => {
    certificates = new TestCertificates();
    const { chainCert, key } = certificates.settings();
    const tls = ["-Z", "-o", `ssl_chain_cert=${chainCert},ssl_key=${key}`, "-l", "notls:127.0.0.1,127.0.0.1"];
    server = await AbusedServer.start(["-m", String(LIMIT_MIB), "-t", "2", ...tls]);
    port = Number(/memcacheds:\/\/127\.0\.0\.1:(\d+)/.exec(server.process.output)?.[1]);
  });
  after(async () => {
    await server.stop();
    certificates.remove();
  });

  async function secure(): Promise<TLSSocket> {
    const raw = await server.open(port);
    const socket = tlsConnect({ socket: raw, rejectUnauthorized: false });
    socket.on("error", () => {});
    await new Promise((resolve) => socket.once("secureConnect", resolve));
    return socket;
  }

  test("handshakes that stall or make no sense end in time and are counted", async (context) => {
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      const errorsBefore = await server.statistic("ssl_handshake_errors");
      const startedMs = performance.now();
      let closed = 0;
      for (let count = 0; count < CLIENT_COUNT; count++) {
        const socket = await server.open(port);
        socket.once("close", () => closed++);
        socket.resume();
        if (count % 3 === 0) socket.write(CLIENT_HELLO_START);
        else if (count % 3 === 1) socket.write("get bystander\r\n");
      }
      while (closed < CLIENT_COUNT && performance.now() - startedMs < HANDSHAKE_MS_MAX) await delay(50);
      assert.equal(closed, CLIENT_COUNT);
      assert.equal((await server.statistic("ssl_handshake_errors")) - errorsBefore, CLIENT_COUNT);
    });
  });

  test("handshakes one after the other, and no requests", async (context) => {
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      const untilMs = performance.now() + 2000;
      const knock = async () => {
        while (performance.now() < untilMs) (await secure()).destroy();
      };
      await Promise.all(Array.from({ length: 8 }, knock));
    });
  });

  test("clients that do not read half a gigabyte that each has asked for", async (context) => {
    const value = "v".repeat(500_000);
    assert.equal(await server.talk(`set v 0 0 ${value.length}\r\n${value}\r\n`, "\r\n"), "STORED\r\n");
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      for (let count = 0; count < CLIENT_COUNT / 4; count++) {
        const socket = await secure();
        socket.pause();
        socket.write("get v\r\n".repeat(1000));
      }
      await settled(server, "bytes_written");
      assert.equal(await server.talk("delete v\r\n", "\r\n"), "DELETED\r\n");
    });
  });
});
