/** `refresh_certs`: reads the certificates again, for the connections that come from then on. */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { OK, TLS_NOT_ENABLED } from "../protocol/text/replies.ts";
import type { AdminVerb } from "./admin-verb.ts";
import { answer } from "./answer.ts";
import { OUTCOME } from "./outcome.ts";
import { type ReplyStream, STREAM_STEP, type StreamStep } from "./reply-stream.ts";
import type { ServerView } from "./server-view.ts";

/** Answers once every thread knows the new certificates, so that whoever reads OK and connects again sees them. */
export const executeRefreshCerts: AdminVerb = (context, _words, request, reply) => {
  if (context.server.facts().tls === undefined) {
    answer(request, reply, TLS_NOT_ENABLED);
    return OUTCOME.next;
  }
  context.stream = new RefreshReply(context.server, request.noreply);
  return OUTCOME.stream;
};

/** The answer, which is waited for. */
class RefreshReply implements ReplyStream {
  readonly isEndless = false;
  readonly #isQuiet: boolean;
  #isDone = false;
  #failure: string | undefined;
  #wake: () => void = () => {};

  constructor(server: ServerView, isQuiet: boolean) {
    this.#isQuiet = isQuiet;
    server.refreshCertificates((failure) => {
      this.#isDone = true;
      this.#failure = failure;
      this.#wake();
    });
  }

  fill(reply: ReplyBuffer): StreamStep {
    if (!this.#isDone) {
      return STREAM_STEP.waiting;
    }
    if (!this.#isQuiet) {
      this.#failure === undefined ? reply.append(OK) : reply.appendText(`${this.#failure}\r\n`);
    }
    return STREAM_STEP.done;
  }

  onWake(wake: () => void): void {
    this.#wake = wake;
  }

  close(): void {
    this.#wake = () => {};
  }
}
