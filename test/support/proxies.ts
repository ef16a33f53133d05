/** Proxies of pools for tests: twemproxy (nutcracker), and memcached where its proxy is built in. */
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram, type Requirement, requirement } from "./requirement.ts";
import { ServerProcess } from "./server-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Debian installs it where only root looks. */
const NUTCRACKER_PATH = "/usr/sbin/nutcracker";
const nutcrackerPath = findProgram("nutcracker") ?? (existsSync(NUTCRACKER_PATH) ? NUTCRACKER_PATH : undefined);

const memcachedPath = findProgram("memcached");

/** Test options that skip (in CI: fail) where twemproxy is not installed. */
export function needsNutcracker(): Requirement {
  return requirement(nutcrackerPath !== undefined, "nutcracker is not installed (Debian package nutcracker)");
}

/** Whether the memcached of PATH has its proxy: Debian 12's has not, that of `.ci/newer-memcached` has. */
export function hasMemcachedProxy(): boolean {
  return (
    memcachedPath !== undefined && execFileSync(memcachedPath, ["-h"], { encoding: "latin1" }).includes("proxy_config")
  );
}

/** Starts twemproxy with this configuration, which listens on `port`. Its statistics are on a port of their own. */
export async function startNutcracker(yaml: string, port: number, statsPort: number): Promise<ServerProcess> {
  const folder = temporaryFolder("nutcracker-");
  const path = join(folder, "nutcracker.yml");
  writeFileSync(path, yaml);
  return await ServerProcess.start({
    command: nutcrackerPath ?? "nutcracker",
    args: [
      "-c",
      path,
      "-a",
      "127.0.0.1",
      "-s",
      String(statsPort),
      "-o",
      join(folder, "log"),
      "-p",
      join(folder, "pid"),
    ],
    findTarget: () => ({ host: "127.0.0.1", port }),
  });
}

/** Starts memcached's proxy with this configuration on `port`. */
export async function startMemcachedProxy(lua: string, port: number): Promise<ServerProcess> {
  const path = join(temporaryFolder("memcached-proxy-"), "proxy.lua");
  writeFileSync(path, lua);
  const user = process.getuid?.() === 0 ? ["-u", "root"] : [];
  return await ServerProcess.start({
    command: memcachedPath ?? "",
    args: [...user, "-l", "127.0.0.1", "-p", String(port), "-o", `proxy_config=${path}`],
    findTarget: () => ({ host: "127.0.0.1", port }),
  });
}
