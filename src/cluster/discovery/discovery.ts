/**
 * The servers of one source, and what becomes of them: asked at the start, and again and again while somebody follows. A source that
 * fails, or knows no server any more, leaves the last list as it is, and that is said once.
 */
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { unlessAborted } from "../../base/waiting.ts";
import type { DiscoveryPorts, ListReading, ListSource } from "./list-source.ts";
import { refreshDelayMs } from "./refresh-delay.ts";
import { areSameNodes, diffNodes, distinctNodes, type ListChange, type ServerList } from "./server-list.ts";

/** Who is told. */
export interface DiscoveryListener {
  /** The list is another one. @param changes empty where only the order is another */
  onChange(list: ServerList, changes: readonly ListChange[]): void;
  /** The list stays, because of this; told once until it is over. */
  onProblem(error: MemtoolError): void;
  /** It is over. */
  onRecovery(): void;
  /** Something about the source that people should know. */
  onRemark(text: string): void;
}

/** See the head of the file. */
export class Discovery {
  readonly #source: ListSource;
  readonly #ports: DiscoveryPorts;
  readonly #everyMs: number | undefined;
  readonly #remarks = new Set<string>();
  #list: ServerList | undefined;
  #ttlMs: number | undefined;
  #failureCount = 0;
  #isProblemTold = false;

  /** @param everyMs how often to ask instead of what the source has as a rule */
  constructor(source: ListSource, ports: DiscoveryPorts, everyMs?: number) {
    this.#source = source;
    this.#ports = ports;
    this.#everyMs = source.refreshMs === undefined ? undefined : (everyMs ?? source.refreshMs);
  }

  /** The last list; undefined before {@link start} is done. */
  get list(): ServerList | undefined {
    return this.#list;
  }

  /**
   * Asks for the first time.
   * @throws MemtoolError what the source throws; CONNECT where it knows no server
   */
  async start(listener: Pick<DiscoveryListener, "onRemark">, signal: AbortSignal): Promise<ServerList> {
    const reading = await this.#read(listener, signal);
    const { nodes, version = 1n } = reading;
    this.#list = { nodes, version, source: this.#source.name };
    return this.#list;
  }

  /** Follows the source until the signal, after {@link start}. Resolves at once where nothing can change. Rejects for bugs only. */
  async follow(listener: DiscoveryListener, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#everyMs !== undefined) {
      try {
        await this.#wait(this.#everyMs, signal);
        if (signal.aborted) {
          return;
        }
        // Who ends it does not wait for sources that cannot be told: a name that is being resolved, a connection that is being made.
        const reading = await unlessAborted(this.#read(listener, signal), signal);
        if (reading === undefined) {
          return;
        }
        this.#take(reading, listener);
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        this.#fail(problemOf(error), listener);
      }
    }
  }

  async #wait(everyMs: number, signal: AbortSignal): Promise<void> {
    if (this.#source.changed !== undefined && this.#failureCount === 0) {
      await this.#source.changed(signal);
      return;
    }
    const random = this.#ports.random();
    const delayMs = refreshDelayMs({ everyMs, ttlMs: this.#ttlMs, failureCount: this.#failureCount, random });
    await this.#ports.clock.sleep(delayMs, signal);
  }

  async #read(listener: Pick<DiscoveryListener, "onRemark">, signal: AbortSignal): Promise<ListReading> {
    const reading = await this.#source.read(signal);
    for (const remark of reading.remarks ?? []) {
      if (!this.#remarks.has(remark)) {
        this.#remarks.add(remark);
        listener.onRemark(remark);
      }
    }
    const nodes = distinctNodes(reading.nodes);
    if (nodes.length === 0) {
      throw emptyList(this.#source.name);
    }
    this.#ttlMs = reading.ttlMs;
    return { ...reading, nodes };
  }

  /** A list of the version that is known already changes nothing: versions grow with every change. */
  #take(reading: ListReading, listener: DiscoveryListener): void {
    const { name, neverGoesBack } = this.#source;
    const before = this.#list;
    const { nodes, version } = reading;
    this.#failureCount = 0;
    if (before !== undefined && neverGoesBack && version !== undefined && version < before.version) {
      this.#tellProblem(olderList(name, version, before.version), listener);
      return;
    }
    if (this.#isProblemTold) {
      this.#isProblemTold = false;
      listener.onRecovery();
    }
    const isKnown = neverGoesBack && version !== undefined && version === before?.version;
    if (isKnown || (before !== undefined && areSameNodes(before.nodes, nodes))) {
      return;
    }
    this.#list = { nodes, version: version ?? (before?.version ?? 0n) + 1n, source: name };
    listener.onChange(this.#list, diffNodes(before?.nodes ?? [], nodes));
  }

  #fail(error: MemtoolError, listener: DiscoveryListener): void {
    this.#failureCount++;
    this.#tellProblem(error, listener);
  }

  #tellProblem(error: MemtoolError, listener: DiscoveryListener): void {
    if (!this.#isProblemTold) {
      this.#isProblemTold = true;
      listener.onProblem(error);
    }
  }
}

/** Bugs are not to be waited out. */
function problemOf(error: unknown): MemtoolError {
  if (error instanceof MemtoolError && error.code !== "BUG") {
    return error;
  }
  throw error instanceof MemtoolError ? error : new MemtoolError("BUG", messageOf(error), { cause: error });
}

function emptyList(name: string): MemtoolError {
  return new MemtoolError("CONNECT", `${name} knows no servers`, {
    hint: "nothing has been registered there yet, or everything has left: name the servers themselves to do without it",
  });
}

function olderList(name: string, version: bigint, known: bigint): MemtoolError {
  return new MemtoolError("PROTOCOL", `${name} answered with version ${version} of its list, older than ${known}`, {
    hint: "the newer list is kept; if the cluster was made anew under the same name, start this command again",
  });
}
