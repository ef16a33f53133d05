/** What happens when a line is entered at the prompt: everything but drawing and keys. */
import type { MemtoolError } from "../base/errors.ts";
import { escapeControls, escapeText } from "../base/escape.ts";
import { toOneLine } from "./heredoc.ts";
import type { Nodes } from "./nodes.ts";
import { errorLines, manyOutcomeLines, onlyValue, outcomeLines, refusalLines } from "./outcome-lines.ts";
import { parseLine, type Request, withFileValue } from "./parse-line.ts";
import { type RedirectTarget, takeRedirect } from "./redirect.ts";
import { type Routed, runRouted } from "./run-routed.ts";
import { type Line, segment } from "./segments.ts";
import { runLocal } from "./shell-commands.ts";
import type { Next, ShellContext } from "./shell-context.ts";
import type { HistoryStore, ShellPorts } from "./shell-ports.ts";
import { ShellState } from "./shell-state.ts";
import { FileSink, ProgramSink, ScreenSink, type Sink } from "./sink.ts";
import { runWatch } from "./watch.ts";

/** The shell behind the prompt. */
export class Shell {
  readonly nodes: Nodes;
  readonly history: HistoryStore;
  readonly #ports: ShellPorts;
  readonly #state: ShellState;
  readonly #connecting: Promise<MemtoolError[]> | undefined;

  /** @param connecting what came of connecting, if that has begun before there was a shell */
  constructor(nodes: Nodes, history: HistoryStore, ports: ShellPorts, connecting?: Promise<MemtoolError[]>) {
    this.#connecting = connecting;
    this.nodes = nodes;
    this.history = history;
    this.#ports = ports;
    this.#state = new ShellState(nodes, ports);
  }

