/** `memtool repl`: a prompt on a terminal; with a command given, or without a terminal, a runner of commands. */
import {
  type Address,
  DEFAULT_ADDRESS,
  isDiscoveryWord,
  parseAddress,
  SERVERS_VARIABLE,
  serverWords,
} from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { MemcachedClient } from "../../client/memcached-client.ts";
import { isCommandName } from "../../protocol/command-table.ts";
import { ByteReader } from "../../repl/byte-reader.ts";
import { isLocalCommand } from "../../repl/local-commands.ts";
import { Nodes } from "../../repl/nodes.ts";
import { readScript, type ScriptStep, stepOfArguments } from "../../repl/read-script.ts";
import type { ScriptFormat } from "../../repl/run-script.ts";
import type { WorldPorts } from "../../repl/shell-ports.ts";
import { ACCESS_OPTIONS } from "../access.ts";
import { defineCommand } from "../command.ts";
import type { Context, InterruptSignal } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { timerMs } from "../option-values.ts";
import { paintFirst } from "../repl/first-paint.ts";
import { HistoryFile, historyPath } from "../repl/history-file.ts";
import type { WorldOptions } from "../repl/world.ts";
import { FIND_OPTIONS, FOLLOW_OPTIONS } from "../servers/find-options.ts";
import { findServers } from "../servers/find-servers.ts";
import type { FollowedServers } from "../servers/found-servers.ts";

/** The words of the command line: perhaps addresses, perhaps a command. */
export interface ReplWords {
  readonly addresses: readonly string[];
  readonly command: readonly string[];
}

/**
 * Tells addresses from the command: words in front are addresses as long as they look like some (`host:port`, a path, a name with a
 * dot, or several in one word: "a:1 b:2"); a word that is no command is one too if it stands alone or a command follows it.
 */
export function splitReplWords(words: readonly string[]): ReplWords {
  const end = words.findIndex((word, index) => !isServerWord(word, words[index + 1]));
  const count = end < 0 ? words.length : end;
  const [first] = words;
  if (count === 0 && words.length === 1 && first !== undefined && !isCommand(first) && !/\s/.test(first)) {
    return { addresses: words, command: [] };
  }
  return { addresses: words.slice(0, count), command: words.slice(count) };
}

/** @param next the word behind it, which may be an option */
function isServerWord(word: string, next: string | undefined): boolean {
  const isFollowed = next !== undefined && (isCommand(next) || next.startsWith("-"));
  return !isCommand(word) && (looksLikeAddress(word) || (isFollowed && !/\s/.test(word)));
}

function isCommand(word: string): boolean {
  const name = word.toLowerCase();
  return isCommandName(name) || isLocalCommand(name);
}

function looksLikeAddress(word: string): boolean {
  return word
    .trim()
    .split(/\s+/)
    .every((part) => part === "" || /[:/.]/.test(part) || isDiscoveryWord(part) || part.toLowerCase() === "localhost");
}

/** `memtool repl [address...] [command...]`. */
export const replCommand = defineCommand({
  name: "repl",
  describe: "talk to a server: at a prompt, one command, or a pipe of them",
  positionals: [
    {
      name: "address",
      describe: "servers to talk to; default: MEMCACHE_SERVERS, else 127.0.0.1:11211",
      example: "cache:11211",
    },
    { name: "command", describe: "command to run instead of prompting", example: "get greeting", variadic: true },
  ],
  optionsFirst: (word, next) => isServerWord(word, next),
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
    "sample-keys": {
      type: "count",
      describe: "keys the prompt reads quietly from a server for completion; 0 for none",
      default: "1000",
      example: "0",
    },
    ...FIND_OPTIONS,
    ...FOLLOW_OPTIONS,
    ...ACCESS_OPTIONS,
  },
  examples: [
    { command: "memtool repl", describe: "a prompt" },
    { command: "memtool repl cache1:11211 cache2:11211", describe: "a prompt for two nodes" },
    { command: "memtool repl 127.0.0.1:11211 get greeting", describe: "one command" },
    { command: "echo 'get greeting' | memtool repl", describe: "commands from a pipe" },
  ],
  notes: [
    'set greeting "hello world" ttl=5m flags=1, or from a file: set photo @photo.png. memcached\'s own form works as ever: set greeting 0 60 11, and the value on the next line.',
    "Exit codes: 0 all done (a miss is no error), 1 a command was refused, 2 wrong usage, 3 no connection, 4 login or TLS refused.",
    "The history is kept in ~/.local/state/memtool/history; MEMTOOL_HISTORY names another file, empty keeps none.",
  ],
  async handler({ words, options }, context) {
    const split = splitReplWords(words);
    const isInteractive = split.command.length === 0 && context.isTerminal && context.stdin.isTTY === true;
    const isPrompt = isInteractive && !options.json && !options.raw;
    // A pipe talks to one server unless it names several: so it was when MEMCACHE_SERVERS held more.
    const isMany = isPrompt || split.addresses.length > 0 || options.pool !== undefined;
    const meant = isMany ? split.addresses : serverWords([], context.env).slice(0, 1);
    const { addresses: found, tls, apply, followed } = await findServers(meant, options, context);
    const addresses = isMany ? found : found.slice(0, 1);
    const readAddress = (text: string): Address => apply(parseAddress(text));
    const timeoutMs = timerMs("timeout", options.timeout);
    const open = (to: Address, onDisconnect: () => void) =>
      new MemcachedClient(to, { connectTimeoutMs: timeoutMs, requestTimeoutMs: timeoutMs, onDisconnect, tls });
    const nodes = new Nodes(open, addresses.length === 0 ? [readAddress(DEFAULT_ADDRESS)] : addresses, () =>
      context.clock.monotonicMs(),
    );
    const worldOptions = { readAddress, tls, timeoutMs, sampleKeyCount: options["sample-keys"] };
    if (isPrompt) {
      const stopFollowing = await followNodes(followed, nodes);
      const run = context.env["TERM"] === "dumb" ? plainPrompt : prompt;
      return await run(nodes, worldOptions, context).finally(stopFollowing);
    }
    if (options.raw && context.isTerminal) {
      throw new MemtoolError("USAGE", "--raw does not write to a terminal: a value may hold bytes that disturb it", {
        hint: "send it to a file or a pipe: memtool repl --raw get picture > picture.png",
      });
    }
    const format: ScriptFormat = options.json ? "json" : options.raw ? "raw" : "plain";
    const [{ makeWorld }, { runSteps }] = await Promise.all([import("../repl/world.ts"), import("../repl/script.ts")]);
    const { walkKeys, openWatch } = makeWorld(context, worldOptions);
    const isArguments = split.command.length > 0;
    return runSteps(
      nodes,
      stepsOf(split.command, context),
      { format, isArguments, readAddress, walkKeys, openWatch },
      context,
    );
  },
});

