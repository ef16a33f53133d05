/** Where rounds come from: servers that are asked again and again, or a recording. */
import type { Round } from "../../monitor/reading.ts";

/** Told of each round. */
export type OnRound = (round: Round) => void;

/** A source of rounds. */
export interface RoundSource {
  /** Gives rounds until there are no more, or until it is closed. @throws MemtoolError */
  run(onRound: OnRound): Promise<void>;
  /** Ends it at once. */
  close(): void;
}

/** A wait that can be ended early. */
export class Pause {
  #wake: (() => void) | undefined;

  /** Resolves after that many milliseconds, at most; or when {@link Pause.end} is called. */
  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends the wait that is under way, if there is one. */
  end(): void {
    this.#wake?.();
  }
}
