/** Sends the same commands to two servers and compares what they answer, in either protocol. */

import type { Socket } from "node:net";
import type fc from "fast-check";
import { Prng } from "../../src/base/prng.ts";
import type { MemcachedVersion } from "./known-differences.ts";
import { connectTo, type Target } from "./server-process.ts";

/** So long a server may send nothing before it counts as silent. */
const REPLY_TIMEOUT_MS = 10_000;

/** What the comparison has to know of a protocol. */
export interface Language<Command> {
  /** Any command, the common ones more often. */
  readonly anyCommand: fc.Arbitrary<Command>;
  /** For a counterexample: the command as a line of text. */
  describe(command: Command): string;
  /** What a run counts the command as. */
  kindOf(command: Command): string;
  /** The name of the difference that keeps a command out of a comparison with a version of memcached. */
  knownDifferenceOf(command: Command, version: MemcachedVersion): string | undefined;
  /** Where a command may stand in a batch of pipelined ones. */
  placeOf(command: Command): "anywhere" | "first" | "alone";
  /** What is sent for a command; `casOf` asks this server for the current cas of a key. */
  encode(command: Command, casOf: (key: string) => Promise<string>): Promise<Buffer>;
  /** Empties a server, and zeroes its counters. */
  readonly fresh: Buffer;
  /** A request that tells the cas of a key, and what to make of its reply; "1" when there is none. */
  casRequest(key: string): Buffer;
  readCas(reply: Buffer): string;
  /** A request whose reply can be told from any other: behind it a batch is over. */
  sentinel(number: number): { readonly request: Buffer; readonly reply: Buffer };
  /** Makes the replies of one connection comparable. */
  createNormalizer(): { normalize(replies: Buffer): string };
}

/** Most places at which a batch is cut. */
const CUTS_MAX = 12;

/** Cuts bytes at places that a seed decides; 0 leaves them whole. */
export function cutRandomly(bytes: Buffer, seed: number): Buffer[] {
  if (seed === 0) return [bytes];
  const random = Prng.stream(seed, bytes.length);
  const places = Array.from({ length: 1 + random.nextBelow(CUTS_MAX) }, () => random.nextBelow(bytes.length + 1));
  const ends = [...new Set([...places, bytes.length])].sort((left, right) => left - right);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)).filter((piece) => piece.length > 0);
}

/** A connection of the differential test: a batch of bytes in, all replies out. */
export class Dialogue {
  readonly #language: Pick<Language<unknown>, "sentinel">;
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #onData: (() => void) | undefined;
  #isClosed = false;
  #sentinelNumber = 0;

  private constructor(language: Pick<Language<unknown>, "sentinel">, socket: Socket) {
    this.#language = language;
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#onData?.();
    });
    const close = () => {
      this.#isClosed = true;
      this.#onData?.();
    };
    socket.on("close", close);
    socket.on("error", close);
  }

  static async open(language: Pick<Language<unknown>, "sentinel">, target: Target): Promise<Dialogue> {
    return new Dialogue(language, await connectTo(target));
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Whether the server has hung up. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Sends bytes that end with a whole command; answers every byte of reply, with a note if the server hung up.
   * @param cutSeed how the bytes are cut into several writes (see {@link cutRandomly}); 0 for one write
   */
  async ask(bytes: Buffer, cutSeed = 0): Promise<Buffer> {
    this.#sentinelNumber++;
    const sentinel = this.#language.sentinel(this.#sentinelNumber);
    for (const piece of cutRandomly(Buffer.concat([bytes, sentinel.request]), cutSeed)) {
      this.#socket.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (;;) {
      if (this.#endsWith(sentinel.reply)) {
        const received = this.#take();
        return received.subarray(0, received.length - sentinel.reply.length);
      }
      if (this.#isClosed) return Buffer.concat([this.#take(), Buffer.from("<closed>")]);
      const chunkCount = this.#chunks.length;
      await this.#news(REPLY_TIMEOUT_MS);
      const isSilent = this.#chunks.length === chunkCount && !this.#isClosed;
      if (isSilent) return Buffer.concat([this.#take(), Buffer.from("<silent>")]);
    }
  }

  #take(): Buffer {
    const received = Buffer.concat(this.#chunks);
    this.#chunks = [];
    return received;
  }

  /** Looks at the last chunks only: some replies are of many megabytes. */
  #endsWith(reply: Buffer): boolean {
    let tail = Buffer.alloc(0);
    for (let index = this.#chunks.length - 1; index >= 0 && tail.length < reply.length; index--) {
      tail = Buffer.concat([this.#chunks[index] as Buffer, tail]);
    }
    return tail.subarray(-reply.length).equals(reply);
  }

  #news(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#onData = () => {
        clearTimeout(timer);
        this.#onData = undefined;
        resolve();
      };
    });
  }
}

