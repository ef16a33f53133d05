/** A worker's way to the directory of nodes, which the main thread keeps: what it published last, and questions with numbers. */
import type { DirectoryView, StatLine } from "../../engine/server-view.ts";
import type { DirectoryReport, FromWorker } from "../messages.ts";

/** See the head of the file. */
export class DirectoryLink implements DirectoryView {
  readonly #tell: (message: FromWorker) => void;
  readonly #waiting = new Map<number, (answer: DirectoryReport) => void>();
  #lastId = 0;
  #clusterText: Uint8Array | undefined;

  /** @param tell sends to the main thread */
  constructor(tell: (message: FromWorker) => void) {
    this.#tell = tell;
  }

  get clusterText(): Uint8Array | undefined {
    return this.#clusterText;
  }

  /** What clients get from now on. */
  publish(text: Uint8Array | undefined): void {
    this.#clusterText = text;
  }

  register(words: readonly string[], done: (line: string) => void): void {
    this.#ask(words, (answer) => done(answer as string));
  }

  stats(done: (lines: readonly StatLine[]) => void): void {
    this.#ask(undefined, (answer) => done(answer as readonly StatLine[]));
  }

  #ask(words: readonly string[] | undefined, done: (answer: DirectoryReport) => void): void {
    const id = ++this.#lastId;
    this.#waiting.set(id, done);
    this.#tell({ kind: "directory", id, words });
  }

  /** The main thread has answered. */
  answered(id: number, answer: DirectoryReport): void {
    const done = this.#waiting.get(id);
    this.#waiting.delete(id);
    done?.(answer);
  }
}
