/**
 * etcd through its JSON gateway: each question is a POST, answered by whichever member is there. A watch is a POST whose answer does not
 * end. (The npm client brings gRPC, protobufjs and an install script for what are four small messages here.)
 */
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import { formatDurationMs } from "../../base/format-units.ts";
import { formatEndpoint, type ServerSource } from "../../base/server-source.ts";
import { parseJson } from "./etcd-messages.ts";
import { ANSWER_TIMEOUT_MS, LIST_BYTES_MAX } from "./limits.ts";

/** An etcd, and who asks. */
export type EtcdSource = Extract<ServerSource, { kind: "etcd" }>;

/** Sends requests: the process's own `fetch`, or another for tests. */
export type Fetch = typeof fetch;

const UNAUTHENTICATED = 401;

/** See the head of the file. */
export class EtcdGateway {
  readonly #source: EtcdSource;
  readonly #fetch: Fetch;
  readonly #timeoutMs: number;
  /** The member to be asked first: the one that answered last. */
  #memberIndex = 0;
  /** The member that was asked last. */
  #askedIndex = 0;
  #token: string | undefined;

  constructor(source: EtcdSource, fetch: Fetch, timeoutMs = ANSWER_TIMEOUT_MS) {
    this.#source = source;
    this.#fetch = fetch;
    this.#timeoutMs = timeoutMs;
  }

