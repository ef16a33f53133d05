import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readlinkSync } from "node:fs";
import { test } from "node:test";
import { bindUdp, type UdpSocket } from "../../../src/net/udp-socket.ts";

/** Sends `text` to a bound socket from a new one; resolves with what comes back. */
async function ask(target: UdpSocket, host: string, text: string): Promise<string> {
  const client = createSocket(host.includes(":") ? "udp6" : "udp4");
  client.send(text, target.port, host);
  const [answer] = await once(client, "message");
  client.close();
  return String(answer);
}

test("what arrives is told with its sender, and answers find the way back", async () => {
  for (const host of ["127.0.0.1", "::1", "localhost"]) {
    const bound = await bindUdp(host, 0, (socket, datagram, peer) => {
      socket.send([Buffer.from(`${datagram} from ${peer.address}`)], peer);
    });
    const from = host === "localhost" ? "127.0.0.1" : host;
    assert.equal(await ask(bound, from, "hello"), `hello from ${from}`);
    bound.close();
  }
});

test("the descriptor is that of a socket", async () => {
  const bound = await bindUdp("127.0.0.1", 0, () => {});
  assert.match(readlinkSync(`/proc/self/fd/${bound.descriptor}`), /^socket:/);
  bound.close();
});

test("a taken port is an error that says what to do", async () => {
  const first = await bindUdp("127.0.0.1", 0, () => {});
  await assert.rejects(
    bindUdp("127.0.0.1", first.port, () => {}),
    { code: "LISTEN", message: new RegExp(`UDP 127\\.0\\.0\\.1:${first.port}: `), hint: /another port/ },
  );
  first.close();
});

test("answers that cannot be sent are lost, and nothing else", async () => {
  const bound = await bindUdp("127.0.0.1", 0, (socket, datagram, peer) => {
    // Longer than a datagram can be.
    socket.send([Buffer.alloc(70_000)], peer);
    socket.send([datagram], peer);
  });
  assert.equal(await ask(bound, "127.0.0.1", "still there"), "still there");
  bound.close();
});
