/** An endpoint of auto discovery in this process, which tells the nodes that a test says: it speaks as ElastiCache does, new or old, or as something else. */
import type { Socket } from "node:net";
import { type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

/** How it answers. */
export type EndpointKind = "config" | "legacy" | "plain" | "hangs up" | "silent";

/** A running endpoint. */
export interface ClusterEndpoint extends ScriptedServer {
  /** What it tells, from now on. */
  tell(version: number | bigint, nodes: readonly string[]): void;
  /** Lines it was sent. */
  readonly lines: readonly string[];
}

/** Starts one that knows no nodes yet. */
export async function startClusterEndpoint(kind: EndpointKind = "config"): Promise<ClusterEndpoint> {
  let payload: string | undefined;
  const lines: string[] = [];
  const answer = (socket: Socket, line: string): void => {
    const isConfig = line === "config get cluster";
    if (kind === "hangs up") {
      socket.end(isConfig ? "HTTP/1.1 400 Bad Request\r\n\r\n" : "");
    } else if (kind !== "silent") {
      const isRefused = isConfig && kind !== "config";
      const isKnown = payload !== undefined && (isConfig || kind === "legacy");
      const name = isConfig ? "CONFIG cluster" : "VALUE AmazonElastiCache:cluster";
      const reply = isKnown ? `${name} 0 ${payload?.length}\r\n${payload}\r\nEND\r\n` : "END\r\n";
      // In two pieces, as a network may have it.
      const text = isRefused ? "ERROR\r\n" : reply;
      socket.write(text.slice(0, 9));
      setImmediate(() => socket.write(text.slice(9)));
    }
  };
  const server = await startScriptedServer((socket) => {
    let rest = "";
    socket.on("data", (chunk) => {
      const parts = (rest + chunk.toString("latin1")).split("\r\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        lines.push(line);
        answer(socket, line);
      }
    });
    socket.on("end", () => socket.end());
  });
  return {
    ...server,
    lines,
    tell: (version, nodes) => {
      payload = `${version}\n${nodes.join(" ")}\n`;
    },
  };
}