  /** Connects first, and says so if that fails; the shell is usable either way. */
  async start(): Promise<void> {
    this.history.load();
    this.#tellTrouble();
    const errors = await (this.#connecting ?? this.nodes.connect());
    if (errors.length > 0) {
      this.#ports.print([...errors.flatMap(errorLines), [segment("note", "(the next command tries again)")]]);
    }
    this.#state.sampleKeys();
  }

  /** Runs one entered command to its end. */
  async enter(text: string): Promise<Next> {
    const line = toOneLine(text);
    this.history.add(line);
    this.#tellTrouble();
    this.#ports.print(this.nodes.takeNews().map((text): Line => [segment("note", escapeText(text))]));
    const redirected = takeRedirect(line);
    if ("message" in redirected) {
      this.#ports.print(refusalLines(redirected));
      return "prompt";
    }
    const { target } = redirected;
    return target === undefined
      ? this.#run(line, new ScreenSink(this.#ports, () => this.#state.hasPager))
      : this.#runInto(redirected.line, target);
  }

  /**
   * Ctrl-C while a command runs. One that goes on by itself (keys, watch, repeat) is told to stop and ends soon: true. A reply that
   * is waited for is given up: its connection is closed, because a late reply must not be taken for another's.
   */
  interrupt(): boolean {
    if (this.#state.stopGently()) {
      return true;
    }
    this.#state.abandon();
    this.#ports.print([[segment("warning", "stopped waiting"), segment("note", "  the server may still do it")]]);
    return false;
  }

  /** Ctrl-C while another program takes the output: it is told too, so only what feeds it is stopped. */
  interruptFeeding(): void {
    if (!this.#state.stopGently() && this.#state.isWaiting) {
      this.#state.abandon();
    }
  }

  /** Ends every conversation. */
  close(): void {
    this.#state.close();
  }

  async #runInto(line: string, target: RedirectTarget): Promise<Next> {
    if (target.kind === "program") {
      return this.#runIntoProgram(line, target.command);
    }
    const sink = new FileSink(this.#ports, target);
    try {
      const next = await this.#run(line, sink);
      if (sink.writtenBytes > 0) {
        this.#ports.print([[segment("note", `(${sink.writtenBytes} bytes to ${escapeText(target.path)})`)]]);
      }
      return next;
    } catch (error) {
      this.#ports.print(errorLines(error));
      return "prompt";
    }
  }

  async #runIntoProgram(line: string, command: string): Promise<Next> {
    const { next, trouble } = await this.#ports.withoutScreen(async (signal) => {
      if (signal.aborted) {
        return { next: "prompt" as const, trouble: undefined };
      }
      const input = this.#ports.openProgram(command);
      const ended = await this.#run(line, new ProgramSink(input, () => void this.#state.stopGently()));
      return { next: ended, trouble: await input.end() };
    });
    if (trouble !== undefined) {
      this.#ports.print([[segment("warning", escapeControls(trouble))]]);
    }
    return next;
  }

  async #run(line: string, sink: Sink): Promise<Next> {
    const parsed = parseLine(line);
    switch (parsed.kind) {
      case "empty":
        return "prompt";
      case "invalid":
        this.#ports.print(refusalLines(parsed));
        return "prompt";
      case "local":
        return runLocal(parsed, this.#context(sink));
      case "request":
        await this.#request(parsed, sink);
        return "prompt";
    }
  }

  #context(sink: Sink): ShellContext {
    return {
      nodes: this.nodes,
      ports: this.#ports,
      state: this.#state,
      sink,
      run: (line) => this.#run(line, sink),
      confirm: (text) => this.#confirm(text),
    };
  }

  async #request(typed: Request, sink: Sink): Promise<void> {
    if (typed.spec?.streams === true) {
      await runWatch(typed.words.slice(1), this.#context(sink));
      return;
    }
    const request = await this.#complete(typed);
    const { danger } = typed.spec ?? {};
    if (request === undefined || (danger !== undefined && !(await this.#confirm(`this ${danger}`)))) {
      this.#ports.print([[segment("note", "(not sent)")]]);
      return;
    }
    const { isCurrent, routed } = await this.#state.track(() => runRouted(this.nodes, request));
    if (isCurrent) {
      await this.#show(routed, request, sink);
    }
  }

  async #show(routed: Routed, request: Request, sink: Sink): Promise<void> {
    if (sink.isScreen) {
      await this.#ports.prepareValues();
    }
    const style = this.#state.style(sink.isScreen);
    switch (routed.kind) {
      case "refused":
        this.#ports.print(refusalLines(routed));
        return;
      case "many":
        await sink.write(manyOutcomeLines(routed.outcomes, request, style));
        return;
      case "one": {
        const { outcome, nodes, request: answered, lost } = routed;
        const names = nodes.map((session) => session.address);
        const lines = outcomeLines(outcome, answered, style, { names, isNews: this.nodes.choice.kind === "placed" });
        const failed = outcome.kind === "failed" || outcome.reply.kind === "error";
        if (failed && !sink.isScreen) {
          this.#ports.print(lines);
        } else {
          await sink.write(lines, outcome.kind === "reply" ? onlyValue(outcome.reply, answered) : undefined);
        }
        this.#ports.print(lost.flatMap((part) => outcomeLines(part.outcome, request, style)));
      }
    }
  }

  /** The request with its value, wherever that comes from; undefined when it is not to be had. */
  async #complete(request: Request): Promise<Request | undefined> {
    if (request.fileValue !== undefined) {
      try {
        return withFileValue(request, await this.#ports.readFile(request.fileValue.path));
      } catch (error) {
        this.#ports.print(errorLines(error));
        return undefined;
      }
    }
    if (request.valueBytes === undefined) {
      return request;
    }
    const value = await this.#askValue(request.valueBytes);
    return value === undefined ? undefined : { ...request, value };
  }

  /** Asks for lines until `count` bytes are there; line ends between them count one byte. */
  async #askValue(count: number): Promise<Uint8Array | undefined> {
    let value: Buffer | undefined;
    while (value === undefined || value.length < count) {
      const missing = count - (value === undefined ? 0 : value.length + 1);
      const answer = await this.#ports.ask({ prompt: `value, ${missing} byte${missing === 1 ? "" : "s"}> ` });
      if (answer === undefined) {
        return undefined;
      }
      const piece = Buffer.from(answer);
      value = value === undefined ? piece : Buffer.concat([value, Buffer.from("\n"), piece]);
    }
    if (value.length > count) {
      const text = `the value has ${value.length} bytes, the line says ${count}`;
      this.#ports.print([[segment("error", text), segment("note", "  write the value in quotes on the line instead")]]);
      return undefined;
    }
    return value;
  }

  async #confirm(text: string): Promise<boolean> {
    const answer = await this.#ports.ask({ prompt: `${this.nodes.label}: ${text}. Go on? [y/N] ` });
    return /^\s*y(es)?\s*$/i.test(answer ?? "");
  }

  #tellTrouble(): void {
    const trouble = this.history.takeTrouble();
    if (trouble !== undefined) {
      const line: Line = [segment("warning", escapeText(trouble))];
      this.#ports.print([line]);
    }
  }
}
