/** Reads a server's statistics over the binary protocol, for servers that speak nothing else (memcached -S, -B binary). */
import { type Address, formatAddress } from "../base/address.ts";
import { MemtoolError } from "../base/errors.ts";
import { escapeText } from "../base/escape.ts";
import { formatDurationMs } from "../base/format-units.ts";
import type { ClientTls } from "../net/client-tls.ts";
import { encodeStat, type ParsedStat, parseStat } from "../protocol/binary/stat.ts";
import { BINARY_STATUS } from "../protocol/binary/status.ts";
import { DEFAULT_REPLY_LIMITS, type StatEntry } from "../protocol/reply.ts";
import { loginWanted } from "./refusal.ts";
import { openWire, type Wire } from "./wire.ts";

/** How long to wait, and what TLS trusts. */
export interface BinaryStatsOptions {
  readonly connectTimeoutMs: number;
  /** Longest wait for all of one answer, in milliseconds. */
  readonly requestTimeoutMs: number;
  readonly tls?: ClientTls | undefined;
}

const READ_BYTES = 64 * 1024;

/** Bytes an entry costs beside its text. */
const ENTRY_OVERHEAD_BYTES = 64;

/** The one question under way. */
interface Question {
  readonly sub: string;
  readonly opaque: number;
  readonly entries: StatEntry[];
  readonly timer: NodeJS.Timeout;
  readonly resolve: (entries: StatEntry[]) => void;
  readonly reject: (error: MemtoolError) => void;
}

/** An open connection that answers one question after the other. After any failure but a refusal it is closed. */
export class BinaryStatsClient {
  readonly #name: string;
  readonly #requestTimeoutMs: number;
  #wire: Wire | undefined;
  #question: Question | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #received: Buffer = Buffer.alloc(0);
  #listedBytes = 0;
  #opaque = 0;
  /** Why no more questions are taken. */
  #end: MemtoolError | undefined;

  private constructor(name: string, requestTimeoutMs: number) {
    this.#name = name;
    this.#requestTimeoutMs = requestTimeoutMs;
  }

  /** Connects, and logs in if the address has a user name. @throws MemtoolError as {@link openWire} */
  static async open(address: Address, options: BinaryStatsOptions): Promise<BinaryStatsClient> {
    const client = new BinaryStatsClient(formatAddress(address), options.requestTimeoutMs);
    client.#wire = await openWire(address, {
      connectTimeoutMs: options.connectTimeoutMs,
      protocol: "binary",
      tls: options.tls,
      readBuffer: Buffer.allocUnsafeSlow(READ_BYTES),
      onData: (bytes, length) => client.#onData(bytes.subarray(0, length)),
      onDrain: () => {},
      onClose: (error) => client.#fail(error ?? client.#closed()),
    });
    return client;
  }

  /**
   * The statistics in the server's order, as `MemcachedClient.stats` has them; `sub` is what follows `stats`.
   * @throws MemtoolError SERVER or REFUSED in the server's words, TIMEOUT, DISCONNECTED, PROTOCOL
   */
  stats(sub = ""): Promise<StatEntry[]> {
    const answer = this.#turn.then(() => this.#ask(sub));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  /** Closes at once; a question under way fails with DISCONNECTED. */
  destroy(): void {
    this.#fail(this.#closed());
  }

  #ask(sub: string): Promise<StatEntry[]> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) {
        reject(this.#end);
        return;
      }
      const opaque = ++this.#opaque;
      const timer = setTimeout(() => this.#fail(this.#late(sub)), this.#requestTimeoutMs);
      this.#question = { sub, opaque, entries: [], timer, resolve, reject };
      this.#listedBytes = 0;
      this.#wire?.write(encodeStat(sub, opaque));
    });
  }

  #onData(bytes: Uint8Array): void {
    const received = Buffer.concat([this.#received, bytes]);
    let position = 0;
    while (position < received.length) {
      const question = this.#question;
      if (question === undefined) {
        this.#fail(this.#breach("bytes without being asked"));
        return;
      }
      const parsed = parseStat(received, position, question.opaque);
      if (parsed.kind === "more") {
        break;
      }
      if (parsed.kind === "fault") {
        this.#fail(this.#breach(parsed.found));
        return;
      }
      position += parsed.used;
      this.#listedBytes += parsed.used + ENTRY_OVERHEAD_BYTES;
      this.#take(question, parsed);
    }
    this.#received = received.subarray(position);
  }

  #take(question: Question, parsed: Exclude<ParsedStat, { kind: "more" } | { kind: "fault" }>): void {
    if (parsed.kind === "entry") {
      question.entries.push(parsed.entry);
      if (this.#listedBytes > DEFAULT_REPLY_LIMITS.listBytesMax) {
        this.#fail(this.#breach(`a listing of more than ${DEFAULT_REPLY_LIMITS.listBytesMax} bytes`));
      }
      return;
    }
    this.#question = undefined;
    clearTimeout(question.timer);
    if (parsed.kind === "end") {
      question.resolve(question.entries);
    } else {
      question.reject(this.#refusal(question.sub, parsed.status, parsed.text));
    }
  }

  #fail(error: MemtoolError): void {
    this.#end ??= error;
    this.#wire?.destroy();
    const question = this.#question;
    this.#question = undefined;
    clearTimeout(question?.timer);
    question?.reject(error);
  }

  #closed(): MemtoolError {
    return new MemtoolError("DISCONNECTED", `lost the connection to ${this.#name}: the client was closed`);
  }

  #late(sub: string): MemtoolError {
    const waited = formatDurationMs(this.#requestTimeoutMs);
    const message = `${this.#name} did not answer \`${`stats ${sub}`.trim()}\` within ${waited}`;
    return new MemtoolError("TIMEOUT", message, {
      hint: "is the server overloaded or stopped? a longer timeout may help",
    });
  }

  #breach(found: string): MemtoolError {
    return new MemtoolError("PROTOCOL", `${this.#name} sent ${found}`, {
      hint: "is this a memcached server, and does it speak the binary protocol?",
    });
  }

  #refusal(sub: string, status: number, text: string): MemtoolError {
    return status === BINARY_STATUS.authError
      ? loginWanted(this.#name, escapeText(text))
      : new MemtoolError("SERVER", `${this.#name} refused \`${`stats ${sub}`.trim()}\`: ${escapeText(text)}`);
  }
}
