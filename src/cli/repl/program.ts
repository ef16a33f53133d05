/** Programs that take what a command of the shell prints: `stats | grep evict`, and a person's pager. */
import { spawn } from "node:child_process";
import type { Writable } from "node:stream";
import { messageOf } from "../../base/errors.ts";
import type { ProgramInput } from "../../repl/shell-ports.ts";

/** Exit codes that are ordinary answers of filters: grep ends with 1 when nothing matched. */
const ORDINARY_CODE_MAX = 1;

/**
 * Starts a shell command line on the terminal of this process, with the words of its environment in `env`. It reads what is written
 * here; its output goes straight to the terminal.
 */
export function openProgram(commandLine: string, env: Readonly<Record<string, string | undefined>>): ProgramInput {
  const child = spawn("sh", ["-c", commandLine], { stdio: ["pipe", "inherit", "inherit"], env });
  let trouble: string | undefined;
  const ended = new Promise<string | undefined>((resolve) => {
    child.once("error", (error) => {
      trouble = `cannot run ${commandLine}: ${messageOf(error)}`;
      resolve(trouble);
    });
    child.once("close", (code, signal) => resolve(trouble ?? describeEnd(commandLine, code, signal)));
  });
  // A program that has seen enough (`head`) closes its end; writing then fails, which is no trouble.
  child.stdin.on("error", () => {});
  return {
    async write(bytes) {
      if (child.stdin.destroyed || !child.stdin.writable) {
        return false;
      }
      if (!child.stdin.write(bytes)) {
        await drainedOrClosed(child.stdin);
      }
      return !child.stdin.destroyed;
    },
    end() {
      child.stdin.end();
      return ended;
    },
  };
}

/** Leaves no listener behind: one slow program may be waited for thousands of times. */
function drainedOrClosed(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off("drain", done);
      stream.off("close", done);
      resolve();
    };
    stream.on("drain", done);
    stream.on("close", done);
  });
}

function describeEnd(commandLine: string, code: number | null, signal: string | null): string | undefined {
  if (signal !== null) {
    return signal === "SIGINT" || signal === "SIGPIPE" ? undefined : `${commandLine} was ended by ${signal}`;
  }
  return (code ?? 0) > ORDINARY_CODE_MAX ? `${commandLine} ended with code ${code}` : undefined;
}
