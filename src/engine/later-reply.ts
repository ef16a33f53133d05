/** A reply that somebody else has to be asked for first: the session waits for it, and goes on with the client's next request then. */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { type ReplyStream, STREAM_STEP, type StreamStep } from "./reply-stream.ts";

/** See the head of the file. */
export class LaterReply<Result> implements ReplyStream {
  readonly isEndless = false;
  readonly #ask: (done: (result: Result) => void) => void;
  readonly #write: (reply: ReplyBuffer, result: Result) => void;
  #isAsked = false;
  #answer: { readonly result: Result } | undefined;
  #wake: () => void = () => {};

  /**
   * @param ask asks, as soon as the reply is wanted: where it can't be sent (UDP), nothing happens; `done` is called once, now or later
   * @param write appends what came to the reply
   */
  constructor(ask: (done: (result: Result) => void) => void, write: (reply: ReplyBuffer, result: Result) => void) {
    this.#ask = ask;
    this.#write = write;
  }

  fill(reply: ReplyBuffer): StreamStep {
    if (!this.#isAsked) {
      this.#isAsked = true;
      this.#ask((result) => {
        this.#answer = { result };
        this.#wake();
      });
    }
    if (this.#answer === undefined) {
      return STREAM_STEP.waiting;
    }
    this.#write(reply, this.#answer.result);
    return STREAM_STEP.done;
  }

  onWake(wake: () => void): void {
    this.#wake = wake;
  }

  close(): void {
    this.#wake = () => {};
  }
}
