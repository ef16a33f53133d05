/** Recordings on disk: written while rounds come, read back as a whole. The format is that of src/monitor/recording.ts. */
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import type { Round } from "../../monitor/reading.ts";
import { RecordingDecoder, RecordingEncoder } from "../../monitor/recording.ts";

/** A recording being written. Each round is on disk (in the system's hands) before the next is read. */
export interface RecordingFile {
  write(round: Round): void;
  close(): void;
}

/**
 * Starts one. Recordings are not written over.
 * @throws MemtoolError USAGE where the file cannot be made, or is there already; CHECK_FAILED, later, when the disk is full or gone
 */
export function createRecording(path: string, atUnixMs: number): RecordingFile {
  const encoder = new RecordingEncoder();
  const file = openNew(path);
  const write = (line: string): void => {
    try {
      writeSync(file, line);
    } catch (error) {
      throw new MemtoolError("CHECK_FAILED", `cannot write ${path}: ${messageOf(error)}`, {
        cause: error,
        hint: "what was recorded before can be read",
      });
    }
  };
  write(encoder.header(atUnixMs));
  return { write: (round) => write(encoder.line(round)), close: () => closeSync(file) };
}

function openNew(path: string): number {
  try {
    return openSync(path, "wx");
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    throw new MemtoolError("USAGE", `cannot write ${path}: ${isThere ? "it is there already" : messageOf(error)}`, {
      cause: error,
      ...(isThere ? { hint: "name a new file, or remove that one first" } : {}),
    });
  }
}

/** The text of a file. @throws MemtoolError USAGE */
export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new MemtoolError("USAGE", `cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * The rounds of a recording's text. A last line without its end is left out: the recorder died while writing it.
 * @throws MemtoolError USAGE that names the file and the line
 */
export function roundsOf(path: string, text: string): Round[] {
  const decoder = new RecordingDecoder();
  const lines = text.split("\n").slice(0, -1);
  try {
    return lines.flatMap((line) => decoder.line(line) ?? []);
  } catch (error) {
    if (error instanceof MemtoolError && error.code === "USAGE") {
      throw new MemtoolError("USAGE", `${path}: ${error.message}`, {
        cause: error,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      });
    }
    throw error;
  }
}
