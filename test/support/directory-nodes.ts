/** Directories of nodes and their nodes as processes, and what a client is told of them. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { TIMEOUT_MS, talk } from "./conversation.ts";
import { startMemtool } from "./memtool-server.ts";
import { addressOf, type ServerProcess } from "./server-process.ts";

/** A list as `config get cluster` gives it, nodes as `host:port`; version 0 when there is none. */
export interface GivenList {
  readonly version: number;
  readonly nodes: readonly string[];
}

type Arguments = readonly (string | { readonly speaks: "text" | "binary" | "TLS" })[];

/** Starts a directory; its arguments, and what it speaks if that is not text. */
export function startDirectory(...args: Arguments): Promise<ServerProcess> {
  return start(["--directory", ...args]);
}

/** Starts a node of a directory, or for undefined, a server that joins what its arguments say. */
export function startNode(directory: ServerProcess | undefined, ...args: Arguments): Promise<ServerProcess> {
  return start([...(directory === undefined ? [] : ["--join", addressOf(directory)]), ...args]);
}

function start(args: Arguments): Promise<ServerProcess> {
  const words = args.filter((word) => typeof word === "string");
  const speaks = args.find((word) => typeof word === "object")?.speaks;
  return startMemtool({ args: ["-t", "1", ...words], ...(speaks === undefined ? {} : { speaks }) });
}

/** What a client of a directory is told now. */
export async function listOf(directory: ServerProcess): Promise<GivenList> {
  assert.ok("port" in directory.target);
  const client = talk(directory.target.port, "config get cluster\r\nquit\r\n");
  await client.ended;
  const [, bytes, text = ""] = /^CONFIG cluster 0 (\d+)\r\n(.*)\r\nEND\r\n$/s.exec(client.text()) ?? [];
  if (bytes === undefined) {
    assert.equal(client.text(), "END\r\n");
    return { version: 0, nodes: [] };
  }
  assert.equal(Number(bytes), text.length);
  const [, version, entries = ""] = /^(\d+)\n(.*)\n$/.exec(text) ?? [];
  const nodes = entries.split(" ").map((entry) => {
    const [host, , port] = entry.split("|");
    return `${host}:${port}`;
  });
  return { version: Number(version), nodes };
}

/** The nodes alone. */
export async function nodesOf(directory: ServerProcess): Promise<readonly string[]> {
  return (await listOf(directory)).nodes;
}

/** Asks until the list is as it should be, and returns it. */
export async function until(directory: ServerProcess, isAsWanted: (list: GivenList) => boolean): Promise<GivenList> {
  let list = await listOf(directory);
  for (const end = Date.now() + TIMEOUT_MS; Date.now() < end && !isAsWanted(list); ) {
    await sleep(50);
    list = await listOf(directory);
  }
  assert.ok(isAsWanted(list), JSON.stringify(list));
  return list;
}
