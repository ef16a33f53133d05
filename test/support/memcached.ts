/** Starts the real memcached for a test, on a free port or a unix socket. */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MemcachedVersion } from "./known-differences.ts";
import { findProgram, type Requirement, requirement } from "./requirement.ts";
import { type ServerCommand, ServerProcess, type Target } from "./server-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What a test may choose about a server it starts. */
export interface TestServerOptions {
  /** Extra arguments in memcached's own spelling, e.g. `["-m", "32", "-t", "2"]`. */
  readonly args?: readonly string[];
  /** "tcp" (default): a free port on 127.0.0.1. "unix": a socket in a fresh temporary folder. */
  readonly transport?: "tcp" | "unix";
  /** The interface of `-l`; 127.0.0.1 by default. */
  readonly listen?: string;
  /** What the server takes, if it is not text. */
  readonly speaks?: ServerCommand["speaks"];
  /** A program, and its arguments, that runs the server as its own process (memtool only). */
  readonly under?: readonly string[];
  /** More of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

const memcachedPath = findProgram("memcached");

/** Test options that skip (in CI: fail) where memcached is not installed: `describe("...", needsMemcached(), ...)`. */
export function needsMemcached(): Requirement {
  return requirement(memcachedPath !== undefined, "memcached is not installed (Debian package memcached)");
}

/** The version of the installed memcached, e.g. "1.6.18"; undefined if there is none. */
export function memcachedVersion(): string | undefined {
  if (memcachedPath === undefined) return undefined;
  return execFileSync(memcachedPath, ["-V"], { encoding: "latin1" }).trim().split(" ")[1];
}

/** The version to compare with: differences of others are those of the older one. */
export function comparedVersion(): MemcachedVersion {
  return memcachedVersion() === "1.6.45" ? "1.6.45" : "1.6.18";
}

/** Starts memcached and waits until it answers. The caller stops it. */
export async function startMemcached(options: TestServerOptions = {}): Promise<ServerProcess> {
  if (memcachedPath === undefined) throw new Error("memcached is not installed");
  const folder = temporaryFolder("memcached-");
  const user = process.getuid?.() === 0 ? ["-u", "root"] : [];
  const isUnix = options.transport === "unix";
  const socketPath = join(folder, "socket");
  const portFile = join(folder, "port");
  const listen = isUnix ? ["-s", socketPath] : ["-l", options.listen ?? "127.0.0.1", "-p", "-1"];
  return await ServerProcess.start({
    command: memcachedPath,
    args: [...user, ...listen, ...(options.args ?? [])],
    speaks: options.speaks,
    env: { ...options.env, MEMCACHED_PORT_FILENAME: portFile },
    findTarget: () => (isUnix ? findSocket(socketPath) : findPort(portFile)),
  });
}

function findSocket(path: string): Target | undefined {
  return existsSync(path) ? { path } : undefined;
}

/** memcached writes its listeners to the file MEMCACHED_PORT_FILENAME names, and renames it once all of them listen. */
function findPort(portFile: string): Target | undefined {
  if (!existsSync(portFile)) return undefined;
  const port = Number(/TCP INET: (\d+)/.exec(readFileSync(portFile, "latin1"))?.[1]);
  return Number.isInteger(port) ? { host: "127.0.0.1", port } : undefined;
}
