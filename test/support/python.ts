/** Runs the Python clients of test/fixtures/clients, with the Python that Debian's client packages belong to. */

import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findProgram, type Requirement, requirement } from "./requirement.ts";

const SYSTEM_PYTHON = "/usr/bin/python3";
const pythonPath = existsSync(SYSTEM_PYTHON) ? SYSTEM_PYTHON : findProgram("python3");
const clientsFolder = fileURLToPath(new URL("../../../test/fixtures/clients/", import.meta.url));
const SCRIPT_TIMEOUT_MS = 120_000;

/** What a client script reports. */
export interface ClientReport {
  readonly checks: Readonly<Record<string, boolean>>;
  readonly keys: number;
  readonly bytes: number;
}

/** Test options that skip (in CI: fail) where Python or the module is missing. */
export function needsPythonModule(module: string): Requirement {
  const isPresent = pythonPath !== undefined && spawnSync(pythonPath, ["-c", `import ${module}`]).status === 0;
  return requirement(isPresent, `the Python module ${module} is not installed (Debian package python3-${module})`);
}

/** Runs a client script; rejects with what it printed on stderr if it fails. */
export async function runClient(script: string, args: readonly string[]): Promise<ClientReport> {
  if (pythonPath === undefined) throw new Error("python3 is not installed");
  const options = { timeout: SCRIPT_TIMEOUT_MS, env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" } };
  const { stdout } = await promisify(execFile)(pythonPath, [clientsFolder + script, ...args], options);
  return JSON.parse(stdout) as ClientReport;
}
