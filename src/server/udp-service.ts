/**
 * Answers datagrams: each holds one or more whole requests, and nothing of a client is kept from one to the next.
 *
 * Whoever sends a datagram may have forged where it comes from, so that the answer hits somebody else. Answers are therefore no longer
 * than the largest item needs (all those of a datagram together), replies without a known length are refused, and what looks like
 * an answer is never answered: two servers cannot be made to talk to each other without end.
 */
import type { ReplyStream } from "../engine/reply-stream.ts";
import { REQUEST_MAGIC } from "../protocol/binary/header.ts";
import { OP } from "../protocol/request.ts";
import { UDP_HEADER_BYTES, UDP_SERIES_BYTES_MAX, udpRequestId, udpSeries } from "../protocol/udp/frame.ts";
import { splitRetrieval } from "../protocol/udp/split-retrieval.ts";
import { COUNTER } from "../stats/counter-names.ts";
import { BinaryDialog } from "./binary-dialog.ts";
import { type Dialog, STEP } from "./dialog.ts";
import { UDP_ANSWER_SPARE_BYTES } from "./limits.ts";
import type { SessionContext } from "./session-context.ts";
import type { ListenerProtocol } from "./settings.ts";
import { takeReply } from "./take-reply.ts";
import { TextDialog } from "./text-dialog.ts";

const LF = 10;
const TOO_LARGE = Buffer.from("SERVER_ERROR answer too large for UDP\r\n");
const NOT_SENT = Buffer.from("SERVER_ERROR this answer is not sent over UDP\r\n");
const ERROR_WORD = Buffer.from("ERROR");

/** One a UDP socket. */
export class UdpService {
  readonly #context: SessionContext;
  readonly #protocol: ListenerProtocol;
  readonly #descriptor: number;
  readonly #answerBytesMax: number;
  #stream: ReplyStream | undefined;

  /** @param descriptor of the socket, for the log */
  constructor(context: SessionContext, protocol: ListenerProtocol, descriptor: number, itemSizeMax: number) {
    this.#context = context;
    this.#protocol = protocol;
    this.#descriptor = descriptor;
    this.#answerBytesMax = Math.min(itemSizeMax + UDP_ANSWER_SPARE_BYTES, UDP_SERIES_BYTES_MAX);
  }

  /** Executes what stands in a datagram; returns the datagrams of the answers. */
  answer(datagram: Buffer): Buffer[] {
    const { counters } = this.#context.engine;
    counters.values[COUNTER.bytes_read] = (counters.values[COUNTER.bytes_read] as number) + datagram.length;
    const requestId = udpRequestId(datagram);
    const requests = datagram.subarray(UDP_HEADER_BYTES);
    if (requestId === undefined || requests.subarray(0, ERROR_WORD.length).equals(ERROR_WORD)) {
      return [];
    }
    const datagrams = this.#execute(requests).flatMap((answer) => udpSeries(requestId, answer));
    const byteCount = datagrams.reduce((sum, { length }) => sum + length, 0);
    counters.values[COUNTER.bytes_written] = (counters.values[COUNTER.bytes_written] as number) + byteCount;
    return datagrams;
  }

  #execute(requests: Buffer): Buffer[] {
    this.#context.traced = this.#context.trace.isOn;
    this.#context.turn.start();
    const dialog = this.#begin(requests[0] as number);
    const answers: Buffer[] = [];
    let room = this.#answerBytesMax;
    let position = 0;
    while (position >= 0 && position < requests.length) {
      const answer = this.#answerOne(dialog, requests, position, room);
      room -= answer.parts.reduce((sum, { length }) => sum + length, 0);
      answers.push(...answer.parts);
      position = answer.next;
    }
    // The data block of the last request has not come whole, and never will.
    dialog.abandon();
    return answers;
  }

  #begin(firstByte: number): Dialog {
    const isBinary = this.#protocol === "binary" || (this.#protocol === "auto" && firstByte === REQUEST_MAGIC);
    const host = { startStream: (stream: ReplyStream) => this.#refuse(stream), fetch: undefined };
    return isBinary
      ? new BinaryDialog(this.#context, host, this.#descriptor, undefined)
      : new TextDialog(this.#context, host, this.#descriptor);
  }

  #refuse(stream: ReplyStream): void {
    stream.close();
    this.#stream = stream;
  }

  /** One request and its answers; `next` is negative when the rest of the datagram is not to be executed. */
  #answerOne(dialog: Dialog, requests: Buffer, start: number, room: number): { parts: Buffer[]; next: number } {
    const { request, reply, release, trace, traced } = this.#context;
    const pieces: Buffer[] = [];
    let byteCount = 0;
    let next = start;
    request.op = OP.invalid;
    this.#stream = undefined;
    do {
      next = dialog.step(requests, next, requests.length);
      if (traced) {
        trace.reply(this.#descriptor, reply, 0);
      }
      const piece = takeReply(reply, release);
      byteCount += piece.length;
      pieces.push(piece);
    } while (next >= 0 && next < requests.length && dialog.isBusy && byteCount <= room);
    if (this.#stream !== undefined) {
      return { parts: [NOT_SENT], next };
    }
    if (byteCount > room) {
      return { parts: [TOO_LARGE], next: STEP.close };
    }
    const answer = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
    return { parts: this.#split(answer, requests, start, next), next };
  }

  #split(answer: Buffer, requests: Buffer, start: number, next: number): Buffer[] {
    const { op } = this.#context.request;
    if (answer.length === 0) {
      // The end of a conversation is told even where there is nothing to say.
      return next === STEP.quit ? [answer] : [];
    }
    const isRetrieval = op >= OP.get && op <= OP.gats && requests[start] !== REQUEST_MAGIC;
    return isRetrieval ? splitRetrieval(answer, requests.subarray(start, requests.indexOf(LF, start))) : [answer];
  }
}
