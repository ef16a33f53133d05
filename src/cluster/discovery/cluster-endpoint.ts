/** A connection to the endpoint of a cluster that is asked one question at a time, all of them within one time. */
import { formatAddress } from "../../base/address.ts";
import { systemClock } from "../../base/clock.ts";
import { MemtoolError } from "../../base/errors.ts";
import { formatDurationMs } from "../../base/format-units.ts";
import type { TcpAddress } from "../../base/server-source.ts";
import { openWire, type WireOptions } from "../../client/wire.ts";
import type { ConfigReply } from "./cluster-config.ts";
import { type ClusterLanguage, type ClusterQuestion, QUESTIONS } from "./cluster-language.ts";
import { LIST_BYTES_MAX } from "./limits.ts";

/** An answer that is more than a part. */
export type WholeReply = Exclude<ConfigReply, { kind: "more" }>;

/** How the endpoint is reached, and until when. */
export interface EndpointOptions {
  readonly tls: WireOptions["tls"];
  /** The time for everything, in milliseconds, for messages. */
  readonly timeoutMs: number;
  /** When it is over, on the monotonic clock. */
  readonly endMs: number;
  readonly signal: AbortSignal;
}

/** See the head of the file. */
export class ClusterEndpoint {
  readonly name: string;
  readonly #language: ClusterLanguage;
  readonly #options: EndpointOptions;
  #send: (bytes: Uint8Array) => void = () => {};
  #destroy: () => void = () => {};
  #text = "";
  #error: MemtoolError | undefined;
  #onNews: () => void = () => {};

  private constructor(name: string, language: ClusterLanguage, options: EndpointOptions) {
    this.name = name;
    this.#language = language;
    this.#options = options;
  }

  /** Connects, and logs in if the address has a user name. @throws MemtoolError as {@link openWire} */
  static async open(
    address: TcpAddress,
    language: ClusterLanguage,
    options: EndpointOptions,
  ): Promise<ClusterEndpoint> {
    const endpoint = new ClusterEndpoint(formatAddress(address), language, options);
    const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);
    const wire = await openWire(address, {
      connectTimeoutMs: endpoint.#leftMs(),
      protocol: language.protocol,
      tls: options.tls,
      readBuffer,
      onData: (_bytes, length) => endpoint.#take(readBuffer.toString("latin1", 0, length)),
      onDrain: () => {},
      onClose: (error) => endpoint.#end(error),
    });
    endpoint.#send = (bytes) => wire.write(bytes);
    endpoint.#destroy = () => wire.destroy();
    return endpoint;
  }

  #take(text: string): void {
    this.#text += text;
    this.#onNews();
  }

  #end(error: MemtoolError | undefined): void {
    this.#error = error;
    this.#onNews();
  }

  /** @throws MemtoolError DISCONNECTED, TIMEOUT, PROTOCOL, INTERRUPTED */
  async ask(question: ClusterQuestion): Promise<WholeReply> {
    const line = QUESTIONS[question];
    const { signal } = this.#options;
    this.#text = "";
    this.#send(this.#language.encode(question));
    return await new Promise<WholeReply>((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", giveUp);
        this.#onNews = () => {};
        settle();
      };
      const giveUp = (): void => finish(() => reject(new MemtoolError("INTERRUPTED", `stopped asking ${this.name}`)));
      const timer = setTimeout(() => finish(() => reject(this.#late(line))), this.#leftMs());
      signal.addEventListener("abort", giveUp);
      this.#onNews = () => {
        const reply = this.#language.read(this.#text);
        if (reply.kind !== "more") {
          finish(() => resolve(reply));
        } else if (this.#text.length > LIST_BYTES_MAX) {
          finish(() => reject(new MemtoolError("PROTOCOL", `${this.name} answers \`${line}\` without an end`)));
        } else if (this.#error !== undefined) {
          const error = this.#error;
          finish(() => reject(error));
        }
      };
      this.#onNews();
    });
  }

  /** What is left for the next step: an expired timer would fire before an answer that is there is looked at. */
  #leftMs(): number {
    return Math.max(Math.ceil(this.#options.endMs - systemClock.monotonicMs()), 1);
  }

  #late(line: string): MemtoolError {
    const after = formatDurationMs(this.#options.timeoutMs);
    return new MemtoolError("TIMEOUT", `${this.name} did not answer \`${line}\` within ${after}`, {
      hint: "is it overloaded, or no memcached at all?",
    });
  }

  close(): void {
    this.#destroy();
  }
}
