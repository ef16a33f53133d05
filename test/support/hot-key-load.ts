/** Several connections that work on the same few keys at once, and the history of what they were answered. Seeded. */

import type { Socket } from "node:net";
import { Prng } from "../../src/base/prng.ts";
import type { Action, Answer, History, Operation } from "./history.ts";
import type { Dialect } from "./hot-key-dialects.ts";
import { connectTo, type Target } from "./server-process.ts";

/** What {@link recordHotKeys} does. */
export interface HotKeyPlan {
  readonly seed: number;
  /** One for each connection: the dialects it chooses from, request by request. */
  readonly connections: readonly (readonly Dialect[])[];
  readonly keyCount: number;
  /** Requests are sent until then, at least one by each connection. */
  readonly seconds: number;
  /** Requests that a connection sends at once, at most. */
  readonly pipeline: number;
}

interface Request {
  readonly key: string;
  readonly action: Action;
  readonly dialect: Dialect;
}

/** Monotonic, in nanoseconds, small enough to be exact. */
const startedNs = process.hrtime.bigint();
function nowNs(): number {
  return Number(process.hrtime.bigint() - startedNs);
}

/** A connection that chooses requests by its own random stream; what it learns of versions it uses for its next cas. */
class HotKeyClient {
  readonly #index: number;
  readonly #plan: HotKeyPlan;
  readonly #dialects: readonly Dialect[];
  readonly #random: Prng;
  readonly #socket: Socket;
  readonly #lastCas = new Map<string, number>();
  #received: Buffer = Buffer.alloc(0);
  #onNews: (() => void) | undefined;
  #isClosed = false;
  #requestCount = 0;

  constructor(index: number, plan: HotKeyPlan, socket: Socket) {
    this.#index = index;
    this.#plan = plan;
    this.#dialects = plan.connections[index] ?? [];
    this.#random = Prng.stream(plan.seed, index);
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => {
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
      this.#onNews?.();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#isClosed = true;
      this.#onNews?.();
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Sends some requests in one write and reads all their replies. */
  async step(record: (key: string, operation: Operation) => void): Promise<void> {
    const requests = Array.from({ length: 1 + this.#below(this.#plan.pipeline) }, () => this.#choose());
    const bytes = Buffer.concat(requests.map(({ key, action, dialect }) => dialect.encode(key, action)));
    const invokedNs = nowNs();
    this.#socket.write(bytes);
    for (const request of requests) {
      const { key, action } = request;
      const answer = await this.#answer(request);
      if (answer.cas !== undefined) this.#lastCas.set(key, answer.cas);
      record(key, { client: this.#index, action, answer, invokedNs, returnedNs: nowNs() });
    }
  }

  async #answer({ action, dialect }: Request): Promise<Answer> {
    for (;;) {
      const found = dialect.read(this.#received, 0, action);
      if (found !== undefined) {
        this.#received = this.#received.subarray(found.end);
        return found.answer;
      }
      if (this.#isClosed) throw new Error("the server closed the connection");
      await new Promise<void>((resolve) => {
        this.#onNews = resolve;
      });
    }
  }

  #choose(): Request {
    const key = `hot-${this.#below(this.#plan.keyCount)}`;
    const dialect = this.#dialects[this.#below(this.#dialects.length)] as Dialect;
    this.#requestCount++;
    // Every value written is a new one, and increments do not lead from one to another.
    const value = String((this.#requestCount * this.#plan.connections.length + this.#index) * 10_000);
    const cas = this.#lastCas.get(key);
    const choice = this.#below(16);
    if (choice < 5) return { key, dialect, action: { kind: "get" } };
    if (choice < 7) return { key, dialect, action: { kind: "set", value } };
    if (choice < 9) return { key, dialect, action: { kind: "add", value } };
    if (choice < 11) return { key, dialect, action: { kind: "incr", delta: 1 + this.#below(3) } };
    if (choice < 13 || cas === undefined) return { key, dialect, action: { kind: "delete" } };
    if (choice === 13 && dialect.name !== "classic") return { key, dialect, action: { kind: "delete", cas } };
    return { key, dialect, action: { kind: "cas", value, cas } };
  }

  #below(count: number): number {
    return this.#random.nextBelow(count);
  }
}

/** Works on the keys `hot-0`, `hot-1`, ..., which have to be absent, and returns what was answered. */
export async function recordHotKeys(target: Target, plan: HotKeyPlan): Promise<History> {
  const history = new Map<string, Operation[]>();
  for (let index = 0; index < plan.keyCount; index++) history.set(`hot-${index}`, []);
  const deadlineNs = nowNs() + plan.seconds * 1e9;
  const clients = await Promise.all(
    plan.connections.map(async (_, index) => new HotKeyClient(index, plan, await connectTo(target))),
  );
  try {
    await Promise.all(
      clients.map(async (client) => {
        do {
          await client.step((key, operation) => history.get(key)?.push(operation));
        } while (nowNs() < deadlineNs);
      }),
    );
  } finally {
    for (const client of clients) client.close();
  }
  return history;
}
