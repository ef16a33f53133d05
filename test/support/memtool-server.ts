/** Starts `memtool serve` for a test, as a user does: the program of bin/, on a free port or a unix socket. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestServerOptions } from "./memcached.ts";
import { ServerProcess, type Target } from "./server-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** The program as it ships; this file runs from dist/test/support. */
export const MEMTOOL_PROGRAM = fileURLToPath(new URL("../../../bin/memtool.js", import.meta.url));

/** Starts `memtool serve` and waits until it answers. The caller stops it. */
export async function startMemtool(options: TestServerOptions = {}): Promise<ServerProcess> {
  const folder = temporaryFolder("memtool-");
  const socketPath = join(folder, "socket");
  const readyFile = join(folder, "ready");
  const isUnix = options.transport === "unix";
  const listen = isUnix
    ? ["-s", socketPath]
    : ["--port", "0", ...(options.listen === undefined ? [] : ["-l", options.listen])];
  const [command = process.execPath, ...words] = [...(options.under ?? []), process.execPath];
  return await ServerProcess.start({
    command,
    args: [...words, MEMTOOL_PROGRAM, "serve", ...listen, "--ready-file", readyFile, ...(options.args ?? [])],
    speaks: options.speaks,
    env: options.env ?? {},
    findTarget: () => findAddress(readyFile, isUnix ? socketPath : undefined),
  });
}

/** The ready file appears, whole, once the server listens; it names the address as `host:port` or as a path. */
function findAddress(readyFile: string, socketPath: string | undefined): Target | undefined {
  if (!existsSync(readyFile)) return undefined;
  if (socketPath !== undefined) return { path: socketPath };
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(readFileSync(readyFile, "latin1"))?.[1]);
  return Number.isInteger(port) ? { host: "127.0.0.1", port } : undefined;
}
