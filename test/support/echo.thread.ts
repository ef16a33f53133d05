/** A worker that adopts the descriptors it is sent, echoes what it reads, and reports descriptors it has closed. */
import { parentPort } from "node:worker_threads";
import { adoptSocket } from "../../src/net/adopted-socket.ts";

const readBuffer = Buffer.alloc(64 * 1024);

parentPort?.on("message", (descriptor: number) => {
  const socket = adoptSocket(descriptor, readBuffer, {
    onData: (length) => {
      socket.write(Buffer.from(readBuffer.subarray(0, length)));
      return true;
    },
    onDrain: () => {},
    onClose: () => parentPort?.postMessage([descriptor]),
  });
});
