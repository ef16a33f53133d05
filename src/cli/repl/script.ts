/** `memtool repl` without a prompt: the commands of a pipe or of the command line. */
import type { Address } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { escapeControls } from "../../base/escape.ts";
import { type Answered, askNodes, peekNodes, slabsOfNodes } from "../../repl/inspect.ts";
import { keysJson, nodeJson, peekJson, slabJson } from "../../repl/inspect-json.ts";
import { nodeLines, peekLines, slabLines } from "../../repl/inspect-lines.ts";
import { listKeys, parseKeyQuestion, type WalkKeys } from "../../repl/key-list.ts";
import type { LocalName } from "../../repl/local-commands.ts";
import type { Nodes } from "../../repl/nodes.ts";
import type { Request } from "../../repl/parse-line.ts";
import type { ScriptStep } from "../../repl/read-script.ts";
import { runRouted } from "../../repl/run-routed.ts";
import {
  type Inspection,
  type OnLines,
  runScript,
  type ScriptFormat,
  type ScriptPorts,
} from "../../repl/run-script.ts";
import { segment } from "../../repl/segments.ts";
import type { Outcome } from "../../repl/session.ts";
import type { WorldPorts } from "../../repl/shell-ports.ts";
import { showQuoted } from "../../repl/show-value.ts";
import { quoteWord } from "../../repl/words.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { OutputBuffer } from "./output-buffer.ts";
import { watch } from "./watch-script.ts";
import { readBytes } from "./world.ts";

/** How a script is run. */
export interface ScriptOptions {
  readonly format: ScriptFormat;
  /** The commands are the words of the command line. */
  readonly isArguments: boolean;
  readonly readAddress: (text: string) => Address;
  readonly walkKeys: WalkKeys;
  readonly openWatch: WorldPorts["openWatch"];
}

type Steps = AsyncIterable<ScriptStep> | Iterable<ScriptStep>;

/** Runs the steps to their end and says how they went. @throws MemtoolError when a server was lost */
export async function runSteps(nodes: Nodes, steps: Steps, options: ScriptOptions, context: Context): Promise<number> {
  const { format, isArguments, readAddress, walkKeys, openWatch } = options;
  let hasInvalidArguments = false;
  let isInterrupted = false;
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
    inspect: (name, args, wantsJson, onLines) =>
      inspect({ nodes, walkKeys, readAddress, onNotice: complain, wantsJson }, name, args, onLines),
    watch: async (request) => {
      isInterrupted = await watch(request, { nodes, openWatch, output, format }, context);
    },
    sleep: (ms) => context.clock.sleep(ms),
    nowMs: () => context.clock.monotonicMs(),
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
    if (isInterrupted) {
      return EXIT.interrupted;
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
  readonly wantsJson: boolean;
}

const PLAIN = { width: 80, isScreen: false, showValue: showQuoted, hasTime: false, explainFlags: () => "" };

async function inspect(
  context: InspectContext,
  name: LocalName,
  args: readonly string[],
  onLines: OnLines,
): Promise<Inspection> {
  const { nodes, readAddress } = context;
  switch (name) {
    case "peek": {
      const answers = await peekNodes(nodes, args);
      await onLines(peekLines(found(answers), PLAIN));
      return { json: peekJson(args[0] ?? "", answers), failures: failuresOf(answers) };
    }
    case "slabs": {
      const answers = await slabsOfNodes(nodes);
      await onLines(slabLines(found(answers), PLAIN));
      return { json: slabJson(answers), failures: failuresOf(answers) };
    }
    case "nodes": {
      const states = await askNodes(nodes);
      await onLines(nodeLines(states));
      return { json: nodeJson(states), failures: [] };
    }
    case "use": {
      const [word = ""] = args;
      if (!nodes.choose(word)) {
        nodes.add(readAddress(word));
      }
      return { json: { kind: "use", use: nodes.label }, failures: [] };
    }
    case "keys":
      return listAll(context, args, onLines);
    default:
      throw new MemtoolError("BUG", `${name} cannot be run in a pipe`);
  }
}

function found<Found>(answers: readonly Answered<Found>[]): Answered<Found>[] {
  return answers.filter(({ kind }) => kind === "found");
}

function failuresOf(answers: readonly Answered<unknown>[]): Outcome[] {
  return answers.flatMap((answer) => (answer.kind === "failed" ? [answer.outcome] : []));
}

async function listAll(
  { nodes, walkKeys, onNotice, wantsJson }: InspectContext,
  args: readonly string[],
  onLines: OnLines,
): Promise<Inspection> {
  const all: Uint8Array[] = [];
  const { errors } = await listKeys(nodes.chosen, parseKeyQuestion(args, Number.POSITIVE_INFINITY), {
    walkKeys,
    onNotice,
    onKeys: (keys) => {
      if (wantsJson) {
        all.push(...keys);
        return;
      }
      return onLines(keys.map((key) => [segment("plain", quoteWord(key))]));
    },
    signal: new AbortController().signal,
  });
  return { json: keysJson(all), failures: errors.map((error) => ({ kind: "failed", error })) };
}
