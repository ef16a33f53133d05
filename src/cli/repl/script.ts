/** `memtool repl` without a prompt: the commands of a pipe or of the command line. */
import type { Address } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { escapeControls } from "../../base/escape.ts";
import { nodeLines, peekLines, slabLines } from "../../repl/inspect.ts";
import { listKeys, parseKeyQuestion, type WalkKeys } from "../../repl/key-list.ts";
import type { LocalName } from "../../repl/local-commands.ts";
import type { Nodes } from "../../repl/nodes.ts";
import type { Request } from "../../repl/parse-line.ts";
import type { ScriptStep } from "../../repl/read-script.ts";
import { runRouted } from "../../repl/run-routed.ts";
import { runScript, type ScriptFormat, type ScriptPorts } from "../../repl/run-script.ts";
import { type Line, segment } from "../../repl/segments.ts";
import type { Outcome } from "../../repl/session.ts";
import { showQuoted } from "../../repl/show-value.ts";
import { quoteWord } from "../../repl/words.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { OutputBuffer } from "./output-buffer.ts";
import { readBytes } from "./world.ts";

/** How a script is run. */
export interface ScriptOptions {
  readonly format: ScriptFormat;
  /** The commands are the words of the command line. */
  readonly isArguments: boolean;
  readonly readAddress: (text: string) => Address;
  readonly walkKeys: WalkKeys;
}

type Steps = AsyncIterable<ScriptStep> | Iterable<ScriptStep>;

/** Runs the steps to their end and says how they went. @throws MemtoolError when a server was lost */
export async function runSteps(nodes: Nodes, steps: Steps, options: ScriptOptions, context: Context): Promise<number> {
  const { format, isArguments, readAddress, walkKeys } = options;
  let hasInvalidArguments = false;
  const output = new OutputBuffer(context.stdout);
  const complain = (message: string) => {
    void output.flush();
    context.stderr.write(`memtool repl: ${escapeControls(message)}\n`);
  };
  const ports: ScriptPorts = {
    run: (request) => runOne(nodes, request),
    connect: async (texts) => {
      nodes.replace(texts.map(readAddress));
      const [error] = await nodes.connect();
      return error;
    },
    inspect: (name, args, onLines) =>
      inspect({ nodes, walkKeys, readAddress, onNotice: complain }, name, args, onLines),
    readFile: readBytes,
    write: (piece) => output.write(piece),
    complain: (message, lineNumber) => {
      hasInvalidArguments ||= isArguments && !/^(ERROR|CLIENT_ERROR|SERVER_ERROR)/.test(message);
      complain(`${isArguments ? "" : `line ${lineNumber}: `}${message}`);
    },
  };
  try {
    const { failedCount, fatal } = await runScript(steps, ports, format);
    if (fatal !== undefined) {
      throw fatal;
    }
    return failedCount === 0 ? EXIT.ok : hasInvalidArguments ? EXIT.usage : EXIT.checkFailed;
  } finally {
    nodes.close();
    await output.flush();
  }
}

/** A pipe has one reply for each command, so what would ask several nodes is refused. */
async function runOne(nodes: Nodes, request: Request): Promise<Outcome> {
  const { choice } = nodes;
  if (choice.kind === "one") {
    return choice.session.run(request);
  }
  if (choice.kind === "all") {
    return refuseMany(nodes);
  }
  const routed = await runRouted(nodes, request);
  return routed.kind === "one" ? (routed.lost[0]?.outcome ?? routed.outcome) : refuseMany(nodes);
}

function refuseMany(nodes: Nodes): Outcome {
  const hint = "use 1 chooses one, use ketama (modula, twemproxy) places each key as your client does";
  const message = `there are ${nodes.sessions.length} nodes, and in a pipe each command has one reply`;
  return { kind: "failed", error: new MemtoolError("USAGE", message, { hint }) };
}

interface InspectContext {
  readonly nodes: Nodes;
  readonly walkKeys: WalkKeys;
  readonly readAddress: (text: string) => Address;
  readonly onNotice: (notice: string) => void;
}

const PLAIN = { width: 80, isScreen: false, showValue: showQuoted, hasTime: false, explainFlags: () => "" };

async function inspect(
  { nodes, walkKeys, readAddress, onNotice }: InspectContext,
  name: LocalName,
  args: readonly string[],
  onLines: (lines: readonly Line[]) => Promise<void>,
): Promise<void> {
  switch (name) {
    case "peek":
      return onLines(await peekLines(nodes, args, PLAIN));
    case "slabs":
      return onLines(await slabLines(nodes, PLAIN));
    case "nodes":
      return onLines(await nodeLines(nodes));
    case "use": {
      const [word = ""] = args;
      if (!nodes.choose(word)) {
        nodes.add(readAddress(word));
      }
      return;
    }
    case "keys": {
      const { errors } = await listKeys(nodes.chosen, parseKeyQuestion(args, Number.POSITIVE_INFINITY), {
        walkKeys,
        onNotice,
        onKeys: (keys) => onLines(keys.map((key) => [segment("plain", quoteWord(key))])),
        signal: new AbortController().signal,
      });
      const [error] = errors;
      if (error !== undefined) {
        throw error;
      }
      return;
    }
    default:
      throw new MemtoolError("BUG", `${name} cannot be run in a pipe`);
  }
}
