/** An address for a server that is ended and started again on it. */
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Below the range that the system gives to connections and to port 0 (Linux, from 32768 on): there another program's connection could
 * have the port while the server is down.
 */
const PORTS = { min: 15_000, max: 32_000 } as const;
const TRIES = 100;

/** A port of 127.0.0.1 that nobody listens on, and that nobody gets by chance. */
export async function keptAddress(): Promise<string> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(PORTS.min, PORTS.max);
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (isFree) {
      server.close();
      await once(server, "close");
      return `127.0.0.1:${port}`;
    }
  }
  throw new Error(`no port from ${PORTS.min} to ${PORTS.max} is free`);
}
