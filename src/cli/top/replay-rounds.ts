/** Rounds of a recording, at the pace at which they were recorded or another. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import type { Round } from "../../monitor/reading.ts";
import { RecordingDecoder } from "../../monitor/recording.ts";
import { type OnRound, Pause, type RoundSource } from "./round-source.ts";

/** Longest wait for a round, however long nobody recorded. */
const WAIT_MS_MAX = 2000;

/** The rounds of a file, one by one. A last line that was cut off in the middle (the recorder was killed) is left out. */
async function* readRounds(path: string): AsyncGenerator<Round> {
  const decoder = new RecordingDecoder();
  const lines = createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  let fault: unknown;
  let count = 0;
  for await (const line of lines) {
    if (fault !== undefined) {
      throw fault;
    }
    count++;
    try {
      const round = decoder.line(line);
      if (round !== undefined) {
        yield round;
      }
    } catch (error) {
      fault = error;
    }
  }
  if (fault !== undefined && count < 2) {
    throw fault;
  }
}

/** See the head of the file. */
export class ReplayRounds implements RoundSource {
  /** Names of the servers in the first round. */
  readonly names: readonly string[];
  readonly #first: Round;
  readonly #rest: AsyncGenerator<Round>;
  readonly #pause = new Pause();
  #speed: number;
  #isPaused = false;
  #isClosed = false;

  private constructor(first: Round, rest: AsyncGenerator<Round>, speed: number) {
    this.#first = first;
    this.#rest = rest;
    this.#speed = speed;
    this.names = first.servers.map(({ address }) => address);
  }

  /**
   * Reads up to the first round.
   * @param speed 1 is that of the recording; infinite does not wait at all
   * @throws MemtoolError USAGE for a file that cannot be read or is no recording
   */
  static async open(path: string, speed: number): Promise<ReplayRounds> {
    const rounds = readRounds(path);
    let first: IteratorResult<Round>;
    try {
      first = await rounds.next();
    } catch (error) {
      if (error instanceof MemtoolError) {
        const hint = error.hint === undefined ? {} : { hint: error.hint };
        throw new MemtoolError(error.code, `${path}: ${error.message}`, hint);
      }
      throw new MemtoolError("USAGE", `cannot read the recording ${path}: ${messageOf(error)}`, { cause: error });
    }
    if (first.done === true) {
      throw new MemtoolError("USAGE", `there is nothing in the recording ${path}`, {
        hint: "recordings are made by `memtool top --record FILE`",
      });
    }
    return new ReplayRounds(first.value, rounds, speed);
  }

  async run(onRound: OnRound): Promise<void> {
    let before = this.#first;
    onRound(before);
    for (;;) {
      const { value: round, done } = await this.#rest.next();
      if (done === true || round === undefined) {
        return;
      }
      await this.#waitFor(round.atUnixMs - before.atUnixMs);
      if (this.#isClosed) {
        return;
      }
      onRound(round);
      before = round;
    }
  }

  async #waitFor(recordedMs: number): Promise<void> {
    if (this.#speed !== Number.POSITIVE_INFINITY && !this.#isClosed) {
      await this.#pause.wait(Math.min(WAIT_MS_MAX, Math.max(0, recordedMs) / this.#speed));
      while (this.#isPaused && !this.#isClosed) {
        await this.#pause.wait(WAIT_MS_MAX);
      }
    }
  }

  /** Changes the speed, from the next round on. */
  setSpeed(speed: number): void {
    this.#speed = speed;
    this.#pause.end();
  }

  /** Stops, or goes on. */
  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#pause.end();
  }

  close(): void {
    this.#isClosed = true;
    this.#pause.end();
    void this.#rest.return(undefined);
  }
}
