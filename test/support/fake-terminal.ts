/**
 * A terminal for tests of Ink screens: takes keys, interprets what is drawn well enough to know the text on the screen, and
 * lets a test wait for a text to appear instead of sleeping.
 */
import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";

/** How long a test waits for a text before it fails; nothing depends on it when all is well. */
const PATIENCE_MS = 60_000;

/** The input side: a stream with the raw mode switch of a terminal. */
export class FakeStdin extends PassThrough {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(mode: boolean): this {
    this.isRaw = mode;
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/** The output side: a small terminal emulator (text, line ends, the cursor and erase sequences that Ink uses). */
export class FakeStdout extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  columns: number;
  rows: number;
  /** Everything written, as it was. */
  raw = "";
  #lines: string[][] = [[]];
  #x = 0;
  #y = 0;

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
  }

  write(data: string | Uint8Array, ...rest: unknown[]): boolean {
    const text = Buffer.from(data as string).toString();
    this.raw += text;
    for (const [index, part] of text.split("\x1b").entries()) {
      const [sequence] = index === 0 ? [] : (/^\[[0-?]*[ -/]*[@-~]/.exec(part) ?? []);
      if (sequence !== undefined) {
        this.#control(sequence);
      }
      for (const character of part.slice(sequence?.length ?? 0)) {
        this.#put(character);
      }
    }
    this.emit("drawn");
    const callback = rest.at(-1);
    if (typeof callback === "function") {
      callback();
    }
    return true;
  }

  /** Changes the size, as dragging a window does. */
  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.emit("resize");
  }

  /** All lines, without trailing blanks and trailing empty lines. */
  get screen(): string[] {
    const lines = this.#lines.map((line) =>
      Array.from(line, (cell) => cell ?? " ")
        .join("")
        .trimEnd(),
    );
    while (lines.at(-1) === "") {
      lines.pop();
    }
    return lines;
  }

  /** Where the cursor is. */
  get cursor(): { x: number; y: number } {
    return { x: this.#x, y: this.#y };
  }

  #put(character: string): void {
    if (character === "\n") {
      this.#y++;
      this.#x = 0;
      this.#lines[this.#y] ??= [];
    } else if (character === "\r") {
      this.#x = 0;
    } else {
      const line = this.#lines[this.#y] ?? [];
      line[this.#x++] = character;
      this.#lines[this.#y] = line;
    }
  }

  #control(sequence: string): void {
    const count = Number(/\d+/.exec(sequence)?.[0] ?? 1);
    switch (sequence.at(-1)) {
      case "A":
        this.#y = Math.max(0, this.#y - count);
        break;
      case "B":
        this.#y += count;
        break;
      case "G":
        this.#x = Math.max(0, count - 1);
        break;
      case "K":
        this.#lines[this.#y] = sequence === "[2K" ? [] : (this.#lines[this.#y] ?? []).slice(0, this.#x);
        break;
      case "J":
        this.#lines = sequence === "[2J" ? [[]] : this.#lines.slice(0, this.#y + 1);
        break;
      case "H":
        this.#x = 0;
        this.#y = 0;
        break;
    }
  }

  /** Resolves when `condition` holds after something was drawn, or already does; fails with the screen in its message. */
  async until(condition: (lines: readonly string[]) => boolean, what: string): Promise<void> {
    if (condition(this.screen)) {
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.off("drawn", check);
        reject(new Error(`never saw ${what}; the screen:\n${this.screen.join("\n")}`));
      }, PATIENCE_MS);
      const check = () => {
        if (condition(this.screen)) {
          clearTimeout(timer);
          this.off("drawn", check);
          resolve();
        }
      };
      this.on("drawn", check);
    });
  }

  /** Waits for the last line to be `line`. */
  async untilLastLine(line: string): Promise<void> {
    await this.until((lines) => lines.at(-1) === line, `the last line ${JSON.stringify(line)}`);
  }
}
