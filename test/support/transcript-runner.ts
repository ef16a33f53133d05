/** Runs transcripts on a server: sends each step, compares the reply byte for byte, and proves that nothing follows it. */

import type { Socket } from "node:net";
import { REPLY_MAGIC, REQUEST_MAGIC } from "../../src/protocol/binary/header.ts";
import { OPCODE } from "../../src/protocol/binary/opcodes.ts";
import { packet } from "./binary-packet.ts";
import { connectTo, type Target } from "./server-process.ts";
import type { Case, ExpectedReply, Step, Transcript } from "./transcript.ts";
import { encodeTemplate, matchTemplate, type Variables } from "./transcript-template.ts";

/** What a server speaks: what memtool shall, what a version of memcached does, or anything between. */
export type Dialect = "specification" | "1.6.18" | "1.6.45" | "any";

/** The server that a transcript runs on, and whose replies count: the specification's, those of a memcached, or any of them. */
export interface Subject {
  readonly target: Target;
  readonly dialect: Dialect;
}

/** How long a server may be silent before the runner asks whether it is done, and before it gives up. */
const PROBE_AFTER_MS = 1_000;
const GIVE_UP_AFTER_MS = 10_000;
/** The key of the sentinel, a meta get whose reply names the key: no transcript can produce it by accident. */
const SENTINEL_KEY = "end-of-step";
/** The opaque of its binary form, a NOOP. */
const SENTINEL_OPAQUE = 0xe0d0_0000;
const SHOWN_BYTES = 300;

/** Runs one case; rejects with the file, the line, what was expected and what came. */
export async function runCase(subject: Subject, transcript: Transcript, one: Case): Promise<void> {
  const cutStep = one.steps.find((step) => step.cut === "everywhere");
  const cutLength = cutStep === undefined ? 0 : encodeTemplate(cutStep.send, new Map()).length;
  const positions = cutStep === undefined ? [0] : Array.from({ length: cutLength - 1 }, (_, index) => index + 1);
  for (const position of positions) {
    if (transcript.isFlushed) await flush(subject.target);
    await runOnce(subject, transcript, one, position);
  }
}

async function flush(target: Target): Promise<void> {
  const connection = await Connection.open(target, false);
  connection.write(Buffer.from("flush_all\r\n", "latin1"));
  await connection.waitFor((received) => received.toString("latin1") === "OK\r\n");
  connection.destroy();
}

async function runOnce(subject: Subject, transcript: Transcript, one: Case, cutPosition: number): Promise<void> {
  const connection = await Connection.open(subject.target, transcript.isBinary);
  const variables: Variables = new Map();
  try {
    for (const step of one.steps) {
      const problem = await runStep(connection, subject, step, variables, cutPosition);
      if (problem !== undefined) {
        const cut = cutPosition > 0 ? ` (cut after ${cutPosition} bytes)` : "";
        throw new Error(`${transcript.name}:${step.line}: ${one.title}${cut}: ${problem}`);
      }
    }
  } finally {
    connection.destroy();
  }
}

async function runStep(
  connection: Connection,
  subject: Subject,
  step: Step,
  variables: Variables,
  cutPosition: number,
): Promise<string | undefined> {
  const bytes = encodeTemplate(step.send, variables);
  if (step.cut === "everywhere")
    await connection.writePieces([bytes.subarray(0, cutPosition), bytes.subarray(cutPosition)]);
  else if (step.cut === "bytes") await connection.writePieces(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)));
  else connection.write(bytes);
  const choices = repliesFor(subject, step);
  let problem: string | undefined;
  for (const expected of choices) {
    problem = await checkReply(connection, expected, variables, step.isOpen);
    if (problem === undefined) return undefined;
  }
  return problem;
}

function repliesFor(subject: Subject, step: Step): ExpectedReply[] {
  const { expected, difference } = step;
  switch (subject.dialect) {
    case "specification":
      return [expected];
    case "1.6.18":
      return [difference?.old ?? expected];
    case "1.6.45":
      return [difference?.new ?? expected];
    case "any":
      return [expected, difference?.old, difference?.new].filter((reply) => reply !== undefined);
  }
}

/** Answers undefined if the reply is the expected one and nothing else, otherwise what is wrong. Consumes on success. */
async function checkReply(
  connection: Connection,
  expected: ExpectedReply,
  variables: Variables,
  isOpen: boolean,
): Promise<string | undefined> {
  const match = () => matchTemplate(expected.segments, connection.received, variables);
  const reason = await connection.waitFor(() => match().status !== "more", !isOpen && !expected.isClosed);
  const result = match();
  if (result.status === "mismatch") {
    const from = Math.max(0, result.at - 40);
    return `at byte ${result.at} expected ${show(result.expected)}, received ...${show(connection.received, from)}`;
  }
  if (result.status === "more") return `${reason ?? "incomplete"}; received only ${show(connection.received)}`;
  connection.consume(result.length);
  for (const [name, value] of result.variables) variables.set(name, value);
  if (expected.isClosed) return await checkClosed(connection);
  return isOpen ? undefined : await checkSilence(connection);
}

