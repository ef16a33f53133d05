/** The shell's own commands at the prompt. */
import type { Address } from "../base/address.ts";
import { MemtoolError } from "../base/errors.ts";
import { escapeControls } from "../base/escape.ts";
import { formatCount } from "../base/format-units.ts";
import { helpLines } from "./help.ts";
import { askNodes, peekNodes, slabsOfNodes } from "./inspect.ts";
import { nodeLines, peekLines, slabLines } from "./inspect-lines.ts";
import { KEYS_SHOWN_DEFAULT, type KeyListing, listKeys, parseKeyQuestion } from "./key-list.ts";
import { localCommand } from "./local-commands.ts";
import { errorLines, refusalLines } from "./outcome-lines.ts";
import type { ParsedLine } from "./parse-line.ts";
import { runPurge } from "./purge.ts";
import { parseRepeat } from "./repeat.ts";
import { type Line, segment } from "./segments.ts";
import type { Next, ShellContext } from "./shell-context.ts";
import { quoteWord } from "./words.ts";
import { HELP_PROSE, wrapProse } from "./wrap-prose.ts";

type LocalLine = Extract<ParsedLine, { kind: "local" }>;

/** Runs one; what went wrong is printed. */
export async function runLocal(line: LocalLine, context: ShellContext): Promise<Next> {
  try {
    return await dispatch(line, context);
  } catch (error) {
    context.ports.print(errorLines(error));
    return "prompt";
  }
}

async function dispatch({ name, args, rest }: LocalLine, context: ShellContext): Promise<Next> {
  const { nodes, ports, state, sink } = context;
  const style = state.style(sink.isScreen);
  switch (name) {
    case "help":
      await sink.write(sink.isScreen ? wrapProse(helpLines(args), ports.width(), HELP_PROSE) : helpLines(args));
      return "prompt";
    case "clear":
      ports.clearScreen();
      return "prompt";
    case "connect":
      await connect(args, context);
      return "prompt";
    case "use":
      await use(args, context);
      return "prompt";
    case "peek":
      await ports.prepareValues();
      await show(context, async () => peekLines(await peekNodes(nodes, args), style));
      return "prompt";
    case "slabs":
      await show(context, async () => slabLines(await slabsOfNodes(nodes), style));
      return "prompt";
    case "nodes":
      await show(context, async () => nodeLines(await askNodes(nodes)));
      return "prompt";
    case "keys":
      await showKeys(args, context);
      return "prompt";
    case "purge":
      await runPurge(args, context);
      return "prompt";
    case "repeat":
      return repeat(rest, context);
    case "time":
    case "raw":
    case "pager":
      switchSetting(name, args, context);
      return "prompt";
    case "exit":
    case "quit":
      return "quit";
  }
}

/** Prints what comes of replies, unless the person gave up on them. */
async function show({ state, sink }: ShellContext, work: () => Promise<Line[]>): Promise<void> {
  const { isCurrent, routed } = await state.track(work);
  if (isCurrent) {
    await sink.write(routed);
  }
}

function usage(message: string, hint: string): MemtoolError {
  return new MemtoolError("USAGE", message, { hint });
}

async function connect(args: readonly string[], context: ShellContext): Promise<void> {
  const { nodes, ports } = context;
  if (args.length === 0) {
    ports.print(refusalLines({ message: "connect needs an address", hint: "connect 127.0.0.1:11211" }));
    return;
  }
  const addresses = args
    .flatMap((arg) => arg.split(","))
    .filter((text) => text !== "")
    .map(ports.parseAddress);
  nodes.replace(addresses);
  await greet(context);
}

async function use(args: readonly string[], context: ShellContext): Promise<void> {
  const [word, ...more] = args;
  if (word === undefined || more.length > 0) {
    throw usage(
      "use needs one node, all, or a placement rule",
      "use 1, use all, use ketama, use pylibmc:ketama; nodes lists them",
    );
  }
  if (!context.nodes.choose(word)) {
    if (/^\d+$/.test(word)) {
      throw usage(`there is no node ${word}`, `nodes lists them: there ${are(context.nodes.sessions.length)}`);
    }
    await tryNode(context.ports.parseAddress(word), context);
    return;
  }
  await greet(context);
}

