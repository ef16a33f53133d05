/** The small files a running server writes for others: each appears whole, under its name, or not at all. */
import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Address } from "../../base/address.ts";
import { MemtoolError, messageOf } from "../../base/errors.ts";

const PRIVATE = 0o600;
const READABLE = 0o644;

/** One address a line. @throws MemtoolError USAGE */
export function writeReadyFile(path: string, addresses: readonly string[]): void {
  write("the ready file", path, ".tmp", PRIVATE, addresses.map((address) => `${address}\n`).join(""));
}

/** The process id, one line. Returns a warning when the file names another server or can't be written: as in memcached, it serves anyway. */
export function writePidFile(path: string, pid: number): string | undefined {
  const warning = existsSync(path) ? `WARNING: The pid file ${path} existed; it is written anew` : undefined;
  return attempt(() => write("the pid file", path, ".tmp", READABLE, `${pid}\n`)) ?? warning;
}

/**
 * What memcached writes to the file MEMCACHED_PORT_FILENAME names: `TCP INET: 11211`, a line a listener; nothing when
 * there are no ports. Returns a warning when it can't be written.
 */
export function writePortFile(
  path: string,
  addresses: readonly Address[],
  udpPorts: readonly { readonly host: string; readonly port: number }[],
): string | undefined {
  const lines = [
    ...addresses.map((address) => line("TCP", address)),
    ...udpPorts.map(({ host, port }) => line("UDP", { kind: "tcp", host, port, tls: false })),
  ];
  const text = lines.join("");
  return text === "" ? undefined : attempt(() => write("the port file", path, ".lck", READABLE, text));
}

/** A warning in place of the error. */
function attempt(action: () => void): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return `WARNING: ${messageOf(error)}`;
  }
}

function line(transport: string, address: Address): string {
  if (address.kind === "unix") {
    return "";
  }
  return `${transport} ${address.host.includes(":") ? "INET6" : "INET"}: ${address.port}\n`;
}

function write(what: string, path: string, suffix: string, mode: number, text: string): void {
  try {
    writeFileSync(path + suffix, text, { mode });
    // Whatever the umask: a server with a persistence directory has a strict one.
    chmodSync(path + suffix, mode);
    renameSync(path + suffix, path);
  } catch (error) {
    throw new MemtoolError("USAGE", `could not write ${what} ${path}: ${messageOf(error)}`, {
      cause: error,
      hint: "its directory has to exist and to be writable",
    });
  }
}

/** Removes a file, if it is still there and may be removed: with -u the process is no longer who made it. */
export function removeFile(path: string | undefined): void {
  if (path === undefined) {
    return;
  }
  try {
    rmSync(path, { force: true });
  } catch {
    // It stays, and a later server replaces it.
  }
}
