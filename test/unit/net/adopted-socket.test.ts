/** A descriptor taken over by another thread: data into the shared buffer, back-pressure, the end. */
import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { adoptSocket } from "../../../src/net/adopted-socket.ts";
import { DescriptorHandover } from "../../../src/net/handover.ts";
import { listen } from "../../../src/net/listen.ts";

test("reads into the given buffer, stops when told, resumes, and tells the end once", async () => {
  const readBuffer = Buffer.alloc(1024);
  const handover = new DescriptorHandover();
  const received: string[] = [];
  let ends = 0;
  let adopted: Socket | undefined;
  const target = { kind: "tcp", host: "127.0.0.1", port: 0, backlog: 4 } as const;
  let tellEnd = (): void => {};
  const ended = new Promise<void>((resolve) => {
    tellEnd = resolve;
  });
  let tellFirst = (): void => {};
  const first = new Promise<void>((resolve) => {
    tellFirst = resolve;
  });
  const listener = await listen(target, (socket) => {
    const descriptor = handover.detach(socket);
    adopted = adoptSocket(descriptor, readBuffer, {
      onData: (length) => {
        received.push(readBuffer.toString("latin1", 0, length));
        tellFirst();
        return received.join("").length > 5;
      },
      onDrain: () => {},
      onClose: () => {
        ends++;
        handover.closed([descriptor]);
        tellEnd();
      },
    });
  });
  const client = connect(listener.port, "127.0.0.1");
  client.write("first");
  await first;
  client.write("second");
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(received, ["first"]);
  adopted?.resume();
  client.end();
  await ended;
  assert.equal(received.join(""), "firstsecond");
  assert.equal(ends, 1);
  assert.equal(handover.liveCount, 0);
  listener.close();
});
