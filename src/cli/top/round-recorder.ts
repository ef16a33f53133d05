/** Writes rounds to a file as they come, so that a recording is whole up to the last round whatever ends the process. */
import { closeSync, openSync, writeSync } from "node:fs";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import type { Round } from "../../monitor/reading.ts";
import { RecordingEncoder } from "../../monitor/recording.ts";

/** See the head of the file. */
export class RoundRecorder {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #encoder = new RecordingEncoder();

  /** @throws MemtoolError USAGE when the file exists or cannot be made */
  constructor(path: string, atUnixMs: number) {
    this.#path = path;
    try {
      this.#descriptor = openSync(path, "wx");
    } catch (error) {
      const exists = (error as NodeJS.ErrnoException).code === "EEXIST";
      const message = exists ? `there is a file ${path} already` : `cannot write ${path}: ${messageOf(error)}`;
      throw new MemtoolError("USAGE", message, { cause: error, hint: "name a new file for --record" });
    }
    this.#write(this.#encoder.header(atUnixMs));
  }

  /** @throws MemtoolError CHECK_FAILED when the disk is full, or gone */
  add(round: Round): void {
    this.#write(this.#encoder.line(round));
  }

  #write(text: string): void {
    try {
      writeSync(this.#descriptor, text);
    } catch (error) {
      throw new MemtoolError("CHECK_FAILED", `cannot write ${this.#path}: ${messageOf(error)}`, { cause: error });
    }
  }

  /** Nothing is written after it. */
  close(): void {
    closeSync(this.#descriptor);
  }
}