/** One of the two servers: a connection, opened again when a command has ended it. */
class Side<Command> {
  readonly #language: Language<Command>;
  readonly #target: Target;
  readonly #normalizer: { normalize(replies: Buffer): string };
  #dialogue: Dialogue | undefined;

  constructor(language: Language<Command>, target: Target) {
    this.#language = language;
    this.#target = target;
    this.#normalizer = language.createNormalizer();
  }

  /** Sends one batch; answers its replies, made comparable. */
  async ask(batch: readonly Command[], cutSeed: number): Promise<string> {
    const casOf = async (key: string) => this.#language.readCas(await this.send(this.#language.casRequest(key)));
    // A reply is lost on its way when bytes arrive behind the end of the connection that it explains.
    const mayEnd = batch.some((command) => this.#language.placeOf(command) === "alone");
    const parts: Buffer[] = [];
    for (const command of batch) {
      parts.push(await this.#language.encode(command, casOf));
    }
    return this.#normalizer.normalize(await this.send(Buffer.concat(parts), mayEnd ? 0 : cutSeed));
  }

  async send(bytes: Buffer, cutSeed = 0): Promise<Buffer> {
    if (this.#dialogue === undefined || this.#dialogue.isClosed) {
      this.#dialogue?.close();
      this.#dialogue = await Dialogue.open(this.#language, this.#target);
      // The first byte settles the protocol, whatever comes behind it.
      await this.#dialogue.ask(Buffer.alloc(0));
    }
    return this.#dialogue.ask(bytes, cutSeed);
  }

  close(): void {
    this.#dialogue?.close();
  }
}

/** A place where two servers differ, or undefined. `batchLength` commands are pipelined, in pieces that `cutSeed` decides. */
export async function findDifference<Command>(
  language: Language<Command>,
  commands: readonly Command[],
  batchLength: number,
  cutSeed: number,
  targets: readonly [Target, Target],
): Promise<{ readonly batch: readonly Command[]; readonly replies: readonly [string, string] } | undefined> {
  const left = new Side(language, targets[0]);
  const right = new Side(language, targets[1]);
  try {
    for (const one of [left, right]) await one.send(language.fresh);
    for (const batch of batchesOf(language, commands, batchLength)) {
      const replies = await Promise.all([left.ask(batch, cutSeed), right.ask(batch, cutSeed)]);
      if (replies[0] !== replies[1]) return { batch, replies };
    }
    return undefined;
  } finally {
    left.close();
    right.close();
  }
}

/** Cuts commands into batches of at most `batchLength`, and wherever one may not be pipelined. */
export function batchesOf<Command>(
  language: Pick<Language<Command>, "placeOf">,
  commands: readonly Command[],
  batchLength: number,
): Command[][] {
  const batches: Command[][] = [];
  let isOver = true;
  for (const command of commands) {
    const place = language.placeOf(command);
    const batch = batches.at(-1);
    if (batch === undefined || isOver || batch.length >= batchLength || place !== "anywhere") {
      batches.push([command]);
    } else {
      batch.push(command);
    }
    isOver = place === "alone";
  }
  return batches;
}
