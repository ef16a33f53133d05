/** Connections that change items of a server until it is killed, and write down what they did. */
import { Prng } from "../../src/base/prng.ts";
import type { ItemState, KeyHistories } from "./key-histories.ts";
import { LineConnection } from "./line-connection.ts";
import type { ServerProcess } from "./server-process.ts";

const CONNECTIONS = 8;
const VALUE_BYTES_MAX = 6000;
/** One in so many rounds of a connection is a flush_all, for which all wait. */
const FLUSH_EVERY = 1500;
const TTL_SECONDS_MIN = 1000;

const UNIX_SECOND = () => Math.floor(Date.now() / 1000);

/** A load whose keys belong to one connection each, so that the order of the changes of a key is known. */
export class DurabilityLoad {
  readonly #histories: KeyHistories;
  readonly #keysEach: number;
  readonly #random: Prng;
  #isOver = false;
  /** Connections that are in the middle of a change, and one that wants to be alone. */
  #busy = 0;
  #flushing: Promise<void> | undefined;
  readonly #readers: number;
  changeCount = 0;
  readCount = 0;
  /** Reads that told what they may not. */
  readonly readFaults: string[] = [];

  /**
   * @param keysEach keys of each connection
   * @param readers connections that read all keys meanwhile
   */
  constructor(histories: KeyHistories, keysEach: number, seed: number, readers = 0) {
    this.#readers = readers;
    this.#keysEach = keysEach;
    this.#histories = histories;
    this.#random = Prng.stream(seed, 0);
  }

  /** Changes items while `meanwhile` lasts, which may end the server. When either fails both are over. */
  async run(server: ServerProcess, meanwhile: () => Promise<void>): Promise<void> {
    const writing = Array.from({ length: CONNECTIONS }, (_, connection) =>
      this.#work(server, async (line) => {
        await this.#flushing;
        await this.#change(line, connection);
        this.changeCount++;
      }),
    );
    const reading = Array.from({ length: this.#readers }, () => this.#work(server, (line) => this.#read(line)));
    const working = [...writing, ...reading];
    const end = (): void => {
      this.#isOver = true;
    };
    try {
      await Promise.all([...working, meanwhile().finally(end)]);
    } finally {
      end();
      await Promise.allSettled(working);
    }
  }

  async #work(server: ServerProcess, step: (line: LineConnection) => Promise<void>): Promise<void> {
    const line = await LineConnection.open(server);
    try {
      while (!this.#isOver) {
        await step(line);
      }
    } catch (error) {
      if (!(line.socket.destroyed || this.#isOver)) {
        throw error;
      }
    } finally {
      line.close();
    }
  }

  async #read(line: LineConnection): Promise<void> {
    const key = `key:${this.#below(CONNECTIONS)}:${this.#below(this.#keysEach)}`;
    const faultOf = this.#histories.read(key);
    const fault = faultOf(await readState(line, key));
    this.readCount++;
    if (fault !== undefined) {
      this.readFaults.push(fault);
    }
  }

  #below(limit: number): number {
    return this.#random.nextBelow(limit);
  }

  async #change(line: LineConnection, connection: number): Promise<void> {
    if (this.#flushing === undefined && this.#below(FLUSH_EVERY) === 0) {
      const flushing = this.#flush(line);
      // The others only wait for its end; that the server was killed meanwhile is told to the one who asked.
      this.#flushing = flushing
        .catch(() => {})
        .finally(() => {
          this.#flushing = undefined;
        });
      await flushing;
      return;
    }
    this.#busy++;
    try {
      await this.#changeKey(line, `key:${connection}:${this.#below(this.#keysEach)}`);
    } finally {
      this.#busy--;
    }
  }

  async #flush(line: LineConnection): Promise<void> {
    while (this.#busy > 0 && !line.socket.destroyed) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const acks = this.#histories.keys.map((key) => this.#histories.begin(key, undefined));
    await this.#ask(line, "flush_all", "OK", () => {
      for (const ack of acks) {
        ack();
      }
    });
  }

  async #changeKey(line: LineConnection, key: string): Promise<void> {
    const old = this.#histories.current(key);
    const action = this.#below(10);
    if (old === undefined || action < 4) {
      await this.#set(line, key);
    } else if (action < 5) {
      const ack = this.#histories.begin(key, undefined);
      await this.#ask(line, `delete ${key}`, "DELETED", ack);
    } else if (action < 7) {
      const expires = UNIX_SECOND() + TTL_SECONDS_MIN + this.#below(5000);
      const ack = this.#histories.begin(key, { ...old, expires });
      await this.#ask(line, `touch ${key} ${expires}`, "TOUCHED", ack);
    } else if (/^\d+ *$/.test(old.value)) {
      await this.#count(line, key, old);
    } else {
      const added = `+${this.#below(1000)}`;
      const ack = this.#histories.begin(key, { ...old, value: old.value + added });
      await this.#ask(line, `append ${key} 0 0 ${added.length}\r\n${added}`, "STORED", ack);
    }
  }

  async #set(line: LineConnection, key: string): Promise<void> {
    const number = String(this.#below(1_000_000_000));
    const isNumber = this.#below(3) === 0;
    const value = isNumber ? number : `v${number}:`.padEnd(this.#below(VALUE_BYTES_MAX), "x");
    const flags = this.#below(3) === 0 ? 0 : this.#below(2 ** 31);
    const expires = this.#below(2) === 0 ? 0 : UNIX_SECOND() + TTL_SECONDS_MIN + this.#below(5000);
    const ack = this.#histories.begin(key, { value, flags, expires });
    await this.#ask(line, `set ${key} ${flags} ${expires} ${value.length}\r\n${value}`, "STORED", ack);
  }

  async #count(line: LineConnection, key: string, old: ItemState): Promise<void> {
    const delta = this.#below(1000);
    const sum = String(Number(old.value) + delta);
    // Digits are written in place where they fit, and a longer number replaces the item.
    const ack = this.#histories.begin(key, { ...old, value: sum.padEnd(old.value.length) });
    await this.#ask(line, `incr ${key} ${delta}`, sum, ack);
  }

  async #ask(line: LineConnection, request: string, wanted: string, ack: () => void): Promise<void> {
    line.send(`${request}\r\n`);
    const reply = await line.line();
    if (reply.trimEnd() !== wanted) {
      throw new Error(`${request.slice(0, 60)}: ${reply} instead of ${wanted}`);
    }
    ack();
  }
}

/** What a server has under these keys. */
export async function readStates(
  server: ServerProcess,
  keys: readonly string[],
): Promise<ReadonlyMap<string, ItemState | undefined>> {
  const line = await LineConnection.open(server);
  const states = new Map<string, ItemState | undefined>();
  for (const key of keys) {
    states.set(key, await readState(line, key));
  }
  line.close();
  return states;
}

async function readState(line: LineConnection, key: string): Promise<ItemState | undefined> {
  line.send(`mg ${key} v f t\r\n`);
  const head = (await line.line()).split(" ");
  if (head[0] === "EN") {
    return undefined;
  }
  const value = await line.line();
  const flags = Number(head.find((word) => word.startsWith("f"))?.slice(1));
  const ttl = Number(head.find((word) => word.startsWith("t"))?.slice(1));
  return { value, flags, expires: ttl === -1 ? 0 : UNIX_SECOND() + ttl };
}
