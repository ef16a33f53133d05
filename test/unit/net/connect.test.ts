/** net/connect.ts: connections over tcp, TLS and unix sockets, and the sentence for every way to fail. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { createServer as createTlsServer, type Server, type TLSSocket, type TlsOptions } from "node:tls";
import type { Address } from "../../../src/base/address.ts";
import { type ClientTls, DEFAULT_CLIENT_TLS } from "../../../src/net/client-tls.ts";
import { connectTo } from "../../../src/net/connect.ts";
import { type Identity, needsOpenssl, TestCertificates } from "../../support/certificates.ts";
import { startScriptedServer } from "../../support/scripted-server.ts";

test("connects over a unix socket, and says what is wrong with a path", async () => {
  const folder = mkdtempSync(join(tmpdir(), "connect-"));
  const path = join(folder, "s.sock");
  const server = createServer((socket) => socket.end("hi")).listen(path);
  await once(server, "listening");
  const socket = await connectTo({ kind: "unix", path }, { timeoutMs: 5000 });
  const [data] = await once(socket, "data");
  assert.equal(String(data), "hi");
  socket.destroy();
  server.close();
  await once(server, "close");
  writeFileSync(join(folder, "file"), "");
  await assert.rejects(connectTo({ kind: "unix", path: join(folder, "none") }, { timeoutMs: 5000 }), {
    code: "CONNECT",
    message: /ENOENT/,
    hint: /no such socket/,
  });
  await assert.rejects(connectTo({ kind: "unix", path: join(folder, "file") }, { timeoutMs: 5000 }), {
    code: "CONNECT",
  });
  rmSync(folder, { recursive: true });
});

test("an attempt can be given up before and while it is made", async () => {
  const server = await startScriptedServer(() => {});
  const abort = new AbortController();
  const attempt = connectTo(server.address, { timeoutMs: 60_000, signal: abort.signal });
  abort.abort(new Error("no longer wanted"));
  await assert.rejects(attempt, { code: "CONNECT", message: /no longer wanted/ });
  await assert.rejects(connectTo(server.address, { timeoutMs: 60_000, signal: abort.signal }), /no longer wanted/);
  await server.close();
});

test("the time allowed is kept, even if the connection would be there the moment after", async () => {
  const server = await startScriptedServer(() => {});
  const attempt = connectTo(server.address, { timeoutMs: 1 });
  // The event loop looks at timers before it looks at sockets: keep it busy until the timer is due.
  const start = performance.now();
  while (performance.now() - start < 5) {}
  await assert.rejects(attempt, { code: "CONNECT", message: /within 1 ms/, hint: /firewalls/ });
  await server.close();
});

describe("TLS", needsOpenssl(), () => {
  const certificates = needsOpenssl().skip === false ? new TestCertificates() : (undefined as never);
  const servers: Server[] = [];
  after(async () => {
    for (const server of servers) {
      server.close();
      await once(server, "close");
    }
    certificates?.remove();
  });

  async function serve(options: TlsOptions, script: (socket: Socket) => void): Promise<Address> {
    const server = createTlsServer(options, (socket) => {
      socket.on("error", () => {});
      script(socket);
    });
    servers.push(server);
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    return { kind: "tcp", host: "127.0.0.1", port, tls: true };
  }

  const identityOf = ({ cert, key }: Identity): TlsOptions => ({ cert, key });
  const trusting = (changes: Partial<ClientTls> = {}): ClientTls => ({
    ...DEFAULT_CLIENT_TLS,
    authorities: certificates.authority.cert,
    ...changes,
  });

  test("bytes of several connections arrive in the one buffer they share, whole and in order", async () => {
    const address = await serve(identityOf(certificates.server), (socket) => {
      socket.on("data", (chunk) => socket.write(chunk.toString("latin1").repeat(60_000)));
    });
    const buffer = Buffer.alloc(1000);
    const ask = async (letter: string): Promise<void> => {
      let count = 0;
      let done: () => void = () => {};
      const all = new Promise<void>((resolve) => {
        done = resolve;
      });
      const callback = (length: number): boolean => {
        assert.ok(buffer.subarray(0, length).equals(Buffer.alloc(length, letter)));
        count += length;
        if (count === 60_000) done();
        return true;
      };
      const socket = await connectTo(address, { timeoutMs: 5000, tls: trusting(), onread: { buffer, callback } });
      socket.write(letter);
      await all;
      socket.destroy();
    };
    await Promise.all(["a", "b", "c"].map(ask));
  });

  test("a server is verified unless that is switched off", async () => {
    const address = await serve(identityOf(certificates.server), (socket) => socket.end("hi"));
    const other = certificates.selfSigned("stranger");
    const refusals: readonly (readonly [ClientTls | undefined, RegExp, RegExp])[] = [
      [undefined, /certificate of memcacheds:\/\/127\.0\.0\.1:\d+ is not accepted: /, /--tls-ca FILE/],
      [trusting({ authorities: other.cert }), /is not accepted: /, /--tls-ca FILE/],
      [trusting({ serverName: "cache.example.com" }), /Hostname\/IP does not match/, /--tls-server-name/],
    ];
    for (const [tls, message, hint] of refusals) {
      const options = { timeoutMs: 5000, ...(tls === undefined ? {} : { tls }) };
      await assert.rejects(connectTo(address, options), { code: "REFUSED", message, hint });
    }
    for (const tls of [
      trusting(),
      trusting({ serverName: "localhost" }),
      { ...DEFAULT_CLIENT_TLS, skipVerify: true },
    ]) {
      const socket = await connectTo(address, { timeoutMs: 5000, tls });
      const [data] = await once(socket, "data");
      assert.equal(String(data), "hi");
      socket.destroy();
    }
  });

  test("a certificate that has expired is not accepted", async () => {
    const address = await serve(identityOf(certificates.signed("old", { days: -1 })), () => {});
    await assert.rejects(connectTo(address, { timeoutMs: 5000, tls: trusting() }), {
      code: "REFUSED",
      message: /expired/,
      hint: /clock/,
    });
  });

  test("a server that asks for a client certificate gets it", async () => {
    const { server, client, authority } = certificates;
    const asking = { ...identityOf(server), ca: [authority.cert], requestCert: true, rejectUnauthorized: false };
    const address = await serve(asking, (socket) => socket.end(String((socket as TLSSocket).authorized)));
    const shown = { certificate: client.cert, key: client.key };
    for (const [tls, isShown] of [
      [trusting(shown), "true"],
      [trusting(), "false"],
    ] as const) {
      const socket = await connectTo(address, { timeoutMs: 5000, tls });
      const [data] = await once(socket, "data");
      assert.equal(String(data), isShown);
      socket.destroy();
    }
  });

  test("a server that does not speak TLS, hangs up, or says nothing", async () => {
    const scripts: readonly (readonly [(socket: Socket) => void, RegExp])[] = [
      [(socket) => socket.once("data", () => socket.write("ERROR\r\n")), /does not speak TLS/],
      [(socket) => socket.once("data", () => socket.destroy()), /ended the TLS handshake/],
      [() => {}, /did not finish the TLS handshake within 300 ms/],
    ];
    for (const [script, message] of scripts) {
      const server = await startScriptedServer(script);
      const address = { ...server.address, tls: true } as Address;
      await assert.rejects(connectTo(address, { timeoutMs: 300 }), { code: "CONNECT", message, hint: /without --tls/ });
      await server.close();
    }
  });

  test("nobody listens: the same sentence as without TLS", async () => {
    const server = await startScriptedServer(() => {});
    await server.close();
    await assert.rejects(connectTo({ ...server.address, tls: true } as Address, { timeoutMs: 5000 }), {
      code: "CONNECT",
      message: /could not connect to memcacheds:.*ECONNREFUSED/,
    });
  });
});
