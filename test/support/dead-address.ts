/** An address that nobody answers at. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";

/** A port nobody listens on: one that was just given back. */
export async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  server.close();
  await once(server, "close");
  assert.ok(bound !== null && typeof bound === "object");
  return `127.0.0.1:${bound.port}`;
}