  /** Asks, and reads the answer whole. @throws MemtoolError CONNECT, TIMEOUT, REFUSED, SERVER, PROTOCOL */
  async ask(path: string, body: object, signal: AbortSignal): Promise<unknown> {
    return await this.#withTimeout(signal, async (bounded) => {
      const response = await this.#post(path, body, bounded);
      const text = await textOf(response);
      if (!response.ok) {
        throw this.#refusal(response.status, text);
      }
      return parseJson(text);
    });
  }

  /**
   * Asks for an answer that does not end, and gives its lines. Ends when etcd ends it.
   * @throws MemtoolError as {@link ask}; DISCONNECTED when the member goes away
   */
  async *lines(path: string, body: object, signal: AbortSignal): AsyncGenerator<string> {
    const stream = new AbortController();
    const stop = (): void => stream.abort();
    signal.addEventListener("abort", stop);
    try {
      const response = await this.#withTimeout(signal, (bounded) => {
        bounded.addEventListener("abort", stop);
        return this.#post(path, body, stream.signal);
      });
      if (!response.ok || response.body === null) {
        throw this.#refusal(response.status, await textOf(response));
      }
      yield* this.#linesOf(response.body);
    } finally {
      signal.removeEventListener("abort", stop);
      stop();
    }
  }

  async *#linesOf(body: NonNullable<Response["body"]>): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    let rest = "";
    try {
      for await (const chunk of body) {
        const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
        rest = parts.pop() ?? "";
        yield* parts.filter((part) => part.trim() !== "");
        if (rest.length > LIST_BYTES_MAX) {
          throw new MemtoolError("PROTOCOL", "etcd sends a line without an end");
        }
      }
    } catch (error) {
      throw error instanceof MemtoolError ? error : this.#lost(error);
    }
  }

  /** Tries the members, the one that answered last first; logs in again where a token has run out. */
  async #post(path: string, body: object, signal: AbortSignal): Promise<Response> {
    this.#token ??= await this.#logIn(signal);
    const response = await this.#tryMembers(path, body, signal);
    if (response.status !== UNAUTHENTICATED || this.#source.login === undefined) {
      return response;
    }
    await response.body?.cancel();
    this.#token = await this.#logIn(signal);
    return await this.#tryMembers(path, body, signal);
  }

  async #logIn(signal: AbortSignal): Promise<string | undefined> {
    const { login } = this.#source;
    if (login === undefined) {
      return undefined;
    }
    this.#token = undefined;
    const { username: name, password } = login;
    const response = await this.#tryMembers("/v3/auth/authenticate", { name, password }, signal);
    const text = await textOf(response);
    const { token } = response.ok ? (parseJson(text) as { token?: unknown }) : { token: undefined };
    if (typeof token !== "string") {
      throw this.#refusal(response.status, text);
    }
    return token;
  }

  async #tryMembers(path: string, body: object, signal: AbortSignal): Promise<Response> {
    const { endpoints, tls } = this.#source;
    let failure: unknown;
    for (let tried = 0; tried < endpoints.length; tried++) {
      const index = (this.#memberIndex + tried) % endpoints.length;
      const endpoint = endpoints[index];
      if (endpoint === undefined || signal.aborted) {
        break;
      }
      this.#askedIndex = index;
      try {
        const response = await this.#fetch(`http${tls ? "s" : ""}://${formatEndpoint(endpoint)}${path}`, {
          method: "POST",
          body: JSON.stringify(body),
          headers: this.#token === undefined ? {} : { authorization: this.#token },
          signal,
        });
        // One without a leader answers, and cannot help: the next question goes to another.
        this.#memberIndex = response.status < 500 ? index : (index + 1) % endpoints.length;
        return response;
      } catch (error) {
        failure = error;
      }
    }
    this.#passOn();
    throw signal.aborted ? (signal.reason as Error) : this.#unreachable(failure);
  }

  /** A member that does not answer is no worse than one that is not there: the others are tried next time. */
  async #withTimeout<Result>(signal: AbortSignal, work: (bounded: AbortSignal) => Promise<Result>): Promise<Result> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(this.#late()), this.#timeoutMs);
    const stop = (): void => limit.abort(new MemtoolError("INTERRUPTED", `stopped asking ${this.#name}`));
    signal.addEventListener("abort", stop);
    try {
      if (signal.aborted) {
        stop();
      }
      return await work(limit.signal);
    } catch (error) {
      const { reason } = limit.signal;
      throw reason instanceof MemtoolError ? reason : error instanceof MemtoolError ? error : this.#lost(error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
  }

  /** The next question begins with another member. */
  #passOn(): void {
    this.#memberIndex = (this.#askedIndex + 1) % this.#source.endpoints.length;
  }

  get #name(): string {
    return `etcd at ${this.#source.endpoints.map(formatEndpoint).join(", ")}`;
  }

  #late(): MemtoolError {
    this.#passOn();
    return new MemtoolError("TIMEOUT", `${this.#name} did not answer within ${formatDurationMs(this.#timeoutMs)}`, {
      hint: "has it a leader? `etcdctl endpoint status` tells",
    });
  }

  #unreachable(error: unknown): MemtoolError {
    return new MemtoolError("CONNECT", `could not connect to ${this.#name}: ${reasonOf(error)}`, {
      cause: error,
      hint: "is it running there? 2379 is its port for clients",
    });
  }

  #lost(error: unknown): MemtoolError {
    return new MemtoolError("DISCONNECTED", `lost ${this.#name}: ${reasonOf(error)}`, { cause: error });
  }

  #refusal(status: number, text: string): MemtoolError {
    const said = escapeText(text.slice(0, 200)).trim();
    const isRefused = status === UNAUTHENTICATED || status === 403 || /auth|user name is empty|permission/i.test(said);
    return new MemtoolError(isRefused ? "REFUSED" : "SERVER", `${this.#name} refused: ${said || `HTTP ${status}`}`, {
      hint: isRefused
        ? "log in as etcd://user:password@host:2379/cluster, as a user who may read /memtool/"
        : "is this the client port of an etcd 3.4 or later, with its JSON gateway switched on?",
    });
  }
}

/** An answer whole, unless it is far too long to be one. @throws MemtoolError PROTOCOL */
async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LIST_BYTES_MAX * 2) {
      throw new MemtoolError("PROTOCOL", "etcd sends an answer without an end");
    }
  }
  return text;
}

/** `fetch failed` says nothing; what stands behind it does. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return code === "ECONNREFUSED" ? "connection refused" : messageOf(cause) || code;
}