async function checkClosed(connection: Connection): Promise<string | undefined> {
  await connection.waitFor((received) => connection.isClosed || received.length > 0, false);
  if (connection.received.length > 0) return `then expected the end, received ${show(connection.received)}`;
  return connection.isClosed ? undefined : "expected the connection to be closed, it is open";
}

async function checkSilence(connection: Connection): Promise<string | undefined> {
  connection.sendSentinel();
  const reason = await connection.waitFor((received) => received.length >= connection.sentinelReply.length);
  const { received } = connection;
  if (received.equals(connection.sentinelReply)) {
    connection.endSentinel();
    return undefined;
  }
  if (received.length > 0) return `expected nothing more, received ${show(received)}`;
  return `after the reply: ${reason ?? "silence"}`;
}

function show(bytes: Buffer | string, from = 0): string {
  const text = typeof bytes === "string" ? bytes : bytes.toString("latin1", from, from + SHOWN_BYTES);
  return JSON.stringify(text);
}

/** A socket with everything received and not yet consumed. */
class Connection {
  received: Buffer = Buffer.alloc(0);
  isClosed = false;
  readonly #socket: Socket;
  readonly #isBinary: boolean;
  #chunks: Buffer[] = [];
  #wake: (() => void) | undefined;
  #isSentinelSent = false;
  #sentinelNumber = 1;

  private constructor(socket: Socket, isBinary: boolean) {
    this.#socket = socket;
    this.#isBinary = isBinary;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#wake?.();
    });
    const close = () => {
      this.isClosed = true;
      this.#wake?.();
    };
    // A server that closes with unread input resets the connection: closed, too.
    socket.on("error", close);
    socket.on("close", close);
  }

  static async open(target: Target, isBinary: boolean): Promise<Connection> {
    return new Connection(await connectTo(target), isBinary);
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** Writes the pieces one at a time, each handed to the kernel before the next, with turns of the loop between them. */
  async writePieces(pieces: readonly Buffer[]): Promise<void> {
    for (const piece of pieces) {
      await new Promise<void>((resolve) => this.#socket.write(piece, () => setImmediate(resolve)));
    }
  }

  /** The reply to the sentinel of this step. */
  get sentinelReply(): Buffer {
    if (this.#isBinary) return this.#sentinelPacket(REPLY_MAGIC);
    return Buffer.from(`EN k${SENTINEL_KEY}-${this.#sentinelNumber}\r\n`, "latin1");
  }

  get #sentinelRequest(): Buffer {
    if (this.#isBinary) return this.#sentinelPacket(REQUEST_MAGIC);
    return Buffer.from(`mg ${SENTINEL_KEY}-${this.#sentinelNumber} k\r\n`, "latin1");
  }

  #sentinelPacket(magic: number): Buffer {
    const opaque = SENTINEL_OPAQUE + this.#sentinelNumber;
    return Buffer.from(packet({ magic, opcode: OPCODE.noop, opaque }), "latin1");
  }

  sendSentinel(): void {
    if (!this.#isSentinelSent) this.#socket.write(this.#sentinelRequest);
    this.#isSentinelSent = true;
  }

  endSentinel(): void {
    this.#isSentinelSent = false;
    this.#sentinelNumber++;
    this.received = Buffer.alloc(0);
  }

  consume(length: number): void {
    this.received = this.received.subarray(length);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /**
   * Waits until `isDone(received)`; answers why it gave up, or undefined. A server that stays silent is asked with the
   * sentinel (where it cannot end up inside a command), whose reply in the wrong place then shows at once that the
   * server thinks it has answered.
   */
  async waitFor(isDone: (received: Buffer) => boolean, canProbe = true): Promise<string | undefined> {
    let silentMs = 0;
    for (;;) {
      if (this.#chunks.length > 0) {
        this.received = Buffer.concat([this.received, ...this.#chunks]);
        this.#chunks = [];
        silentMs = 0;
      }
      if (isDone(this.received)) return undefined;
      if (this.isClosed) return "the server closed the connection";
      if (silentMs >= GIVE_UP_AFTER_MS) return `no reply within ${GIVE_UP_AFTER_MS} ms`;
      if (this.#isSentinelSent && this.received.includes(this.sentinelReply) && silentMs > 0)
        return "the server says it has answered";
      if (await this.#sleep(PROBE_AFTER_MS)) continue;
      silentMs += PROBE_AFTER_MS;
      if (canProbe) this.sendSentinel();
    }
  }

  /** Waits for news; answers whether there was some within `ms`. */
  #sleep(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#wake = undefined;
        resolve(false);
      }, ms);
      this.#wake = () => {
        this.#wake = undefined;
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
