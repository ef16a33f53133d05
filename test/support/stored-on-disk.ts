/** Talks to a server that keeps its items on disk: sets that may be refused, gets, counters. */
import { LineConnection } from "./line-connection.ts";
import type { ServerProcess } from "./server-process.ts";

/** What a set came to: acknowledged, answered with an error, or the connection was closed without an answer. */
export type SetOutcome = "stored" | "refused" | "closed";

/** Sets one item over a connection of its own. */
export async function setItem(server: ServerProcess, key: string, value: string): Promise<SetOutcome> {
  const line = await LineConnection.open(server);
  try {
    line.send(`set ${key} 0 0 ${value.length}\r\n${value}\r\n`);
    return (await line.line()) === "STORED" ? "stored" : "refused";
  } catch {
    return "closed";
  } finally {
    line.close();
  }
}

/** The values of keys; undefined for a miss. */
export async function getItems(server: ServerProcess, keys: readonly string[]): Promise<(string | undefined)[]> {
  const line = await LineConnection.open(server);
  const values: (string | undefined)[] = [];
  for (const key of keys) {
    line.send(`get ${key}\r\n`);
    const lines = await line.until((text) => text === "END");
    values.push(lines.length === 1 ? undefined : lines[1]);
  }
  line.close();
  return values;
}

/** A counter of `stats persistence`. */
export async function persistCounter(server: ServerProcess, name: string): Promise<number> {
  const line = await LineConnection.open(server);
  line.send("stats persistence\r\n");
  const lines = await line.until((text) => text === "END");
  line.close();
  const found = lines.find((text) => text.startsWith(`STAT ${name} `));
  if (found === undefined) throw new Error(`there is no counter ${name}: ${lines.join(", ")}`);
  return Number(found.split(" ")[2]);
}
