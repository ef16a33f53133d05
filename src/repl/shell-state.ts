/** What a shell remembers between lines (switches) and while a line runs (what Ctrl-C stops). */
import type { InspectStyle } from "./inspect-lines.ts";
import { sampleKeys } from "./key-list.ts";
import type { Nodes } from "./nodes.ts";
import type { Session } from "./session.ts";
import type { ShellPorts } from "./shell-ports.ts";
import { showQuoted } from "./show-value.ts";

/** See the file's comment. */
export class ShellState {
  readonly #nodes: Nodes;
  readonly #ports: ShellPorts;
  readonly #sampled = new WeakSet<Session>();
  #sampling = new AbortController();
  #stop: AbortController | undefined;
  #pendingCount = 0;
  /** Grows when a wait is given up: what belongs to an older one is not printed. */
  #generation = 0;
  /** `time on`. */
  hasTime = false;
  /** `raw on`. */
  isRaw = false;
  /** `pager off` prints everything at once. */
  hasPager = true;

  constructor(nodes: Nodes, ports: ShellPorts) {
    this.#nodes = nodes;
    this.#ports = ports;
  }

  /** How replies are shown now. */
  style(isScreen: boolean): InspectStyle {
    const { showValue, explainFlags } = this.#ports;
    return {
      width: this.#ports.width(),
      isScreen,
      showValue: this.isRaw ? showQuoted : showValue,
      hasTime: this.hasTime,
      explainFlags,
    };
  }

  /** Waits for replies; `isCurrent` is false when the wait was given up meanwhile. */
  async track<Result>(work: () => Promise<Result>): Promise<{ isCurrent: boolean; routed: Result }> {
    const generation = this.#generation;
    this.#pendingCount++;
    try {
      const routed = await work();
      return { isCurrent: generation === this.#generation, routed };
    } finally {
      this.#pendingCount--;
    }
  }

  /** Runs what goes on by itself until it is stopped; inside another such command the two share one stop. */
  async stoppable(note: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#stop !== undefined) {
      await work(this.#stop.signal);
      return;
    }
    const stop = new AbortController();
    this.#stop = stop;
    this.#ports.busy(note);
    try {
      await work(stop.signal);
    } finally {
      // One that was given up may end when another has begun.
      if (this.#stop === stop) {
        this.#stop = undefined;
      }
    }
  }

  /** Asks what goes on to stop; false when nothing does, when it was asked before, or when a reply is waited for as well. */
  stopGently(): boolean {
    if (this.#stop === undefined || this.#stop.signal.aborted) {
      return false;
    }
    this.#stop.abort();
    return this.#pendingCount === 0;
  }

  /** Whether replies are waited for. */
  get isWaiting(): boolean {
    return this.#pendingCount > 0;
  }

  /** Gives up what is waited for. */
  abandon(): void {
    this.#generation++;
    this.#stop = undefined;
    this.#nodes.abandon();
  }

  /** Lets completion know some keys of servers it has not seen yet, in the background. */
  sampleKeys(): void {
    const { sampleKeyCount, walkKeys } = this.#ports;
    const fresh = this.#nodes.chosen.filter((session) => session.state === "connected" && !this.#sampled.has(session));
    for (const session of sampleKeyCount > 0 ? fresh : []) {
      this.#sampled.add(session);
      const walk = walkKeys.bind(this.#ports);
      void sampleKeys(session, walk, sampleKeyCount, this.#sampling.signal);
    }
  }

  /** Ends every conversation. */
  close(): void {
    this.#sampling.abort();
    this.#stop?.abort();
    this.#nodes.close();
  }
}
