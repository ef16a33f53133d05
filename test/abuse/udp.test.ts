/** Datagrams without sense, without end, by the thousand, and ones that would be answered at length. */
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { test } from "node:test";
import { Prng } from "../../src/base/prng.ts";
import { AbusedServer, delay, residentBytesBound } from "../support/abuse.ts";

const LIMIT_MIB = 64;
const SEED = Number(process.env["MEMTOOL_SEED"] ?? 20_261_125);
const DATAGRAM_COUNT = 20_000;
const LARGE_BYTES = 900_000;
const ANSWERS_BYTES_MAX = 1024 * 1024 + 128 * 1024;

test(`datagrams (seed ${SEED})`, async (context) => {
  const server = await AbusedServer.start(["-m", String(LIMIT_MIB), "-t", "2", "-p", "-1", "-U", "-1"]);
  const port = Number(/UDP 127\.0\.0\.1:(\d+)/.exec(server.process.output)?.[1]);
  const client = createSocket("udp4");
  let answeredBytes = 0;
  client.on("message", (answer) => {
    answeredBytes += answer.length;
  });
  const random = Prng.stream(SEED, 1);
  const noise = (length: number) => Buffer.from(Array.from({ length }, () => random.nextBelow(256)));
  const framed = (request: Uint8Array | string) =>
    Buffer.concat([
      Buffer.from([0, 1, 0, 0, 0, 1, 0, 0]),
      typeof request === "string" ? Buffer.from(request) : request,
    ]);
  try {
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      const value = "v".repeat(LARGE_BYTES);
      assert.equal(await server.talk(`set v 0 0 ${LARGE_BYTES}\r\n${value}\r\n`, "\r\n"), "STORED\r\n");
      client.send(framed(`get${" v".repeat(100)}\r\n`), port, "127.0.0.1");
      await delay(300);
      assert.ok(answeredBytes <= ANSWERS_BYTES_MAX, `${answeredBytes} bytes for one datagram`);
      for (let count = 0; count < DATAGRAM_COUNT; count++) {
        const kinds = [
          () => noise(1 + random.nextBelow(1400)),
          () => framed(noise(random.nextBelow(200))),
          () => framed("set u 0 0 100000\r\nabc"),
          () => framed("watch\r\nlru_crawler metadump all\r\nstats detail dump\r\n"),
          () => framed("get a b c d e f g h i j\r\n"),
        ];
        client.send((kinds[count % kinds.length] as () => Buffer)(), port, "127.0.0.1");
        if (count % 50 === 0) await delay(1);
      }
      assert.match(await server.talk("version\r\n", "\r\n"), /^VERSION/);
    });
  } finally {
    client.close();
    await server.stop();
  }
});
