/** `watch` at the prompt: what happens inside servers, on connections of its own, until Ctrl-C. */
import { escapeText } from "../base/escape.ts";
import { errorLines, refusalLines } from "./outcome-lines.ts";
import { type Line, segment } from "./segments.ts";
import type { ShellContext } from "./shell-context.ts";
import type { WatchStream } from "./shell-ports.ts";
import { formatWatchLine, parseWatch } from "./watch-lines.ts";

/** Watches all chosen nodes. */
export async function runWatch(args: readonly string[], context: ShellContext): Promise<void> {
  const question = parseWatch(args);
  if ("message" in question) {
    context.ports.print(refusalLines(question));
    return;
  }
  const { types, sampleEvery } = question;
  await context.state.stoppable("watching; Ctrl-C stops", async (signal) => {
    let shown = 0;
    let seen = 0;
    const onLines = (address: string) => (lines: readonly string[]) => {
      const picked = lines.filter((_, index) => (seen + index) % sampleEvery === 0);
      seen += lines.length;
      shown += picked.length;
      if (picked.length > 0 && !signal.aborted) {
        void context.sink.write(picked.map((text) => lineOf(text, address, context)));
      }
    };
    const streams = await open(types, context, onLines);
    const stop = () => streams.forEach((stream) => void stream.stop());
    signal.addEventListener("abort", stop);
    if (signal.aborted) {
      stop();
    }
    const ends = await Promise.all(streams.map((stream) => stream.ended));
    signal.removeEventListener("abort", stop);
    const reasons = ends.filter((reason) => reason !== undefined);
    context.ports.print([
      ...reasons.map((reason) => [segment("error", escapeText(reason))]),
      ...(streams.length === 0 ? [] : [[segment("note", summary(seen, shown))]]),
    ]);
  });
}

function summary(seen: number, shown: number): string {
  const events = `${seen} event${seen === 1 ? "" : "s"}`;
  return seen === shown ? `(${events})` : `(${events}, ${shown} shown)`;
}

function lineOf(text: string, address: string, { sink, nodes }: ShellContext): Line {
  const name = nodes.chosen.length > 1 ? [segment("heading", `${address}  `)] : [];
  return [...name, ...(sink.isScreen ? formatWatchLine(text) : [segment("plain", escapeText(text))])];
}

async function open(
  types: readonly string[],
  { nodes, ports }: ShellContext,
  onLines: (address: string) => (lines: readonly string[]) => void,
): Promise<WatchStream[]> {
  const streams: WatchStream[] = [];
  for (const { address, target } of nodes.chosen) {
    try {
      streams.push(await ports.openWatch(target, types, onLines(address)));
    } catch (error) {
      ports.print(errorLines(error));
    }
  }
  return streams;
}
