/**
 * The command line's main: finds the command, runs it, and is the only place that prints an error and ends the process.
 *
 *   argv -> --version | --help | command -> load -> parse -> handler -> exit code
 *                                             any throw -> failure -> stderr (and stdout under --json) -> exit code
 */
import { MemtoolError } from "../base/errors.ts";
import { type CommandEntry, type CommandGroup, isRawCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { describeFailure, failureJson, failureText } from "./failure.ts";
import { commandsOf, type Found, findCommand } from "./find-command.ts";
import { createProcessContext } from "./process-context.ts";
import { COMMANDS, GROUPS } from "./registry.ts";
import { memtoolVersion } from "./version.ts";

const INDEX = { commands: COMMANDS, groups: GROUPS };

/** Runs the process's command line and exits. Never returns to the caller: the process ends inside. */
export async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  const own = argv.slice(0, argv.indexOf("--") === -1 ? undefined : argv.indexOf("--"));
  endWithoutOutput(commandNameOf(argv));
  const fail = (thrown: unknown): never => {
    const failure = describeFailure(thrown);
    process.stderr.write(failureText(failure, commandNameOf(argv)));
    if (wantsJson(own)) {
      process.stdout.write(failureJson(failure));
    }
    return process.exit(failure.exitCode);
  };
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  try {
    const exitCode = await runCommandLine(argv, createProcessContext(own.includes("--no-color")));
    await (STOPPED_CODES.has(exitCode) ? Promise.race([flush(process.stdout), stopWait()]) : flush(process.stdout));
    process.exit(exitCode);
  } catch (error) {
    await flush(process.stdout);
    fail(error);
  }
}

/** Exit codes of a command that was told to stop. */
const STOPPED_CODES: ReadonlySet<number> = new Set([EXIT.hungUp, EXIT.interrupted, EXIT.terminated]);

const STOP_WAIT_MS = 200;

/** How long whoever pressed Ctrl-C waits for a reader that may have stopped (`| less`): then what is written is lost. */
function stopWait(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, STOP_WAIT_MS));
}

/** Whether a program reads what is printed: `--json`, or its long form. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.some(
    (word, at) => word === "--json" || word === "--format=json" || (word === "json" && argv[at - 1] === "--format"),
  );
}

/** Does what `argv` (without node and script) says; resolves to the exit code, throws for {@link main} to print. */
export async function runCommandLine(argv: readonly string[], context: Context): Promise<number> {
  const at = argv.findIndex((word) => !word.startsWith("-") || word === "--");
  const globals = at === -1 ? argv : argv.slice(0, at);
  if (globals.includes("--version") || globals.includes("-V")) {
    return printVersion(context);
  }
  const name = argv[at];
  const asksForHelp = name === "help" || globals.includes("--help") || globals.includes("-h");
  rejectUnknownGlobals(globals, name);
  if (asksForHelp || name === undefined || name === "--") {
    return showHelp(argv, at, asksForHelp, context);
  }
  const found = findCommand(argv.slice(at), INDEX);
  if (found.kind === "group") {
    return showGroup(found.group, argv.slice(at + 1), context);
  }
  return runCommand(found.entry, globals, argv.slice(at + found.wordCount), context);
}

async function runCommand(
  entry: CommandEntry,
  globals: readonly string[],
  argv: readonly string[],
  context: Context,
): Promise<number> {
  const command = await entry.load();
  if (isRawCommand(command)) {
    return command.rawHandler(argv, context);
  }
  const { parseArguments } = await import("./parse-arguments.ts");
  const args = parseArguments(command, [...globals, ...argv]);
  switch (args) {
    case "help":
      return printHelp(entry, context);
    case "version":
      return printVersion(context);
    default:
      return command.handler(args, context);
  }
}

function printVersion(context: Context): number {
  context.stdout.write(`memtool ${memtoolVersion()}\n`);
  return EXIT.ok;
}

async function showHelp(argv: readonly string[], at: number, wasAsked: boolean, context: Context): Promise<number> {
  const asked = at === -1 ? [] : argv.slice(argv[at] === "help" ? at + 1 : at);
  if (asked[0] !== undefined && asked[0] !== "--") {
    const found = findCommand(asked, INDEX);
    return found.kind === "group" ? showGroup(found.group, ["--help"], context) : printHelp(found.entry, context);
  }
  const { overviewHelp } = await import("./help.ts");
  return writeHelp(overviewHelp(INDEX, memtoolVersion(), context.width), wasAsked, context);
}

/** The help of a group. @param rest the words behind its name: nothing, or options */
async function showGroup(group: CommandGroup, rest: readonly string[], context: Context): Promise<number> {
  const { groupHelp } = await import("./help.ts");
  const wasAsked = rest.includes("--help") || rest.includes("-h");
  return writeHelp(groupHelp(group, commandsOf(group, INDEX), context.width), wasAsked, context);
}

/** Help that was asked for is data; help in place of a missing command is an error. */
function writeHelp(text: string, wasAsked: boolean, { stdout, stderr }: Context): number {
  (wasAsked ? stdout : stderr).write(`${text}\n`);
  return wasAsked ? EXIT.ok : EXIT.usage;
}

async function printHelp(entry: CommandEntry, context: Context): Promise<number> {
  const { commandHelp } = await import("./help.ts");
  context.stdout.write(`${commandHelp(await entry.load(), context.width)}\n`);
  return EXIT.ok;
}

/** The command that `argv` names, for messages; undefined when it names none. */
function commandNameOf(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((word) => !word.startsWith("-"));
  try {
    const found: Found | undefined = at === -1 ? undefined : findCommand(argv.slice(at), INDEX);
    return found?.kind === "group" ? found.group.name : found?.entry.name;
  } catch {
    return undefined;
  }
}

/** Before the command only the options stand that all commands share. */
function rejectUnknownGlobals(globals: readonly string[], commandName: string | undefined): void {
  const unknown = globals.find((word) => !["--no-color", "--json", "--help", "-h"].includes(word));
  if (unknown !== undefined && commandName === undefined) {
    throw new MemtoolError("USAGE", `there is no option ${unknown}, and no command`, {
      hint: "memtool --help shows the commands",
    });
  }
  if (unknown !== undefined) {
    throw new MemtoolError("USAGE", `${unknown} cannot stand before the command`, {
      hint: "options of a command follow its name: memtool stats --timeout 2s",
    });
  }
}

/** `memtool ... | head -1`: the reader has gone, there is nobody to tell. Any other failure is told, a full disk for one. */
function endWithoutOutput(commandName: string | undefined): void {
  process.stderr.on("error", ({ code }: NodeJS.ErrnoException) => {
    process.exit(code === "EPIPE" ? EXIT.ok : EXIT.output);
  });
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") {
      process.exit(EXIT.ok);
    }
    const what = ["memtool", ...(commandName === undefined ? [] : [commandName])].join(" ");
    process.stderr.write(`${what}: cannot write the output: ${message}\n`);
    process.exit(EXIT.output);
  });
}

/** Resolves when everything written so far has left the process. */
function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}
