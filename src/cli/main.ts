/**
 * The command line's main: finds the command, runs it, and is the only place that prints an error and ends the process.
 *
 *   argv -> --version | --help | command -> load -> parse -> handler -> exit code
 *                                             any throw -> failure -> stderr (and stdout under --json) -> exit code
 */
import { MemtoolError } from "../base/errors.ts";
import { type CommandEntry, isRawCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { describeFailure, failureJson, failureText } from "./failure.ts";
import { createProcessContext } from "./process-context.ts";
import { COMMANDS } from "./registry.ts";
import { suggest } from "./suggest.ts";
import { memtoolVersion } from "./version.ts";

/** Runs the process's command line and exits. Never returns to the caller: the process ends inside. */
export async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  const own = argv.slice(0, argv.indexOf("--") === -1 ? undefined : argv.indexOf("--"));
  endQuietlyOnBrokenPipe();
  const commandName = COMMANDS.find(({ name }) => name === argv.find((word) => !word.startsWith("-")))?.name;
  const fail = (thrown: unknown): never => {
    const failure = describeFailure(thrown);
    process.stderr.write(failureText(failure, commandName));
    if (own.includes("--json")) {
      process.stdout.write(failureJson(failure));
    }
    return process.exit(failure.exitCode);
  };
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  try {
    const exitCode = await runCommandLine(argv, createProcessContext(own.includes("--no-color")));
    await flush(process.stdout);
    process.exit(exitCode);
  } catch (error) {
    await flush(process.stdout);
    fail(error);
  }
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
  return runCommand(findEntry(name), globals, argv.slice(at + 1), context);
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
  const args = await parseArguments(command, [...globals, ...argv]);
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

/** Help that was asked for is data; help in place of a missing command is an error. */
async function showHelp(argv: readonly string[], at: number, wasAsked: boolean, context: Context): Promise<number> {
  const asked = argv[at] === "help" ? argv[at + 1] : argv[at];
  if (asked !== undefined && asked !== "--") {
    return printHelp(findEntry(asked), context);
  }
  const { overviewHelp } = await import("./help.ts");
  const text = overviewHelp(COMMANDS, memtoolVersion(), context.width);
  if (!wasAsked) {
    context.stderr.write(`${text}\n`);
    return EXIT.usage;
  }
  context.stdout.write(`${text}\n`);
  return EXIT.ok;
}

async function printHelp(entry: CommandEntry, context: Context): Promise<number> {
  const { commandHelp } = await import("./help.ts");
  context.stdout.write(`${commandHelp(await entry.load(), context.width)}\n`);
  return EXIT.ok;
}

function findEntry(name: string): CommandEntry {
  const entry = COMMANDS.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    const names = COMMANDS.map((candidate) => candidate.name);
    const nearest = suggest(name, names);
    const hint = nearest === undefined ? `the commands are ${names.join(", ")}` : `did you mean memtool ${nearest}?`;
    throw new MemtoolError("USAGE", `there is no command ${JSON.stringify(name)}`, { hint });
  }
  return entry;
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

/** `memtool ... | head -1`: the reader has gone, there is nobody to tell. */
function endQuietlyOnBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      process.exit(error.code === "EPIPE" ? EXIT.ok : EXIT.bug);
    });
  }
}

/** Resolves when everything written so far has left the process. */
function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}
