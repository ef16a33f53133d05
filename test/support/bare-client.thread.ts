/**
 * A client of nothing but a socket, on a thread of its own: asks an HTTP application one request after the other and says the median time, in
 * ms, when it is told to stop. What a load generator is compared with: both pay for the same machine.
 */
import { connect } from "node:net";
import { parentPort, workerData } from "node:worker_threads";

const { host, port } = workerData as { readonly host: string; readonly port: number };
const REQUEST = Buffer.from("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

const timesMs: number[] = [];
let sentMs = 0;
const socket = connect({ host, port, noDelay: true });

function ask(): void {
  sentMs = performance.now();
  socket.write(REQUEST);
}

socket.on("connect", ask);
socket.on("data", () => {
  timesMs.push(performance.now() - sentMs);
  ask();
});
parentPort?.on("message", () => {
  socket.destroy();
  timesMs.sort((left, right) => left - right);
  parentPort?.postMessage(timesMs[Math.floor(timesMs.length / 2)]);
  parentPort?.close();
});
