/** Sends the same commands to two servers and compares what they answer. */

import type { Socket } from "node:net";
import { bytesOf, CAS_OF_KEY, type GeneratedCommand, keyOf } from "./command-generator.ts";
import { ReplyNormalizer } from "./reply-normalizer.ts";
import { connectTo, type Target } from "./server-process.ts";

const REPLY_TIMEOUT_MS = 10_000;

/** A connection of the differential test: a batch of bytes in, all replies out. */
export class Dialogue {
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #onData: (() => void) | undefined;
  #isClosed = false;
  #sentinelNumber = 0;

  private constructor(socket: Socket) {
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

  static async open(target: Target): Promise<Dialogue> {
    return new Dialogue(await connectTo(target));
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Sends bytes that end with a whole command; answers every byte of reply, with a note if the server hung up. */
  async ask(bytes: Buffer): Promise<Buffer> {
    this.#sentinelNumber++;
    const name = `end-of-batch-${this.#sentinelNumber}`;
    this.#socket.write(Buffer.concat([bytes, Buffer.from(`mg ${name} k\r\n`)]));
    const sentinel = Buffer.from(`EN k${name}\r\n`);
    const deadline = Date.now() + REPLY_TIMEOUT_MS;
    for (;;) {
      const received = Buffer.concat(this.#chunks);
      this.#chunks = [received];
      if (received.subarray(-sentinel.length).equals(sentinel)) {
        this.#chunks = [];
        return received.subarray(0, received.length - sentinel.length);
      }
      if (this.#isClosed) return Buffer.concat([received, Buffer.from("<closed>")]);
      if (Date.now() > deadline) return Buffer.concat([received, Buffer.from("<silent>")]);
      await this.#news(REPLY_TIMEOUT_MS);
    }
  }

  /** The cas of a key as this server tells it, or "1". */
  async casOf(key: string): Promise<string> {
    const reply = (await this.ask(Buffer.from(`mg ${key} c u\r\n`))).toString("latin1");
    return /^HD c(\d+)/.exec(reply)?.[1] ?? "1";
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

/** A place where two servers differ, or undefined. `batchLength` commands are pipelined in one write. */
export async function findDifference(
  commands: readonly GeneratedCommand[],
  batchLength: number,
  targets: readonly [Target, Target],
): Promise<{ readonly batch: readonly GeneratedCommand[]; readonly replies: readonly [string, string] } | undefined> {
  const left = await Dialogue.open(targets[0]);
  const right = await Dialogue.open(targets[1]);
  const normalizers = [new ReplyNormalizer(), new ReplyNormalizer()] as const;
  try {
    for (const one of [left, right]) await one.ask(Buffer.from("flush_all\r\n"));
    for (const batch of batchesOf(commands, batchLength)) {
      const [leftReply, rightReply] = await Promise.all([askBatch(left, batch), askBatch(right, batch)]);
      const replies = [normalizers[0].normalize(leftReply), normalizers[1].normalize(rightReply)] as const;
      if (replies[0] !== replies[1]) return { batch, replies };
    }
    return undefined;
  } finally {
    left.close();
    right.close();
  }
}

const ARITHMETIC = new Set(["incr", "decr", "ma"]);

/**
 * Cuts commands into batches of at most `batchLength`. Arithmetic begins a batch of its own: replies that are still queued
 * keep references to their items in memcached, and a number that shrinks is then replaced instead of padded in place.
 */
export function batchesOf(commands: readonly GeneratedCommand[], batchLength: number): GeneratedCommand[][] {
  const batches: GeneratedCommand[][] = [];
  for (const command of commands) {
    const batch = batches.at(-1);
    if (batch === undefined || batch.length >= batchLength || ARITHMETIC.has(command.words[0] ?? "")) {
      batches.push([command]);
    } else {
      batch.push(command);
    }
  }
  return batches;
}

async function askBatch(dialogue: Dialogue, batch: readonly GeneratedCommand[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const command of batch) {
    const needsCas = command.words.some((word) => word.includes(CAS_OF_KEY));
    parts.push(bytesOf(command, needsCas ? await dialogue.casOf(keyOf(command)) : ""));
  }
  return dialogue.ask(Buffer.concat(parts));
}
