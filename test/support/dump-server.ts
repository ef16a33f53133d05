/** A scripted server that answers what a scan of keys asks: statistics, and dumps as a test wants them. */
import type { Socket } from "node:net";
import { type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

/** Answers to command lines, by the whole line; a function gets the socket and how often this line has come. */
export type DumpScript = Readonly<Record<string, string | ((socket: Socket, count: number) => void)>>;

/** Statistics of a server with the given items in its slab classes, as a part of a script. */
export function scriptedStats(classes: Readonly<Record<number, number>>): DumpScript {
  const items = Object.entries(classes).map(([id, count]) => `STAT items:${id}:number ${count}\r\n`);
  return {
    stats: "STAT time 1700000000\r\nSTAT uptime 1000\r\nSTAT curr_items 3\r\nEND\r\n",
    "stats items": `${items.join("")}END\r\n`,
    version: "VERSION 1.4.24\r\n",
  };
}

/** Starts it. A line that is not in the script is answered with ERROR. @param asked gets every line that came */
export async function startDumpServer(script: DumpScript, asked: string[] = []): Promise<ScriptedServer> {
  return await startScriptedServer((socket) => {
    let rest = "";
    socket.on("data", (bytes) => {
      const lines = `${rest}${bytes.toString("latin1")}`.split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        asked.push(line);
        const answer = Object.hasOwn(script, line) ? script[line] : "ERROR\r\n";
        if (typeof answer === "function") {
          answer(socket, asked.filter((other) => other === line).length);
        } else {
          socket.write(answer ?? "");
        }
      }
    });
    socket.on("end", () => socket.end());
  });
}
