/** `memtool repl`: a prompt on a terminal; with a command given, or without a terminal, a runner of commands. */
import { type Address, DEFAULT_ADDRESS, parseAddress, parseAddressList, SERVERS_VARIABLE } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { escapeControls } from "../../base/escape.ts";
import { MemcachedClient } from "../../client/memcached-client.ts";
import { isCommandName } from "../../protocol/command-table.ts";
import { ByteReader } from "../../repl/byte-reader.ts";
import { isLocalCommand } from "../../repl/local-commands.ts";
import { readScript, type ScriptStep, stepOfArguments } from "../../repl/read-script.ts";
import { runScript, type ScriptFormat, type ScriptPorts } from "../../repl/run-script.ts";
import { Session } from "../../repl/session.ts";
import { ACCESS_OPTIONS, resolveAccess } from "../access.ts";
import { defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { timerMs } from "../option-values.ts";
import { HistoryFile, historyPath } from "../repl/history-file.ts";
import { OutputBuffer } from "../repl/output-buffer.ts";

/** The words of the command line: perhaps an address, perhaps a command. */
export interface ReplWords {
  readonly address: string | undefined;
  readonly command: readonly string[];
}

/**
 * Tells the address from the command: the first word is an address when it looks like one (`host:port`, a path, a name with
 * a dot) or stands alone and is no command.
 */
export function splitReplWords(words: readonly string[]): ReplWords {
  const [first, ...rest] = words;
  if (first === undefined) {
    return { address: undefined, command: [] };
  }
  const name = first.toLowerCase();
  const isCommand = isCommandName(name) || isLocalCommand(name);
  const looksLikeAddress = first === "" || /[:/.]/.test(first) || name === "localhost" || rest.length === 0;
  return !isCommand && looksLikeAddress ? { address: first, command: rest } : { address: undefined, command: words };
}

/** `memtool repl [address] [command...]`. */
export const replCommand = defineCommand({
  name: "repl",
  describe: "talk to a server: at a prompt, one command, or a pipe of them",
  positionals: [
    {
      name: "address",
      describe: "server to talk to; default: MEMCACHE_SERVERS, else 127.0.0.1:11211",
      example: "cache:11211",
    },
    { name: "command", describe: "command to run instead of prompting", example: "get greeting", variadic: true },
  ],
  optionsFirst: true,
  options: {
    json: {
      type: "flag",
      describe: "one JSON object for each reply",
      example: "memtool repl --json 127.0.0.1:11211 stats",
    },
    raw: {
      type: "flag",
      alias: "r",
      describe: "the bytes of values exactly, nothing around them; not to a terminal",
      example: "memtool repl --raw 127.0.0.1:11211 get picture > picture.png",
    },
    timeout: {
      type: "duration",
      describe: "longest wait for a connection or a reply",
      default: "5s",
      example: "500ms",
    },
    ...ACCESS_OPTIONS,
  },
  examples: [
    { command: "memtool repl", describe: "a prompt" },
    { command: "memtool repl 127.0.0.1:11211 get greeting", describe: "one command" },
    { command: "echo 'get greeting' | memtool repl", describe: "commands from a pipe" },
  ],
  notes: [
    'A value may stand on the line, in quotes: set greeting 0 60 "hello world". With a byte count instead, it follows on the next line.',
    "Exit codes: 0 all done (a miss is no error), 1 a command was refused, 2 wrong usage, 3 no connection, 4 login or TLS refused.",
    "The history is kept in ~/.local/state/memtool/history; MEMTOOL_HISTORY names another file, empty keeps none.",
  ],
  async handler({ words, options }, context) {
    const { address, command } = splitReplWords(words);
    const named = parseAddressList(address === undefined ? [] : [address], context.env);
    const { addresses, tls, apply } = resolveAccess(named.slice(0, 1), options, context.env);
    const readAddress = (text: string): Address => apply(parseAddress(text));
    const timeoutMs = timerMs("timeout", options.timeout);
    const open = (to: Address, onDisconnect: () => void) =>
      new MemcachedClient(to, { connectTimeoutMs: timeoutMs, requestTimeoutMs: timeoutMs, onDisconnect, tls });
    const session = new Session(open, addresses[0] ?? readAddress(DEFAULT_ADDRESS), () => context.clock.monotonicMs());
    const isInteractive = command.length === 0 && context.isTerminal && context.stdin.isTTY === true;
    if (isInteractive && !options.json && !options.raw) {
      return prompt(session, readAddress, context);
    }
    if (options.raw && context.isTerminal) {
      throw new MemtoolError("USAGE", "--raw does not write to a terminal: a value may hold bytes that disturb it", {
        hint: "send it to a file or a pipe: memtool repl --raw get picture > picture.png",
      });
    }
    const format: ScriptFormat = options.json ? "json" : options.raw ? "raw" : "plain";
    return script(
      session,
      stepsOf(command, context),
      { format, isArguments: command.length > 0, readAddress },
      context,
    );
  },
});

function stepsOf(command: readonly string[], context: Context): AsyncIterable<ScriptStep> | Iterable<ScriptStep> {
  if (command.length === 0) {
    return readScript(new ByteReader(context.stdin));
  }
  const step = stepOfArguments(command);
  return step === undefined ? [] : [step];
}

/** How a script is run. */
interface ScriptOptions {
  readonly format: ScriptFormat;
  /** The commands are the words of the command line. */
  readonly isArguments: boolean;
  readonly readAddress: (text: string) => Address;
}

async function script(
  session: Session,
  steps: AsyncIterable<ScriptStep> | Iterable<ScriptStep>,
  { format, isArguments, readAddress }: ScriptOptions,
  context: Context,
): Promise<number> {
  let hasInvalidArguments = false;
  const output = new OutputBuffer(context.stdout);
  const ports: ScriptPorts = {
    run: (request) => session.run(request),
    connect: async (address) => session.switchTo(readAddress(address)),
    write: (piece) => output.write(piece),
    complain: (message, lineNumber) => {
      hasInvalidArguments ||= isArguments && !/^(ERROR|CLIENT_ERROR|SERVER_ERROR)/.test(message);
      void output.flush();
      context.stderr.write(`memtool repl: ${isArguments ? "" : `line ${lineNumber}: `}${escapeControls(message)}\n`);
    },
  };
  try {
    const { failedCount, fatal } = await runScript(steps, ports, format);
    if (fatal !== undefined) {
      throw fatal;
    }
    return failedCount === 0 ? EXIT.ok : hasInvalidArguments ? EXIT.usage : EXIT.checkFailed;
  } finally {
    session.close();
    await output.flush();
  }
}

/** The prompt. Ink and React are loaded here and nowhere else. */
async function prompt(session: Session, readAddress: (text: string) => Address, context: Context): Promise<number> {
  const { loadScreen } = await import("../repl/load-screen.ts");
  const [runRepl, { Shell }] = await Promise.all([loadScreen(), import("../../repl/shell.ts")]);
  const history = new HistoryFile(historyPath(context.env));
  const others = [context.env[SERVERS_VARIABLE] ?? "", DEFAULT_ADDRESS].flatMap((text) => text.split(/[\s,]+/));
  let exitCode: number = EXIT.ok;
  await runRepl({
    stdin: context.stdin,
    stdout: context.stdout,
    hasColor: context.color,
    addresses: [...new Set(others.filter((text) => text !== "" && !text.includes("@")))],
    makeShell: (ports) => new Shell(session, history, { ...ports, parseAddress: readAddress }),
    onStop: (stop) =>
      context.onInterrupt((signal) => {
        exitCode = signal === "SIGINT" ? EXIT.interrupted : EXIT.terminated;
        stop();
      }),
  });
  return exitCode;
}
