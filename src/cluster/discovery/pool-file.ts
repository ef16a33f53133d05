/** `--pool FILE`: a config of mcrouter or twemproxy, or a list of servers. Which it is, its content says. */
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import { blankComments } from "./blank-comments.ts";
import { parseConfigTree } from "./config-tree.ts";
import { LIST_BYTES_MAX, NODES_MAX, REFRESH_MS } from "./limits.ts";
import type { ListReading, ListSource } from "./list-source.ts";
import { readMcrouterPools } from "./mcrouter-config.ts";
import type { PoolChoice } from "./pool-choice.ts";
import { parseServerLines } from "./server-lines.ts";
import { readYamlPools } from "./twemproxy-config.ts";

/** Reads the bytes of a file. Rejects with an error of the file system. */
export type ReadFile = (path: string) => Promise<Uint8Array>;

/** Makes the source. */
export function poolFileSource(choice: PoolChoice, readFile: ReadFile): ListSource {
  const { path, poolName } = choice;
  return {
    name: poolName === undefined ? path : `${path} ${poolName}`,
    neverGoesBack: false,
    refreshMs: REFRESH_MS.file,
    read: async () => await parsePoolFile(await textOf(path, readFile), choice),
  };
}

async function textOf(path: string, readFile: ReadFile): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new MemtoolError("USAGE", `cannot read the pool ${escapeText(path)}: ${messageOf(error)}`, { cause: error });
  }
  if (bytes.length > LIST_BYTES_MAX) {
    throw new MemtoolError("USAGE", `${escapeText(path)} has ${bytes.length} bytes: this is no list of servers`);
  }
  return new TextDecoder().decode(bytes);
}

/** What a text is: JSON begins with a brace, YAML has a line that is a key or an item; else it is lines of servers. */
export function poolSpelling(text: string): "json" | "yaml" | "lines" {
  const bare = blankComments(text).trimStart();
  if (bare.startsWith("{")) {
    return "json";
  }
  return /^\s*(?:-\s+\S|[\w.-]+:(?:\s|$))/m.test(text.replace(/^\s*#.*$/gm, "")) ? "yaml" : "lines";
}

/**
 * Reads a text.
 * @throws MemtoolError USAGE, with the line
 */
export async function parsePoolFile(text: string, choice: PoolChoice): Promise<ListReading> {
  const reading = await readPools(text, choice);
  if (reading.nodes.length > NODES_MAX) {
    throw new MemtoolError("USAGE", `${escapeText(choice.path)} names ${reading.nodes.length} servers`);
  }
  if (reading.nodes.length === 0) {
    throw new MemtoolError("CONNECT", `${escapeText(choice.path)} has no servers in it`, {
      hint: "write a server a line, such as cache1:11211, or name a config of mcrouter or twemproxy",
    });
  }
  return reading;
}

async function readPools(text: string, choice: PoolChoice): Promise<ListReading> {
  const { path, poolName } = choice;
  switch (poolSpelling(text)) {
    case "json":
      return readMcrouterPools(await parseConfigTree(blankComments(text), path), choice);
    case "yaml":
      return readYamlPools(await parseConfigTree(text, path), choice);
    case "lines":
      if (poolName !== undefined) {
        throw new MemtoolError("USAGE", `${escapeText(path)} is a list of servers: it has no pools to be named`);
      }
      return { nodes: parseServerLines(text, path) };
  }
}
