/** A shell without terminal, network or files: its servers answer what a test says, its person answers from a list. */
import { parseAddress } from "../../src/base/address.ts";
import { MemtoolError } from "../../src/base/errors.ts";
import { HistoryFile } from "../../src/cli/repl/history-file.ts";
import type { Reply } from "../../src/protocol/reply.ts";
import { Nodes } from "../../src/repl/nodes.ts";
import { fullText } from "../../src/repl/segments.ts";
import { Shell } from "../../src/repl/shell.ts";
import type { ShellPorts, WorldPorts } from "../../src/repl/shell-ports.ts";
import { showQuoted } from "../../src/repl/show-value.ts";

/** What a fake server says to a line; `node` is its address. A promise may never settle. */
export type Answer = (line: string, node: string) => Reply | MemtoolError | Promise<Reply>;

/** What a test may choose. */
export interface FakeShellOptions {
  readonly addresses?: readonly string[];
  /** Answers to questions, in turn; undefined gives up. */
  readonly answers?: (string | undefined)[];
  /** The keys of every node. */
  readonly keys?: readonly string[];
  /** Bytes by path, for `@file`. */
  readonly files?: Readonly<Record<string, string>>;
  readonly ports?: Partial<ShellPorts>;
}

/** A walk over `keys`, two a batch. */
function walk(keys: readonly string[]) {
  let isStopped = false;
  return {
    async *batches() {
      for (let at = 0; at < keys.length && !isStopped; at += 2) {
        yield keys.slice(at, at + 2).map((key) => ({ key: Buffer.from(key, "latin1") }));
      }
    },
    stop: () => {
      isStopped = true;
    },
  };
}

/** A world without anything in it. */
export const fakeWorld: WorldPorts = {
  parseAddress,
  readFile: async (path) => {
    throw new MemtoolError("USAGE", `cannot read ${path}`);
  },
  writeFile: async () => {},
  openProgram: () => ({ write: async () => true, end: async () => undefined }),
  walkKeys: () => walk([]),
  openWatch: async () => ({ stop: () => {}, ended: Promise.resolve(undefined) }),
  sleep: async () => {},
  nowMs: () => 0,
  prepareValues: async () => {},
  showValue: showQuoted,
  explainFlags: () => "",
  sampleKeyCount: 0,
};

/** Starts one. `sent` holds `LINE | VALUE`, with `NODE: ` in front when there are several nodes. */
export function fakeShell(answer: Answer, options: FakeShellOptions = {}) {
  const { addresses = ["cache:1"], answers = [], keys = [], files = {} } = options;
  const printed: string[] = [];
  const asked: string[] = [];
  const sent: string[] = [];
  const written: { path: string; text: string; isAppending: boolean }[] = [];
  const programs: { command: string; text: string }[] = [];
  const nodes = new Nodes(
    (address) => {
      const name = address.kind === "tcp" ? `${address.host}:${address.port}` : address.path;
      const respond = async (line: string): Promise<Reply> => {
        const reply = await answer(line, name);
        if (reply instanceof MemtoolError) {
          throw reply;
        }
        return reply;
      };
      return {
        connect: async () => void (await respond("connect")),
        execute: (line, value) => {
          const text = Buffer.from(line).toString() + (value === undefined ? "" : ` | ${Buffer.from(value)}`);
          sent.push(addresses.length > 1 ? `${name}: ${text}` : text);
          return respond(text);
        },
        destroy: () => {},
      };
    },
    addresses.map(parseAddress),
    () => 0,
  );
  const shell = new Shell(nodes, new HistoryFile(undefined), {
    print: (lines) => void printed.push(...lines.map(fullText)),
    page: async (lines) => void printed.push("<page>", ...lines.map(fullText)),
    ask: async ({ prompt }) => {
      asked.push(prompt);
      return answers.shift();
    },
    busy: () => {},
    withoutScreen: (work) => work(new AbortController().signal),
    clearScreen: () => void printed.push("<clear>"),
    width: () => 80,
    height: () => 24,
    ...fakeWorld,
    readFile: async (path) => {
      const text = files[path];
      if (text === undefined) {
        throw new MemtoolError("USAGE", `cannot read ${path}`);
      }
      return Buffer.from(text);
    },
    writeFile: async (path, bytes, isAppending) =>
      void written.push({ path, text: Buffer.from(bytes).toString("latin1"), isAppending }),
    openProgram: (command) => {
      const program = { command, text: "" };
      programs.push(program);
      return {
        write: async (bytes) => {
          program.text += Buffer.from(bytes).toString("latin1");
          return true;
        },
        end: async () => undefined,
      };
    },
    walkKeys: () => walk(keys),
    ...options.ports,
  });
  return { shell, nodes, printed, asked, sent, written, programs };
}
