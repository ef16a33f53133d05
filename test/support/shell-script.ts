/** Runs a shell script that calls memtool, as users write them: `memtool` is a command on its PATH. */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MEMTOOL_PATH, spawnProgram } from "./run-cli.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** How a script ended. */
export interface ScriptResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

const TIMEOUT_MS = 120_000;

let binFolder: string | undefined;

/** A folder with a program `memtool` in it. */
function folderOfMemtool(): string {
  if (binFolder === undefined) {
    binFolder = temporaryFolder("bin-");
    const path = join(binFolder, "memtool");
    writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${MEMTOOL_PATH}' "$@"\n`);
    chmodSync(path, 0o755);
  }
  return binFolder;
}

/** Runs `sh -eu -c script` in `folder`, with MEMCACHE_SERVERS set to `servers`. */
export async function runScript(
  script: string,
  { servers, folder }: { readonly servers: string; readonly folder: string },
): Promise<ScriptResult> {
  const env = { PATH: `${folderOfMemtool()}:${process.env["PATH"] ?? ""}`, MEMCACHE_SERVERS: servers };
  const child = spawnProgram("sh", ["-eu", "-c", `cd '${folder}'\n${script}`], env);
  const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on("data", (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => chunks.stderr.push(chunk));
  child.stdin.end();
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  clearTimeout(timer);
  return { stdout: Buffer.concat(chunks.stdout).toString(), stderr: Buffer.concat(chunks.stderr).toString(), exitCode };
}
