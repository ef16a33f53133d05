/** What the command-line tools of libmemcached (Debian libmemcached-tools) print on a server: the steps of a session with each. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram, type Requirement, requirement } from "./requirement.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const TIMEOUT_MS = 30_000;
const LARGE_BYTES = 1_000_000;
/** More than an item may have. */
const TOO_LARGE_BYTES = 1_100_000;

/** How the tools talk to the server. */
export type ToolMode = "text" | "binary" | "SASL";

/** One command line and what has to come of it. */
export interface ToolStep {
  readonly tool: string;
  readonly args: readonly string[];
  readonly exitCode: number;
  /** All of stdout (default: nothing), or what is somewhere in it. Bytes as Latin-1. */
  readonly stdout?: string | readonly RegExp[];
  /** The same of stderr. */
  readonly stderr?: string | readonly RegExp[];
  /** The modes that it is for; by default all. Some tools speak text only, or only look as if they spoke binary. */
  readonly modes?: readonly ToolMode[];
}

/** What a tool printed and how it ended. */
export interface ToolOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Test options that skip (in CI: fail) where the tools are not installed. */
export function needsTools(): Requirement {
  return requirement(findProgram("memccp") !== undefined, "libmemcached-tools is not installed (Debian package)");
}

/** Makes the files that the steps store: each is stored under its name. Answers their folder. */
export function makeToolFiles(): string {
  const folder = temporaryFolder("libmemcached-tools-");
  for (const [name, content] of Object.entries(TOOL_FILES)) writeFileSync(join(folder, name), content, "latin1");
  return folder;
}

const EVERY_BYTE = String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code));
const TOOL_FILES = {
  words: "one",
  bytes: `two\0\xff\r\nEND\r\n${EVERY_BYTE}`,
  empty: "",
  large: EVERY_BYTE.repeat(Math.ceil(LARGE_BYTES / 256)).slice(0, LARGE_BYTES),
  "too-large": "x".repeat(TOO_LARGE_BYTES),
} as const;

const ALL_FILES = ["words", "bytes", "empty", "large"] as const;
const TEXT: readonly ToolMode[] = ["text"];
const BINARY: readonly ToolMode[] = ["binary", "SASL"];

function loadStep(kind: "get" | "set" | "mget"): ToolStep {
  const args = ["--flush", "--test", kind, "--concurrency", "2", "--execute-number", "200"];
  return { tool: "memcslap", args, exitCode: 0, stdout: [new RegExp(`Time to ${kind} +400 keys by +2 threads`)] };
}

/** A session: stores the files, reads, changes, lists and removes them, and ends with load that verifies what it reads. */
export const TOOL_STEPS: readonly ToolStep[] = [
  { tool: "memcping", args: [], exitCode: 0, modes: ["text", "SASL"] },
  { tool: "memcflush", args: [], exitCode: 0 },
  { tool: "memccp", args: ALL_FILES, exitCode: 0 },
  { tool: "memccat", args: ALL_FILES, exitCode: 0, stdout: ALL_FILES.map((name) => `${TOOL_FILES[name]}\n`).join("") },
  { tool: "memccat", args: ["--flags", "words"], exitCode: 0, stdout: "0\none\n" },
  { tool: "memccat", args: ["nothing"], exitCode: 1 },
  { tool: "memccp", args: ["--add", "words"], exitCode: 1, stderr: [/NOT STORED/], modes: TEXT },
  { tool: "memccp", args: ["--add", "words"], exitCode: 1, stderr: [/DATA EXISTS/], modes: BINARY },
  { tool: "memccp", args: ["--replace", "--flags", "7", "--expire", "1000", "words"], exitCode: 0 },
  { tool: "memccat", args: ["--flags", "words"], exitCode: 0, stdout: "7\none\n" },
  { tool: "memccp", args: ["too-large"], exitCode: 1, stderr: [/ITEM TOO BIG/] },
  { tool: "memcexist", args: ["words"], exitCode: 0 },
  { tool: "memcexist", args: ["nothing"], exitCode: 1 },
  { tool: "memctouch", args: ["--expire", "100", "words"], exitCode: 0 },
  { tool: "memctouch", args: ["--expire", "100", "nothing"], exitCode: 1 },
  { tool: "memcdump", args: [], exitCode: 1, stderr: [/Binary protocol is not supported/], modes: ["SASL"] },
  { tool: "memcstat", args: [], exitCode: 0, stdout: [/^\tcurr_items: 4$/m, /^\tthreads: 2$/m, /^\tcmd_touch: 2$/m] },
  { tool: "memcstat", args: ["settings"], exitCode: 0, stdout: [/^\tmaxbytes: 67108864$/m, /^\tnum_threads: 2$/m] },
  { tool: "memcstat", args: ["items"], exitCode: 0, stdout: [/^\titems:1:number: [12]$/m] },
  { tool: "memcstat", args: ["slabs"], exitCode: 0, stdout: [/^\t1:chunk_size: 96$/m] },
  { tool: "memcstat", args: ["--analyze"], exitCode: 0, stdout: [/Number of Servers Analyzed +: 1$/m] },
  { tool: "memcstat", args: ["--server-version"], exitCode: 0, stderr: [/ 1\.6\.\d+$/m] },
  { tool: "memcrm", args: ["words"], exitCode: 0 },
  { tool: "memcrm", args: ["words"], exitCode: 1 },
  { tool: "memcexist", args: ["words"], exitCode: 1 },
  loadStep("set"),
  loadStep("get"),
  loadStep("mget"),
  { tool: "memcflush", args: [], exitCode: 0 },
  { tool: "memcexist", args: ["bytes"], exitCode: 1 },
];

/** Whether memcaslap read back what it had written: it counts, and ends with 0 in any case. */
export const VERIFIED_LOAD: readonly RegExp[] = [/^cmd_get: 1800$/m, /^get_misses: 0$/m, /^verify_failed: 0$/m];
/** 2,000 operations of eight connections on two threads, each value compared. It knows no login. */
export const LOAD_ARGUMENTS = ["--threads=2", "--concurrency=8", "--execute_number=2000", "--verify=1"] as const;

/** Runs a tool in `folder`; stdout and stderr as Latin-1. */
export function runTool(tool: string, args: readonly string[], folder: string): Promise<ToolOutcome> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, encoding: "latin1", timeout: TIMEOUT_MS, maxBuffer: 2 ** 24 } as const;
    const child = execFile(tool, [...args], options, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") reject(error);
      else resolve({ exitCode: child.exitCode ?? -1, stdout, stderr });
    });
  });
}
