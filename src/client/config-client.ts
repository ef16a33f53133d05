/**
 * Says `config` lines to a directory of nodes and reads the line it answers: in text, and to a server that hangs up on text, because
 * its logins are SASL's, in packets of opcode 0x6e. One line is under way at a time; after a failure the next opens a new connection.
 */
import { type Address, formatAddress } from "../base/address.ts";
import { MemtoolError } from "../base/errors.ts";
import { formatDurationMs } from "../base/format-units.ts";
import type { ClientTls } from "../net/client-tls.ts";
import { encodeBinaryRequest } from "../protocol/binary/encode-request.ts";
import { CONFIG_OPCODE } from "../protocol/binary/parse-config.ts";
import { parseBinaryReply, refusalText } from "../protocol/binary/parse-reply.ts";
import { BINARY_STATUS } from "../protocol/binary/status.ts";
import { quoteLine } from "../protocol/reply-draft.ts";
import type { WireProtocol } from "./login.ts";
import { loginWanted } from "./refusal.ts";
import { openWire, type Wire } from "./wire.ts";

/** How long to wait, and what TLS trusts. */
export interface ConfigClientOptions {
  /** Longest wait for the open connection, and for each answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly tls?: ClientTls | undefined;
}

const READ_BYTES = 4096;
const ANSWER_BYTES_MAX = 4096;
const VERB = /^config /;

/** The line under way. */
interface Question {
  readonly resolve: (line: string) => void;
  readonly reject: (error: MemtoolError) => void;
  readonly timer: NodeJS.Timeout;
}

/** See the head of the file. Connects with the first line. */
export class ConfigClient {
  readonly #address: Address;
  readonly #name: string;
  readonly #options: ConfigClientOptions;
  /** The one that has worked, once one has. */
  #protocol: WireProtocol | undefined;
  #wire: Wire | undefined;
  #wireProtocol: WireProtocol = "text";
  #question: Question | undefined;
  #received: Buffer = Buffer.alloc(0);

  constructor(address: Address, options: ConfigClientOptions) {
    this.#address = address;
    this.#name = formatAddress(address);
    this.#options = options;
  }

  /**
   * The answer to a line, both without their ends. A line of more than one answer is a breach of the protocol.
   * @throws MemtoolError CONNECT, REFUSED, TIMEOUT, DISCONNECTED, PROTOCOL
   */
  async ask(line: string): Promise<string> {
    if (this.#protocol !== undefined) {
      return await this.#askIn(this.#protocol, line);
    }
    try {
      return await this.#askIn("text", line);
    } catch (error) {
      if (!(error instanceof MemtoolError) || error.code !== "DISCONNECTED") {
        throw error;
      }
      return await this.#askIn("binary", line).catch((second: unknown) => {
        throw second instanceof MemtoolError && second.code === "REFUSED" ? second : error;
      });
    }
  }

  async #askIn(protocol: WireProtocol, line: string): Promise<string> {
    const wire = await this.#open(protocol);
    const answer = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(this.#late(line)), this.#options.timeoutMs);
      this.#question = { resolve, reject, timer };
      wire.write(encode(protocol, line));
    });
    this.#protocol = protocol;
    return answer;
  }

  async #open(protocol: WireProtocol): Promise<Wire> {
    const { timeoutMs, tls } = this.#options;
    if (this.#wire === undefined || this.#wireProtocol !== protocol) {
      this.#wire?.destroy();
      this.#wire = undefined;
      this.#received = Buffer.alloc(0);
      this.#wireProtocol = protocol;
      const wire = await openWire(this.#address, {
        connectTimeoutMs: timeoutMs,
        protocol,
        tls,
        readBuffer: Buffer.allocUnsafeSlow(READ_BYTES),
        onData: (bytes, length) => this.#onData(Buffer.from(bytes.subarray(0, length))),
        onDrain: () => {},
        onClose: (error) => {
          if (this.#wire === wire) {
            this.#fail(error ?? this.#closed());
          }
        },
      });
      this.#wire = wire;
    }
    return this.#wire;
  }

  #onData(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    const answer = this.#wireProtocol === "text" ? readLine(this.#received) : readPacket(this.#received, this.#name);
    if (answer === undefined && this.#received.length <= ANSWER_BYTES_MAX) {
      return;
    }
    const question = this.#question;
    if (typeof answer !== "object" || answer instanceof MemtoolError || question === undefined) {
      const found = quoteLine(this.#received, 0, this.#received.length);
      this.#fail(answer instanceof MemtoolError ? answer : this.#breach(found));
      return;
    }
    this.#received = this.#received.subarray(answer.used);
    this.#question = undefined;
    clearTimeout(question.timer);
    question.resolve(answer.line);
  }

  #fail(error: MemtoolError): void {
    const wire = this.#wire;
    this.#wire = undefined;
    wire?.destroy();
    const question = this.#question;
    this.#question = undefined;
    clearTimeout(question?.timer);
    question?.reject(error);
  }

  /** Closes at once; a line under way fails with DISCONNECTED. */
  destroy(): void {
    this.#fail(this.#closed());
  }

  #closed(): MemtoolError {
    return new MemtoolError("DISCONNECTED", `lost the connection to ${this.#name}: the client was closed`);
  }

  #late(line: string): MemtoolError {
    const [, verb = ""] = line.split(" ");
    const waited = formatDurationMs(this.#options.timeoutMs);
    return new MemtoolError("TIMEOUT", `${this.#name} did not answer \`config ${verb}\` within ${waited}`);
  }

  #breach(found: string): MemtoolError {
    return new MemtoolError("PROTOCOL", `${this.#name} sent ${found}`, {
      hint: "is this a directory of nodes (memtool serve --directory)?",
    });
  }
}

function encode(protocol: WireProtocol, line: string): Buffer {
  return protocol === "text"
    ? Buffer.from(`${line}\r\n`, "latin1")
    : encodeBinaryRequest(CONFIG_OPCODE.register, Buffer.alloc(0), Buffer.from(line.replace(VERB, ""), "latin1"));
}

/** An answer and the bytes it used; undefined as long as it is not whole. */
type Answer = { readonly line: string; readonly used: number } | undefined;

function readLine(bytes: Buffer): Answer {
  const end = bytes.indexOf("\n");
  return end < 0 ? undefined : { line: bytes.toString("latin1", 0, end).replace(/\r$/, ""), used: end + 1 };
}

function readPacket(bytes: Buffer, name: string): Answer | MemtoolError {
  const parsed = parseBinaryReply(bytes, 0, ANSWER_BYTES_MAX);
  switch (parsed.kind) {
    case "more":
      return undefined;
    case "fault":
      return new MemtoolError("PROTOCOL", `${name} sent ${parsed.found}`);
    case "reply": {
      const { reply, used } = parsed;
      switch (reply.status) {
        case BINARY_STATUS.ok:
          return { line: reply.value.toString("latin1"), used };
        case BINARY_STATUS.authError:
          return loginWanted(name, refusalText(reply));
        default:
          // As text says it: a command that the server does not know.
          return { line: "ERROR", used };
      }
    }
  }
}
