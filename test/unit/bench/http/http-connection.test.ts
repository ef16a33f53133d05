/** Connections: whatever an application does to them, every request ends once, as what it was, and answers are told apart rightly. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { afterEach, test } from "node:test";
import { ENDINGS, FAILED, type HttpRecorder } from "../../../../src/bench/http/http-recorder.ts";
import { needsOpenssl, TestCertificates } from "../../../support/certificates.ts";
import { answerAfter, HttpApp } from "../../../support/http-app.ts";
import { httpRequest, runEngine } from "../../../support/http-plan.ts";
import { RawServer } from "../../../support/raw-server.ts";

const servers: RawServer[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.stop();
  }
});

/** A server that does as it likes with each request. @returns where it is */
async function rawServer(onRequest: (socket: Socket, index: number) => void): Promise<string> {
  const server = await RawServer.start(onRequest);
  servers.push(server);
  return server.origin;
}

const ok = (recorder: HttpRecorder): number => recorder.requests(0, ENDINGS.indexOf("2xx"));

const PIPELINED = { connections: 1, pipeline: 4, measure: { kind: "requests", requestCount: 40 } } as const;

test("a connection closed with requests in its pipeline: those fail, the answers after it belong to the requests after it", async () => {
  const origin = await rawServer((socket, index) => {
    if (index % 10 === 9) {
      socket.destroy();
    } else if (!socket.destroyed) {
      setTimeout(() => socket.writable && socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), 1);
    }
  });
  const { recorder } = await runEngine({ origin, ...PIPELINED });
  assert.equal(ok(recorder) + recorder.requests(0, FAILED), 40);
  assert.ok(ok(recorder) > 0 && recorder.requests(0, FAILED) > 0);
  assert.ok(recorder.tallies.reconnects >= 3);
  const slowest = recorder.histogram(0, ENDINGS.indexOf("2xx"), "service")?.maxNs ?? 0;
  assert.ok(slowest < 2e9, "no answer was taken for that of a request that had been lost");
});

test("Connection: close on every answer: nothing is lost, every request has its answer", async () => {
  const origin = await rawServer((socket) => {
    socket.end("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
  });
  const { recorder } = await runEngine({ origin, connections: 2, measure: { kind: "requests", requestCount: 20 } });
  assert.deepEqual([ok(recorder), recorder.requests(0, FAILED), recorder.tallies.lostConnections], [20, 0, 0]);
});

test("a body that goes on until the connection ends", async () => {
  const origin = await rawServer((socket) => {
    socket.end("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nto the end");
  });
  const { recorder } = await runEngine({ origin, connections: 1, measure: { kind: "requests", requestCount: 5 } });
  assert.deepEqual([ok(recorder), recorder.requests(0, FAILED)], [5, 0]);
});

test("interim answers are none, and the answer to a HEAD has no body whatever it says", async () => {
  const origin = await rawServer((socket, index) => {
    const length = index % 2 === 0 ? "Content-Length: 500\r\n" : "";
    socket.write(`HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\n${length}\r\n`);
  });
  const { recorder } = await runEngine({
    origin,
    requests: [httpRequest({ method: "HEAD" })],
    connections: 2,
    measure: { kind: "requests", requestCount: 20 },
  });
  assert.deepEqual([ok(recorder), recorder.statuses, recorder.tallies.reconnects], [20, [[200, 20]], 0]);
});

test("a head that comes slowly is waited for; one that does not end in time is a time-out at its age", async () => {
  const origin = await rawServer((socket, index) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-");
    if (index > 0) {
      setTimeout(() => socket.write("Length: 0\r\n\r\n"), 60);
    }
  });
  const { recorder } = await runEngine({
    origin,
    connections: 1,
    requestTimeoutMs: 1500,
    measure: { kind: "requests", requestCount: 4 },
  });
  assert.deepEqual([ok(recorder), recorder.errors], [3, [["time-out", 1]]]);
  assert.ok((recorder.histogram(0, FAILED, "service")?.minNs ?? 0) >= 1500e6);
  assert.ok((recorder.histogram(0, ENDINGS.indexOf("2xx"), "service")?.minNs ?? 0) >= 55e6);
});

test("what is no HTTP ends the run", async () => {
  const origin = await rawServer((socket) => socket.write("ERROR unknown command\r\n\r\n"));
  const { failure } = await runEngine({ origin });
  assert.equal(failure, "PROTOCOL");
});

test("garbage among answers is an error like others", async () => {
  const origin = await rawServer((socket, index) => {
    socket.write(index === 5 ? "garbage\r\n\r\n" : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  const { recorder, failure } = await runEngine({
    origin,
    connections: 1,
    measure: { kind: "requests", requestCount: 20 },
  });
  assert.equal(failure, undefined);
  assert.deepEqual([ok(recorder), recorder.errors], [19, [["the answer is not HTTP", 1]]]);
});

test(
  "an untrusted certificate is refused before anything was sent, unless it is to be taken",
  needsOpenssl(),
  async () => {
    const certificates = new TestCertificates();
    const app = await HttpApp.start(answerAfter(0), certificates.selfSigned("stranger"));
    try {
      const plan = { origin: app.origin, connections: 2, measure: { kind: "requests", requestCount: 10 } } as const;
      await assert.rejects(runEngine(plan), { code: "REFUSED", message: /is not trusted/ });
      assert.equal(app.requests.length, 0);
      const { recorder } = await runEngine({ ...plan, verifyTls: false });
      assert.equal(ok(recorder), 10);
    } finally {
      await app.stop();
      certificates.remove();
    }
  },
);

test("a server that closes every connection unanswered is not asked all the time", async () => {
  let count = 0;
  const origin = await rawServer((socket) => {
    count++;
    socket.destroy();
  });
  const { recorder } = await runEngine({
    origin,
    connections: 1,
    measure: { kind: "duration", durationMs: 500 },
  });
  assert.equal(recorder.requests(0, FAILED), count);
  assert.ok(count > 1 && count < 8, `${count} connections`);
});
