/** `watch` without a prompt: the lines of servers as they come, until a server ends it or Ctrl-C. */
import { MemtoolError } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import { formatJsonEvent } from "../../repl/format-json.ts";
import type { Nodes } from "../../repl/nodes.ts";
import type { Request } from "../../repl/parse-line.ts";
import type { ScriptFormat } from "../../repl/run-script.ts";
import type { WatchStream, WorldPorts } from "../../repl/shell-ports.ts";
import { parseWatch } from "../../repl/watch-lines.ts";
import type { Context } from "../context.ts";
import type { OutputBuffer } from "./output-buffer.ts";

/** What it needs of the script. */
export interface WatchScriptPorts {
  readonly nodes: Nodes;
  readonly openWatch: WorldPorts["openWatch"];
  readonly output: OutputBuffer;
  readonly format: ScriptFormat;
}

/** Watches the chosen nodes. True when the person ended it. @throws MemtoolError when a server cannot be watched, or no longer */
export async function watch(
  request: Request,
  { nodes, openWatch, output, format }: WatchScriptPorts,
  context: Pick<Context, "onInterrupt">,
): Promise<boolean> {
  const question = parseWatch(request.words.slice(1));
  if ("message" in question) {
    throw new MemtoolError("USAGE", question.message, { hint: question.hint });
  }
  const { types, sampleEvery } = question;
  const isMany = nodes.chosen.length > 1;
  const command = request.words.join(" ");
  const streams: WatchStream[] = [];
  let isInterrupted = false;
  let seen = 0;
  const stop = () => streams.forEach((stream) => void stream.stop());
  const forget = context.onInterrupt(() => {
    isInterrupted = true;
    stop();
  });
  const show = (address: string, line: string): string =>
    format === "json" ? formatJsonEvent(command, address, line) : `${isMany ? `${address}\t` : ""}${escapeText(line)}`;
  try {
    for (const { address, target } of nodes.chosen) {
      const onLines = async (lines: readonly string[]) => {
        const picked = lines.filter((_, index) => (seen + index) % sampleEvery === 0);
        seen += lines.length;
        await output.write(picked.map((line) => `${show(address, line)}\n`).join(""));
      };
      streams.push(await openWatch(target, types, onLines));
      if (isInterrupted) {
        stop();
      }
    }
    const reasons = await Promise.all(streams.map((stream) => stream.ended));
    const reason = reasons.find((text) => text !== undefined);
    if (reason !== undefined) {
      throw new MemtoolError("DISCONNECTED", reason);
    }
    return isInterrupted;
  } finally {
    forget();
    stop();
  }
}
