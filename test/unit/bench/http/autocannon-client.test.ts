/** autocannon's clients: those we get are what we hold valves of, and why its own times are not what we report. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { type AutocannonClient, startAutocannon } from "../../../../src/bench/http/autocannon-client.ts";
import { RawServer } from "../../../support/raw-server.ts";

test("each client is given before it connects, with everything that is used of it", async () => {
  const clients: AutocannonClient[] = [];
  let connects = 0;
  const stop = await startAutocannon("http://127.0.0.1:1", 3, (client) => {
    client._connect = () => {
      connects++;
    };
    clients.push(client);
  });
  assert.deepEqual([clients.length, connects], [3, 3]);
  for (const client of clients) {
    const { parser } = client;
    assert.equal(typeof client._doRequest, "function");
    assert.equal(typeof parser.execute, "function");
    assert.equal(typeof parser[parser.constructor.kOnMessageComplete], "function");
    assert.equal(typeof parser[parser.constructor.kOnHeadersComplete], "function");
    client.pipelinedRequests.clear();
    client._destroyConnection = () => {};
    client.destroy();
  }
  stop();
});

test("left to itself it takes an answer for that of a request that was lost: its times cannot be used", async () => {
  const server = await RawServer.start((socket, index) => {
    if (index === 0) {
      setTimeout(() => socket.end(), 300);
    } else if (index === 1) {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }
  });
  let client: AutocannonClient | undefined;
  let sentMs = 0;
  const stop = await startAutocannon(server.origin, 1, (given) => {
    client = given;
    given.on("request", () => {
      sentMs = performance.now();
    });
  });
  assert.ok(client !== undefined);
  const answered = once(client, "response").then(([, , durationMs]) => ({
    itsMs: durationMs as number,
    oursMs: performance.now() - sentMs,
  }));
  const { itsMs, oursMs } = await answered;
  client.destroy();
  stop();
  server.stop();
  assert.ok(itsMs >= 290 && itsMs - oursMs > 200, `${itsMs} ms, where the request that was answered took ${oursMs} ms`);
});

test("options that it refuses are an error of ours", async () => {
  await assert.rejects(
    startAutocannon("http://127.0.0.1:1", 0, () => {}),
    /connections/,
  );
});
