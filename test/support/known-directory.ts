/** A directory of nodes as a worker sees it, whose list and answers a test sets. */
import type { DirectoryView, StatLine } from "../../src/engine/server-view.ts";

/** Who asked what, in order; `list` is what clients get. */
export class KnownDirectory implements DirectoryView {
  list: string | undefined;
  /** Words behind `config`, and who waits for the answer. */
  readonly registering: { readonly words: readonly string[]; readonly done: (line: string) => void }[] = [];
  readonly statsAsked: ((lines: readonly StatLine[]) => void)[] = [];

  get clusterText(): Uint8Array | undefined {
    return this.list === undefined ? undefined : Buffer.from(this.list, "latin1");
  }

  register(words: readonly string[], done: (line: string) => void): void {
    this.registering.push({ words, done });
  }

  stats(done: (lines: readonly StatLine[]) => void): void {
    this.statsAsked.push(done);
  }
}
