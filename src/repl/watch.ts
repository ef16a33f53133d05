/** `watch` at the prompt: what happens inside servers, on connections of its own, until Ctrl-C. */
import { escapeText } from "../base/escape.ts";
import { unlessAborted } from "../base/waiting.ts";
import { errorLines, refusalLines } from "./outcome-lines.ts";
import { type Line, segment } from "./segments.ts";
import type { Session } from "./session.ts";
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
    const streams: WatchStream[] = [];
    const output = new WatchOutput(context, () => streams.forEach((stream) => void stream.stop()));
    const onLines = (address: string) => async (lines: readonly string[]) => {
      const picked = lines.filter((_, index) => (seen + index) % sampleEvery === 0);
      seen += lines.length;
      if (picked.length > 0 && !signal.aborted) {
        shown += picked.length;
        await output.write(picked.map((text) => lineOf(text, address, context)));
      }
    };
    const watchOne = async ({ address, target }: Session): Promise<void> => {
      try {
        const stream = await context.ports.openWatch(target, types, onLines(address));
        streams.push(stream);
        if (signal.aborted || output.failure !== undefined) {
          stream.stop();
        }
        const reason = await stream.ended;
        context.ports.print(reason === undefined ? [] : [[segment("error", escapeText(reason))]]);
      } catch (error) {
        context.ports.print(signal.aborted ? [] : errorLines(error));
      }
    };
    // Ctrl-C does not wait for a server that has not answered yet.
    await unlessAborted(Promise.all(context.nodes.chosen.map(watchOne)), signal);
    for (const stream of streams) {
      stream.stop();
    }
    await output.write([]);
    context.ports.print([
      ...(output.failure === undefined ? [] : errorLines(output.failure)),
      ...(streams.length === 0 ? [] : [[segment("note", summary(seen, shown))]]),
    ]);
  });
}

/**
 * Writes one piece after the other, whichever server it is of, until writing fails. A screen gets lines as they come and no pager, which
 * would stand still while events go on.
 */
class WatchOutput {
  readonly #context: ShellContext;
  readonly #onFailure: () => void;
  #writing: Promise<void> = Promise.resolve();
  /** Why nothing more is written. */
  failure: unknown;

  constructor(context: ShellContext, onFailure: () => void) {
    this.#context = context;
    this.#onFailure = onFailure;
  }

  /** Resolves when the lines, and those before, are written; never rejects. */
  write(lines: readonly Line[]): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeNow(lines));
    return this.#writing;
  }

  async #writeNow(lines: readonly Line[]): Promise<void> {
    const { sink, ports } = this.#context;
    if (this.failure !== undefined || lines.length === 0) {
      return;
    }
    if (sink.isScreen) {
      ports.print(lines);
      return;
    }
    try {
      await sink.write(lines);
    } catch (error) {
      this.failure = error;
      this.#onFailure();
    }
  }
}

function summary(seen: number, shown: number): string {
  const events = `${seen} event${seen === 1 ? "" : "s"}`;
  return seen === shown ? `(${events})` : `(${events}, ${shown} shown)`;
}

function lineOf(text: string, address: string, { sink, nodes }: ShellContext): Line {
  const name = nodes.chosen.length > 1 ? [segment("heading", `${address}  `)] : [];
  return [...name, ...(sink.isScreen ? formatWatchLine(text) : [segment("plain", escapeText(text))])];
}
