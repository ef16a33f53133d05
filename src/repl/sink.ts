/** Where the output of a command goes: the screen, a file, a program. */
import type { RedirectTarget } from "./redirect.ts";
import { fullText, type Line, plainLines } from "./segments.ts";
import type { ProgramInput, ShellPorts } from "./shell-ports.ts";

/** Takes output. A screen gets lines for people, everything else plain lines, or the exact bytes of a value. */
export interface Sink {
  readonly isScreen: boolean;
  /** @param bytes what goes to a file or a program instead of the lines */
  write(lines: readonly Line[], bytes?: Uint8Array): Promise<void>;
}

/** Rows that belong to the prompt and must not be scrolled away by a reply that just fits. */
const ROWS_KEPT = 2;

/** Prints; long replies go through the pager while `hasPager()`. */
export class ScreenSink implements Sink {
  readonly isScreen = true;
  readonly #ports: ShellPorts;
  readonly #hasPager: () => boolean;

  constructor(ports: ShellPorts, hasPager: () => boolean) {
    this.#ports = ports;
    this.#hasPager = hasPager;
  }

  async write(lines: readonly Line[]): Promise<void> {
    if (this.#hasPager() && this.#rowsOf(lines) > this.#ports.height() - ROWS_KEPT) {
      await this.#ports.page(lines);
    } else if (lines.length > 0) {
      this.#ports.print(lines);
    }
  }

  /** Rows the lines take, by their characters: near enough to tell whether they fit. */
  #rowsOf(lines: readonly Line[]): number {
    const width = Math.max(1, this.#ports.width());
    return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(fullText(line).length / width)), 0);
  }
}

/** Writes to a file: the first piece replaces or follows what is there, the others follow. */
export class FileSink implements Sink {
  readonly isScreen = false;
  readonly #ports: ShellPorts;
  readonly #target: Extract<RedirectTarget, { kind: "file" }>;
  #isAppending: boolean;
  writtenBytes = 0;

  constructor(ports: ShellPorts, target: Extract<RedirectTarget, { kind: "file" }>) {
    this.#ports = ports;
    this.#target = target;
    this.#isAppending = target.isAppending;
  }

  async write(lines: readonly Line[], bytes: Uint8Array = Buffer.from(plainLines(lines))): Promise<void> {
    await this.#ports.writeFile(this.#target.path, bytes, this.#isAppending);
    this.#isAppending = true;
    this.writtenBytes += bytes.length;
  }
}

/** Writes to a program, until it takes no more. */
export class ProgramSink implements Sink {
  readonly isScreen = false;
  readonly #input: ProgramInput;
  readonly #onRefused: () => void;

  /** @param onRefused called when the program takes no more: there is no use in going on */
  constructor(input: ProgramInput, onRefused: () => void) {
    this.#input = input;
    this.#onRefused = onRefused;
  }

  async write(lines: readonly Line[], bytes: Uint8Array = Buffer.from(plainLines(lines))): Promise<void> {
    if (bytes.length > 0 && !(await this.#input.write(bytes))) {
      this.#onRefused();
    }
  }
}
