/** One conversation with one server at a time: runs requests, knows whether the server is there, remembers keys. */
import { type Address, formatAddress } from "../base/address.ts";
import { MemtoolError, messageOf } from "../base/errors.ts";
import type { Reply } from "../protocol/reply.ts";
import { KnownKeys } from "./known-keys.ts";
import type { Request } from "./parse-line.ts";
import { keysIn } from "./reply-keys.ts";

/** What the session needs of a client; MemcachedClient has it. */
export interface SessionClient {
  connect(): Promise<void>;
  /** `onLine` takes the lines of a dump as they come. */
  execute(line: Uint8Array, value?: Uint8Array, options?: { readonly onLine?: (line: string) => void }): Promise<Reply>;
  /** Closes at once; whatever is pending fails. */
  destroy(): void;
}

/** Makes the client for an address; nothing is sent yet. `onDisconnect` is told when the server ends a connection. */
export type OpenClient = (address: Address, onDisconnect: () => void) => SessionClient;

/** `idle`: not tried yet. `gone`: the last attempt to connect or talk failed, or the server closed the connection. */
export type ConnectionState = "idle" | "connected" | "gone";

/** What came of a request. `reconnected`: the server was gone before and answered again. */
export type Outcome =
  | { readonly kind: "reply"; readonly reply: Reply; readonly elapsedMs: number; readonly reconnected: boolean }
  | { readonly kind: "failed"; readonly error: MemtoolError };

/** See the file's comment. All failures are outcomes; nothing here throws for what a server does. */
export class Session {
  readonly keys = new KnownKeys();
  readonly #open: OpenClient;
  readonly #now: () => number;
  readonly #address: Address;
  #client: SessionClient;
  #state: ConnectionState = "idle";
  /** Called when the server goes away while nothing is under way. */
  onGone: () => void = () => {};

  /** @param now monotonic milliseconds */
  constructor(open: OpenClient, address: Address, now: () => number) {
    this.#open = open;
    this.#now = now;
    this.#address = address;
    this.#client = this.#makeClient();
  }

  #makeClient(): SessionClient {
    const client: SessionClient = this.#open(this.#address, () => {
      if (client === this.#client) {
        this.#state = "gone";
        this.onGone();
      }
    });
    return client;
  }

  /** The address as text, never with its password. */
  get address(): string {
    return formatAddress(this.#address);
  }

  /** The address as it was given, for connections beside this one. */
  get target(): Address {
    return this.#address;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Connects now, so that the prompt can tell; undefined when it worked. */
  async connect(): Promise<MemtoolError | undefined> {
    const client = this.#client;
    try {
      await client.connect();
      this.#note(client, "connected");
      return undefined;
    } catch (error) {
      this.#note(client, "gone");
      return asMemtoolError(error);
    }
  }

  /** Sends a request and waits for its reply. A server that was gone is connected to again. */
  async run(request: Request, value: Uint8Array | undefined = request.value): Promise<Outcome> {
    const client = this.#client;
    const before = this.#state;
    const startMs = this.#now();
    try {
      const reply = await client.execute(request.line, value);
      this.#note(client, reply.kind === "closed" ? "gone" : "connected");
      for (const key of keysIn(reply, request)) {
        this.keys.add(key);
      }
      return { kind: "reply", reply, elapsedMs: this.#now() - startMs, reconnected: before === "gone" };
    } catch (error) {
      const failure = asMemtoolError(error);
      if (failure.code !== "USAGE") {
        this.#note(client, "gone");
      }
      return { kind: "failed", error: failure };
    }
  }

  /** A client that was given up says nothing about the one that took its place. */
  #note(client: SessionClient, state: ConnectionState): void {
    if (client === this.#client) {
      this.#state = state;
    }
  }

  /** Gives up on whatever is being waited for; the next request connects anew. */
  abandon(): void {
    this.#client.destroy();
    this.#client = this.#makeClient();
    this.#state = "idle";
  }

  /** Closes the connection for good. */
  close(): void {
    this.#client.destroy();
  }
}

function asMemtoolError(error: unknown): MemtoolError {
  return error instanceof MemtoolError ? error : new MemtoolError("BUG", messageOf(error), { cause: error });
}
