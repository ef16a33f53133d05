/** Disks that fail: system calls of a running process that return errors (strace), a disk of a few megabytes (tmpfs), another user. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { findProgram, type Requirement, requirement } from "./requirement.ts";
import { MEMTOOL_PATH } from "./run-cli.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A user without rights; Debian's nobody. */
export const NOBODY = 65534;

const isRoot = process.getuid?.() === 0;

/** Whether calls of a process can be made to fail. Without the right to trace, a container's for instance, tests are skipped by name. */
export const NEEDS_STRACE: Requirement = needsStrace();

/** Whether this user may mount a small disk. */
export const NEEDS_TMPFS: Requirement = { skip: mayMount() ? false : "mounting a tmpfs needs root" };

/** Whether memtool can be run as somebody who has no rights: as root, from a place that others may read. */
export const NEEDS_NOBODY: Requirement = { skip: mayBecomeNobody() ? false : "running as nobody needs root" };

function needsStrace(): Requirement {
  const present = requirement(findProgram("strace") !== undefined, "strace is missing (Debian package strace)");
  if (present.skip !== false) return present;
  const sleeper = spawn("sleep", ["30"]);
  const traced = spawnSync("timeout", ["1", "strace", "-qq", "-o", "/dev/null", "-p", String(sleeper.pid)]);
  sleeper.kill();
  // 124: it was still tracing when its time was over.
  return { skip: traced.status === 124 ? false : "this user may not trace processes" };
}

function mayMount(): boolean {
  if (!isRoot) return false;
  const folder = temporaryFolder("memtool-mount-");
  const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]).status === 0;
  if (isMounted) spawnSync("umount", [folder]);
  return isMounted;
}

function mayBecomeNobody(): boolean {
  if (!isRoot) return false;
  const { status } = spawnSync(process.execPath, [MEMTOOL_PATH, "--version"], { uid: NOBODY, gid: NOBODY });
  return status === 0;
}

/** Calls by which changes are brought to the disk. */
const SYNC_CALLS = "fsync,fdatasync";
const US_PER_MS = 1000;

/** Makes every fsync of a running process fail until what it resolves to is called. */
export async function failSyncs(pid: number, error: "EIO" | "ENOSPC"): Promise<() => Promise<void>> {
  return await inject(pid, SYNC_CALLS, `error=${error}`);
}

/** Makes every fsync of a running process begin late until what it resolves to is called. */
export async function delaySyncs(pid: number, delayMs: number): Promise<() => Promise<void>> {
  return await inject(pid, SYNC_CALLS, `delay_enter=${delayMs * US_PER_MS}`);
}

async function inject(pid: number, calls: string, fault: string): Promise<() => Promise<void>> {
  const filter = ["-e", `trace=${calls}`, "-e", `inject=${calls}:${fault}`];
  const tracer = spawn("strace", ["-f", "-o", "/dev/null", ...filter, "-p", String(pid)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  // `strace: Process N attached with M threads`
  await once(tracer.stderr, "data");
  const exited = once(tracer, "exit");
  return async () => {
    tracer.kill("SIGTERM");
    await exited;
  };
}

/** A disk of so many megabytes, until `use` is over. */
export async function withSmallDisk(megabytes: number, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = temporaryFolder("memtool-disk-");
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=700`, "tmpfs", folder]);
  if (mounted.status !== 0) throw new Error(`mount: ${mounted.stderr}`);
  try {
    await use(folder);
  } finally {
    spawnSync("umount", ["-l", folder]);
  }
}

/** Asks again and again until the answer is yes. */
export async function eventually(what: string, isSo: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await sleep(50);
  }
}