/** A server that is not there is no node: it may be a slip of the hand, and would be asked with every rule and by `use all`. */
async function tryNode(address: Address, context: ShellContext): Promise<void> {
  const { nodes, ports } = context;
  const before = nodes.choice;
  const session = nodes.add(address);
  await greet(context);
  if (session.state !== "connected") {
    nodes.remove(session, before);
    ports.print([[segment("note", `(not added; ${nodes.label} as before)`)]]);
  }
}

function are(count: number): string {
  return count === 1 ? "is 1" : `are ${count}`;
}

/** Connects to the chosen nodes and says how it went. */
async function greet({ nodes, ports, state }: ShellContext): Promise<void> {
  const { isCurrent, routed: errors } = await state.track(() => nodes.connect());
  if (isCurrent) {
    const done: Line[] = [[segment("note", `connected to ${nodes.label}`)]];
    ports.print(errors.length === 0 ? done : errors.flatMap(errorLines));
    state.sampleKeys();
  }
}

async function showKeys(args: readonly string[], { nodes, ports, state, sink }: ShellContext): Promise<void> {
  const question = parseKeyQuestion(args, sink.isScreen ? KEYS_SHOWN_DEFAULT : Number.POSITIVE_INFINITY);
  const isMany = nodes.chosen.length > 1;
  await state.stoppable("listing keys; Ctrl-C stops", async (signal) => {
    const listing = await listKeys(nodes.chosen, question, {
      walkKeys: (address, onNotice) => ports.walkKeys(address, onNotice),
      onNotice: (notice) => ports.print([[segment("warning", escapeControls(notice))]]),
      onKeys: async (keys, session) => {
        for (const key of sink.isScreen ? keys : []) {
          session.keys.addQuietly(Buffer.from(key).toString("utf8"));
        }
        const node = isMany ? [segment("heading", `${session.address}  `)] : [];
        const lines = keys.map((key): Line => [...(sink.isScreen ? node : []), segment("key", quoteWord(key))]);
        await (sink.isScreen ? ports.print(lines) : sink.write(lines));
      },
      signal,
    });
    ports.print([...listing.errors.flatMap(errorLines), listingNote(listing, question.limit, signal.aborted)]);
  });
}

function listingNote({ matchedCount, seenCount, isComplete }: KeyListing, limit: number, wasStopped: boolean): Line {
  const found = `${formatCount(matchedCount)} key${matchedCount === 1 ? "" : "s"}`;
  const looked = seenCount === matchedCount ? "" : ` of ${formatCount(seenCount)} looked at`;
  const end = isComplete
    ? ""
    : wasStopped
      ? "; stopped"
      : `; there may be more: keys PATTERN ${formatCount(limit * 10).replaceAll(",", "")} shows them`;
  return [segment("note", `(${found}${looked}${end})`)];
}

async function repeat(rest: string, { ports, state, run }: ShellContext): Promise<Next> {
  const repetition = parseRepeat(rest);
  if ("message" in repetition) {
    ports.print(refusalLines(repetition));
    return "prompt";
  }
  const { count, everyMs, command } = repetition;
  let next: Next = "prompt";
  await state.stoppable("repeating; Ctrl-C stops", async (signal) => {
    const startMs = ports.nowMs();
    for (let turn = 0; turn < count && !signal.aborted && next === "prompt"; turn++) {
      await ports.sleep(Math.max(0, startMs + turn * everyMs - ports.nowMs()), signal);
      if (!signal.aborted) {
        next = await run(command);
      }
    }
  });
  return next;
}

function switchSetting(name: "time" | "raw" | "pager", args: readonly string[], { ports, state }: ShellContext): void {
  const [word] = args;
  if ((word !== "on" && word !== "off") || args.length > 1) {
    throw usage(`${name} is on or off`, localCommand(name)?.syntax ?? name);
  }
  const isOn = word === "on";
  if (name === "time") {
    state.hasTime = isOn;
  } else if (name === "raw") {
    state.isRaw = isOn;
  } else {
    state.hasPager = isOn;
  }
  ports.print([[segment("note", `${name} is ${word}`)]]);
}
