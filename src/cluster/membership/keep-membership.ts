/** Keeps a node in a list: attempt after attempt, until it is stopped. What each comes to is membership-state.ts's to say. */
import type { Clock } from "../../base/clock.ts";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { sleep } from "../../base/waiting.ts";
import { type Attempt, afterAttempt, type Membership, newMembership } from "./membership-state.ts";
import type { Registrar } from "./registrar.ts";

/** What it works with. */
export interface KeeperOptions {
  readonly registrar: Registrar;
  /** What the node is called. */
  readonly node: string;
  readonly leaseMs: number;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: (line: string) => void;
}

/** A clean stop tells the list, but waits no longer than this for it. */
const LEAVE_MS_MAX = 1000;

/** See the head of the file. */
export class MembershipKeeper {
  readonly #options: KeeperOptions;
  readonly #abort = new AbortController();
  #state: Membership;
  #isRunning: Promise<void> = Promise.resolve();
  #onAttempt: () => void = () => {};

  /** Resolves when the first attempt has come to something. */
  readonly attempted: Promise<void>;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#state = newMembership(options.clock.monotonicMs());
    this.attempted = new Promise((resolve) => {
      this.#onAttempt = resolve;
    });
  }

  /** How the node stands. */
  get state(): Membership {
    return this.#state;
  }

  /** Begins; goes on by itself. */
  start(): void {
    this.#isRunning = this.#run();
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    const { registrar, node, leaseMs, clock, random, log } = this.#options;
    while (!signal.aborted) {
      const attempt = await this.#attempt();
      if (signal.aborted) {
        return;
      }
      const facts = { nowMs: clock.monotonicMs(), leaseMs, random: random(), registrar: registrar.name, node };
      const { state, delayMs, line } = afterAttempt(this.#state, attempt, facts);
      this.#state = state;
      if (line !== undefined) {
        log(line);
      }
      this.#onAttempt();
      await sleep(delayMs, signal);
    }
  }

  async #attempt(): Promise<Attempt> {
    const { registrar } = this.#options;
    const { phase, wasRegistered } = this.#state;
    try {
      // After an outage the list may still have it: then the lease only begins anew.
      const renewed =
        phase === "registered" || (phase === "away" && wasRegistered) ? await registrar.renew() : undefined;
      return renewed === undefined || (renewed.kind === "lost" && phase === "away")
        ? await registrar.join(wasRegistered)
        : renewed;
    } catch (error) {
      if (!(error instanceof MemtoolError) || error.code === "BUG") {
        return { kind: "unanswered", reason: `a bug of memtool: ${messageOf(error)}` };
      }
      return { kind: "unanswered", reason: error.message };
    }
  }

  /** Stops, and leaves the list. Resolves soon, whether or not that could be told. */
  async stop(): Promise<void> {
    const { registrar } = this.#options;
    this.#abort.abort();
    const left = this.#isRunning.then(() => (this.#state.phase === "away" ? undefined : registrar.leave()));
    const timeout = new AbortController();
    await Promise.race([left.catch(() => {}), sleep(LEAVE_MS_MAX, timeout.signal)]);
    timeout.abort();
    registrar.destroy();
  }
}