/** Keeps a prompt's nodes those that are found. Commands of a pipe go to the servers there were at its start. */
async function followNodes(followed: FollowedServers | undefined, nodes: Nodes): Promise<() => Promise<void>> {
  if (followed === undefined) {
    return () => Promise.resolve();
  }
  const { followServers, sayingListener } = await import("../servers/follow-servers.ts");
  const onServers = (): void => nodes.become(followed.servers.map(({ address }) => address));
  return followServers(
    followed,
    sayingListener((line) => nodes.noteNews(line), onServers),
  );
}

function stepsOf(command: readonly string[], context: Context): AsyncIterable<ScriptStep> | Iterable<ScriptStep> {
  if (command.length === 0) {
    return readScript(new ByteReader(context.stdin));
  }
  const step = stepOfArguments(command);
  return step === undefined ? [] : [step];
}

/** The prompt of a terminal that has no cursor to move. */
async function plainPrompt(nodes: Nodes, options: WorldOptions, context: Context): Promise<number> {
  const [{ runPlainPrompt }, { Shell }, { makeWorld }] = await Promise.all([
    import("../repl/plain-prompt.ts"),
    import("../../repl/shell.ts"),
    import("../repl/world.ts"),
  ]);
  const history = new HistoryFile(historyPath(context.env));
  const world = makeWorld(context, options);
  return runPlainPrompt(context, (ports) => new Shell(nodes, history, { ...ports, ...world }));
}

/** The prompt. Ink and React are loaded here and nowhere else. */
async function prompt(nodes: Nodes, options: WorldOptions, context: Context): Promise<number> {
  const unpaint = paintFirst(context, context.width > `${nodes.label}> `.length ? `${nodes.label}> ` : "");
  const connecting = nodes.connect();
  const [{ loadScreen }, { Shell }, { makeWorld }] = await Promise.all([
    import("../repl/load-screen.ts"),
    import("../../repl/shell.ts"),
    import("../repl/world.ts"),
  ]);
  const runRepl = await loadScreen();
  const history = new HistoryFile(historyPath(context.env));
  const world = makeWorld(context, options);
  unpaint();
  const others = [context.env[SERVERS_VARIABLE] ?? "", DEFAULT_ADDRESS].flatMap((text) => text.split(/[\s,]+/));
  let exitCode: number = EXIT.ok;
  let end = () => {};
  const endBy = (signal: InterruptSignal) => {
    exitCode = signal === "SIGINT" ? EXIT.interrupted : EXIT.terminated;
    end();
  };
  await runRepl({
    stdin: context.stdin,
    stdout: context.stdout,
    hasColor: context.color,
    addresses: [...new Set(others.filter((text) => text !== "" && !text.includes("@")))],
    makeShell: (ports) => new Shell(nodes, history, { ...ports, ...world }, connecting),
    onStop: (stop) => {
      end = stop;
      return context.onInterrupt(endBy);
    },
    onInterrupt: (callback) => context.onInterrupt((signal) => (signal === "SIGINT" ? callback() : endBy(signal))),
    runPager: pagerOf(context, world),
  });
  return exitCode;
}

/** What $PAGER says, told to let colours through; undefined when it says nothing. */
function pagerOf(context: Context, world: WorldPorts): ((text: string) => Promise<void>) | undefined {
  const command = context.env["PAGER"] ?? "";
  if (command === "") {
    return undefined;
  }
  return async (text) => {
    const program = world.openProgram(`LESS="\${LESS:--R}" ${command}`);
    await program.write(Buffer.from(text));
    await program.end();
  };
}
