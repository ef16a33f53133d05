/** A server in this process that does to its clients whatever a test wants: for hostile and broken servers. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Address } from "../../src/base/address.ts";

/** A listening server; `close` ends it and every connection. */
export interface ScriptedServer {
  readonly address: Address;
  /** Connections accepted so far. */
  readonly accepted: () => number;
  readonly close: () => Promise<void>;
}

/** Starts a server on a free port of the loopback interface; `script` is called with each connection and its number from 1. */
export async function startScriptedServer(
  script: (socket: Socket, connection: number) => void,
): Promise<ScriptedServer> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    accepted++;
    script(socket, accepted);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    address: { kind: "tcp", host: "127.0.0.1", port, tls: false },
    accepted: () => accepted,
    close: async () => {
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
      await once(server, "close");
    },
  };
}

/** A script that answers the first bytes of every connection with `reply`, and nothing more. */
export function answerOnce(reply: string | Uint8Array): (socket: Socket) => void {
  return (socket) => {
    socket.once("data", () => socket.write(reply));
  };
}
