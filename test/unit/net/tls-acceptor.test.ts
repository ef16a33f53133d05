import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectPlain, createServer, Socket as PlainSocket, type Server, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { DescriptorHandover } from "../../../src/net/handover.ts";
import { type CertificatePolicy, encryptOneByOne, TlsAcceptor } from "../../../src/net/tls-acceptor.ts";
import { readTlsMaterial } from "../../../src/net/tls-material.ts";
import { needsOpenssl, TestCertificates } from "../../support/certificates.ts";
import { connectTls } from "../../support/tls-client.ts";

const { skip } = needsOpenssl();
const NEVER_MS = 60_000;

/** Accepts connections and hands them to an acceptor, which tells what it sees in order. */
class Harness {
  readonly told: string[] = [];
  readonly readBuffer = Buffer.alloc(64);
  readonly acceptor: TlsAcceptor;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #handover = new DescriptorHandover();
  #onEnd: () => void = () => {};
  /** What onData answers. */
  wantsMore = true;
  socket: Socket | undefined;

  constructor(certificates: TestCertificates, policy: CertificatePolicy = "none", handshakeMsMax = NEVER_MS) {
    const settings = certificates.settings({ caCert: certificates.authority.certPath });
    this.acceptor = new TlsAcceptor(readTlsMaterial(settings), this.readBuffer, handshakeMsMax);
    this.#server = createServer({ pauseOnConnect: true }, (accepted) => {
      const descriptor = this.#handover.detach(accepted);
      this.#sockets.add(this.#accept(descriptor, policy));
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    return address !== null && typeof address === "object" ? address.port : 0;
  }

  /** Resolves when a connection has ended. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      this.#onEnd = resolve;
    });
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #accept(descriptor: number, policy: CertificatePolicy): Socket {
    return this.acceptor.accept(descriptor, policy, {
      onSecure: (socket, isResumed) => {
        this.socket = socket;
        this.told.push(isResumed ? "resumed" : "secure");
      },
      onData: (length) => {
        this.told.push(this.readBuffer.toString("latin1", 0, length));
        return this.wantsMore;
      },
      onDrain: () => this.told.push("drain"),
      onClose: () => {
        this.told.push("close");
        this.#handover.closed([descriptor]);
        this.#onEnd();
      },
      onHandshakeError: () => this.told.push("handshake error"),
      onProtocolError: () => this.told.push("protocol error"),
    });
  }
}

describe("TLS on adopted descriptors", { skip }, () => {
  let certificates: TestCertificates;
  before(() => {
    certificates = new TestCertificates();
  });
  after(() => certificates.remove());

  test("first secure, then the data in pieces of the read buffer, then the end", async () => {
    const harness = new Harness(certificates);
    const client = await connectTls(await harness.listen());
    client.socket.write("a".repeat(100));
    const ended = harness.ended();
    client.socket.end();
    await ended;
    assert.deepEqual(harness.told, ["secure", "a".repeat(64), "a".repeat(36), "close"]);
    harness.close();
  });

  test("who wants no more gets no more until it resumes", async () => {
    const harness = new Harness(certificates);
    harness.wantsMore = false;
    const client = await connectTls(await harness.listen());
    const first = once(client.socket, "drain");
    client.socket.write(Buffer.alloc(1024 * 1024));
    const received = (): number => harness.told.join("").length;
    while (harness.told.length < 2) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(harness.socket?.isPaused(), true);
    assert.ok(received() < 64 * 1024);
    harness.wantsMore = true;
    harness.socket?.resume();
    await first;
    client.socket.destroy();
    harness.close();
  });

  test("what waits is encrypted all together, or one by one as it is taken", async (context) => {
    const harness = new Harness(certificates);
    const client = await connectTls(await harness.listen());
    while (harness.socket === undefined) await new Promise((resolve) => setImmediate(resolve));
    const { socket } = harness;
    const prototype = Object.getPrototypeOf(Object.getPrototypeOf(socket)) as Socket;
    const together = context.mock.method(prototype as Required<Socket>, "_writev");
    const single = context.mock.method(prototype, "_write");
    const calls = (mocked: typeof together | typeof single) =>
      mocked.mock.calls.filter((call) => call.this === socket).length;
    const send = async (isOneByOne: boolean): Promise<number[]> => {
      assert.equal(encryptOneByOne(socket, isOneByOne), isOneByOne);
      const [togetherBefore, singleBefore] = [calls(together), calls(single)];
      socket.cork();
      for (const piece of ["one ", "two ", "three"]) socket.write(piece);
      const reply = client.ask("", "three");
      socket.uncork();
      assert.equal(await reply, "one two three");
      return [calls(together) - togetherBefore, calls(single) - singleBefore];
    };
    assert.deepEqual(await send(false), [1, 0]);
    assert.deepEqual(await send(true), [0, 3]);
    assert.deepEqual(await send(false), [1, 0]);
    client.socket.destroy();
    harness.close();
  });

  test("a socket that is not encrypted is left as it is", () => {
    const socket = new PlainSocket();
    assert.equal(encryptOneByOne(socket, true), false);
    assert.equal(typeof socket._writev, "function");
  });

  test("a client that says nothing is cut, and its handshake has failed", async () => {
    const harness = new Harness(certificates, "none", 50);
    const port = await harness.listen();
    const ended = harness.ended();
    const silent = connectPlain(port, "127.0.0.1");
    silent.on("error", () => {});
    await ended;
    assert.deepEqual(harness.told, ["handshake error", "close"]);
    silent.destroy();
    harness.close();
  });

  test("a client that is through is not cut", async () => {
    const harness = new Harness(certificates, "none", 300);
    const client = await connectTls(await harness.listen());
    await new Promise((resolve) => setTimeout(resolve, 600));
    const ended = harness.ended();
    client.socket.end("still there");
    await ended;
    assert.deepEqual(harness.told, ["secure", "still there", "close"]);
    harness.close();
  });

  test("each failure is told once, before the end", async () => {
    const stranger = certificates.selfSigned("stranger");
    for (const policy of ["ask", "require"] as const) {
      const harness = new Harness(certificates, policy);
      const port = await harness.listen();
      const ended = harness.ended();
      const client = connectTls(port, { cert: stranger.cert, key: stranger.key }).catch(() => undefined);
      await ended;
      (await client)?.socket.destroy();
      assert.deepEqual(harness.told, ["handshake error", "close"], policy);
      harness.close();
    }
  });

  test("another certificate is for later connections", async () => {
    const harness = new Harness(certificates);
    const port = await harness.listen();
    const early = await connectTls(port);
    const { certPath, keyPath } = certificates.signed("other");
    const settings = { ...certificates.settings(), chainCert: certPath, key: keyPath };
    harness.acceptor.replace(readTlsMaterial(settings));
    const late = await connectTls(port);
    assert.equal(early.socket.getPeerCertificate().subject.CN, "server");
    assert.equal(late.socket.getPeerCertificate().subject.CN, "other");
    early.socket.destroy();
    late.socket.destroy();
    harness.close();
  });
});
