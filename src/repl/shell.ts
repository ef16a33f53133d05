/** What happens when a line is entered at the prompt: everything but drawing and keys. */
import type { Address } from "../base/address.ts";
import type { MemtoolError } from "../base/errors.ts";
import { escapeControls, escapeText } from "../base/escape.ts";
import { formatReply } from "./format.ts";
import { formatSeconds } from "./format-stats.ts";
import { helpLines } from "./help.ts";
import { type ParsedLine, parseLine, type Request } from "./parse-line.ts";
import { type Line, segment } from "./segments.ts";
import type { Outcome, Session } from "./session.ts";

/** Something the person has to answer before a line can go on. */
export interface Question {
  readonly prompt: string;
}

/** Where entered lines are kept; trouble with it never disturbs the shell. */
export interface HistoryStore {
  /** Oldest first. */
  readonly entries: readonly string[];
  load(): void;
  /** Keeps a line, if it is worth keeping and holds no secret. */
  add(line: string): void;
  /** What went wrong since the last call, if anything did. */
  takeTrouble(): string | undefined;
}

/** What the shell needs of the screen. */
export interface ShellPorts {
  print(lines: readonly Line[]): void;
  /** The answer, without its line end; undefined when the person gave up. */
  ask(question: Question): Promise<string | undefined>;
  clearScreen(): void;
  /** Columns of the terminal. */
  width(): number;
  parseAddress(text: string): Address;
}

/** After a line: prompt again, or leave. */
export type Next = "prompt" | "quit";

/** Slower replies are worth a note. */
const SLOW_MS = 1000;

/** The shell behind the prompt. */
export class Shell {
  readonly session: Session;
  readonly history: HistoryStore;
  readonly #ports: ShellPorts;
  /** Grows when a wait is given up: what belongs to an older one is not printed. */
  #generation = 0;

  constructor(session: Session, history: HistoryStore, ports: ShellPorts) {
    this.session = session;
    this.history = history;
    this.#ports = ports;
  }

  /** Connects first, and says so if that fails; the shell is usable either way. */
  async start(): Promise<void> {
    this.history.load();
    this.#tellTrouble();
    const error = await this.session.connect();
    if (error !== undefined) {
      this.#ports.print([...errorLines(error), [segment("note", "(the next command tries again)")]]);
    }
  }

  /** Runs one entered line to its end. */
  async enter(line: string): Promise<Next> {
    this.history.add(line);
    this.#tellTrouble();
    const parsed = parseLine(line);
    switch (parsed.kind) {
      case "empty":
        return "prompt";
      case "invalid":
        this.#ports.print(invalidLines(parsed));
        return "prompt";
      case "local":
        return this.#local(parsed.name, parsed.args);
      case "request":
        await this.#request(parsed);
        return "prompt";
    }
  }

  /** Stops waiting for a reply. Its connection is closed: a late reply must not be taken for another's. */
  abandon(): void {
    this.#generation++;
    this.session.abandon();
    this.#ports.print([[segment("warning", "stopped waiting"), segment("note", "  the server may still do it")]]);
  }

  async #local(name: string, args: readonly string[]): Promise<Next> {
    switch (name) {
      case "help":
        this.#ports.print(helpLines(args));
        return "prompt";
      case "clear":
        this.#ports.clearScreen();
        return "prompt";
      case "connect":
      case "use":
        await this.#connect(args);
        return "prompt";
      default:
        return "quit";
    }
  }

  async #connect(args: readonly string[]): Promise<void> {
    const [address] = args;
    if (address === undefined || args.length > 1) {
      this.#ports.print([
        [segment("error", "connect needs one address"), segment("note", "  connect 127.0.0.1:11211")],
      ]);
      return;
    }
    try {
      const generation = this.#generation;
      const error = await this.session.switchTo(this.#ports.parseAddress(address));
      if (generation === this.#generation) {
        const done: Line[] = [[segment("note", `connected to ${this.session.address}`)]];
        this.#ports.print(error === undefined ? done : errorLines(error));
      }
    } catch (error) {
      this.#ports.print(errorLines(error as MemtoolError));
    }
  }

  async #request(request: Request): Promise<void> {
    if (request.spec?.streams === true) {
      this.#ports.print(streamLines(request));
      return;
    }
    const value = request.valueBytes === undefined ? request.value : await this.#askValue(request.valueBytes);
    const isMissing = request.valueBytes !== undefined && value === undefined;
    if (isMissing || !(await this.#confirmed(request))) {
      this.#ports.print([[segment("note", "(not sent)")]]);
      return;
    }
    const generation = this.#generation;
    const outcome = await this.session.run(request, value);
    if (generation === this.#generation) {
      this.#ports.print(outcomeLines(outcome, request, this.#ports.width(), this.session.address));
    }
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

  async #confirmed(request: Request): Promise<boolean> {
    const danger = request.spec?.danger;
    if (danger === undefined) {
      return true;
    }
    const answer = await this.#ports.ask({ prompt: `${this.session.address}: this ${danger}. Go on? [y/N] ` });
    return /^\s*y(es)?\s*$/i.test(answer ?? "");
  }

  #tellTrouble(): void {
    const trouble = this.history.takeTrouble();
    if (trouble !== undefined) {
      this.#ports.print([[segment("warning", escapeText(trouble))]]);
    }
  }
}

function invalidLines(parsed: Extract<ParsedLine, { kind: "invalid" }>): Line[] {
  const note = parsed.hint === undefined ? [] : [segment("note", `  ${escapeControls(parsed.hint)}`)];
  return [[segment("error", escapeControls(parsed.message)), ...note]];
}

function streamLines(request: Request): Line[] {
  const name = request.words[0] ?? "";
  return [
    [segment("error", `${name} never ends its reply, so the shell does not send it`)],
    [segment("note", `it needs a connection of its own: printf '${name} fetchers\\r\\n' | nc HOST PORT`)],
  ];
}

/** An error with its hint on a line of its own. */
function errorLines(error: MemtoolError): Line[] {
  const hint = error.hint === undefined ? [] : [[segment("note", escapeControls(error.hint))]];
  return [[segment("error", escapeControls(error.message))], ...hint];
}

function outcomeLines(outcome: Outcome, request: Request, width: number, address: string): Line[] {
  if (outcome.kind === "failed") {
    return errorLines(outcome.error);
  }
  const again: Line[] = outcome.reconnected ? [[segment("note", `reconnected to ${address}`)]] : [];
  const slow = outcome.elapsedMs >= SLOW_MS ? [[segment("note", `(${formatElapsed(outcome.elapsedMs)})`)]] : [];
  return [...again, ...formatReply(outcome.reply, request, width), ...slow];
}

function formatElapsed(ms: number): string {
  return ms < 60_000 ? `${(ms / 1000).toFixed(2)} s` : formatSeconds(ms / 1000);
}
