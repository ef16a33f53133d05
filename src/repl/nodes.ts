/** The servers of a shell, and which of them commands go to: one, all, or the owner of each key by a placement rule. */
import { type Address, formatAddress } from "../base/address.ts";
import { MemtoolError } from "../base/errors.ts";
import { createPlacement, formatClient, looksLikeClient, parseClient } from "../cluster/ring/clients.ts";
import { type Placement, placementServer } from "../cluster/ring/placement.ts";
import { type ConnectionState, type OpenClient, Session } from "./session.ts";

/** Where commands go. `placed`: a key's command to its owner, one without a key to all. */
export type Choice =
  | { readonly kind: "one"; readonly session: Session }
  | { readonly kind: "all" }
  | { readonly kind: "placed"; readonly rule: string; readonly placement: Placement };

/** See the file's comment. There is always at least one node; a single one is always the chosen one. */
export class Nodes {
  readonly #open: OpenClient;
  readonly #now: () => number;
  #sessions: readonly Session[] = [];
  #choice: Choice = { kind: "all" };
  /** Servers that somebody added to those that were found. */
  readonly #added = new Set<Session>();
  /** Whether the servers are still those that were found, and not others that somebody connected to. */
  #isFound = true;
  /** What has become of the found servers since the last command. */
  #news: { lines: string[]; addresses: readonly Address[] | undefined } = { lines: [], addresses: undefined };
  /** Called when a server goes away while nothing is under way. */
  onGone: () => void = () => {};

  /** @param now monotonic milliseconds */
  constructor(open: OpenClient, addresses: readonly Address[], now: () => number) {
    this.#open = open;
    this.#now = now;
    this.#replace(addresses);
  }

  get sessions(): readonly Session[] {
    return this.#sessions;
  }

  get choice(): Choice {
    return this.#choice;
  }

  /** The sessions that commands without a key go to. */
  get chosen(): readonly Session[] {
    return this.#choice.kind === "one" ? [this.#choice.session] : this.#sessions;
  }

  /** What the prompt says. */
  get label(): string {
    const choice = this.#choice;
    if (choice.kind === "one") {
      return choice.session.address;
    }
    return `${choice.kind === "all" ? "all" : choice.rule} ${this.#sessions.length} nodes`;
  }

  /** How many of the chosen nodes do not answer. */
  get goneCount(): number {
    return this.chosen.filter((session) => session.state === "gone").length;
  }

  /** `gone` as soon as one of the chosen nodes is. */
  get state(): ConnectionState {
    const states = this.chosen.map((session) => session.state);
    return states.includes("gone") ? "gone" : states.every((state) => state === "connected") ? "connected" : "idle";
  }

  /** The session that owns a key under the rule, the chosen one, or undefined when all are meant. */
  ownerOf(key: Uint8Array): Session | undefined {
    const choice = this.#choice;
    switch (choice.kind) {
      case "one":
        return choice.session;
      case "placed":
        return this.#sessions[choice.placement(key, 0, key.length)];
      case "all":
        return undefined;
    }
  }

  /** Talks to these servers instead of the ones before; nothing is sent yet. */
  replace(addresses: readonly Address[]): void {
    this.#isFound = false;
    this.#replace(addresses);
  }

  #replace(addresses: readonly Address[]): void {
    for (const session of this.#sessions) {
      session.close();
    }
    this.#sessions = addresses.map((address) => this.#makeSession(address));
    const [first] = this.#sessions;
    this.#choice =
      this.#sessions.length === 1 && first !== undefined ? { kind: "one", session: first } : { kind: "all" };
  }

  /** The servers that were found are these from the next command on, see {@link takeNews}; without effect once others were connected to. */
  become(addresses: readonly Address[]): void {
    this.#news.addresses = addresses;
  }

  /** Something about the servers that were found, to be said before the next command. */
  noteNews(line: string): void {
    this.#news.lines.push(line);
  }

  /** Between two commands: talks to the servers there are now, keeps connections to those that stay, and gives what is to be said. */
  takeNews(): readonly string[] {
    const { lines, addresses } = this.#news;
    this.#news = { lines: [], addresses: undefined };
    if (!this.#isFound) {
      return [];
    }
    if (addresses !== undefined) {
      this.#become(addresses);
    }
    return lines;
  }

  #become(addresses: readonly Address[]): void {
    const before = this.#sessions;
    const found = addresses.map((address) => {
      const name = formatAddress(address);
      return before.find((session) => session.address === name) ?? this.#makeSession(address);
    });
    const kept = new Set([...found, ...this.#added]);
    this.#sessions = [...kept];
    for (const session of before) {
      if (!kept.has(session)) {
        session.close();
      }
    }
    this.#chooseAgain();
  }

  /** What was chosen, among the servers there are now. A rule places keys on these. */
  #chooseAgain(): void {
    const choice = this.#choice;
    if (choice.kind === "placed") {
      this.#place(choice.rule);
    } else if (choice.kind === "all" || !this.#sessions.includes(choice.session)) {
      this.choose("all");
    }
  }

  /** Adds a server and chooses it. */
  add(address: Address): Session {
    const session = this.#makeSession(address);
    this.#added.add(session);
    this.#sessions = [...this.#sessions, session];
    this.#choice = { kind: "one", session };
    return session;
  }

  /** Takes a server that was just added out again; what was chosen before is chosen again. */
  remove(session: Session, before: Choice): void {
    session.close();
    this.#added.delete(session);
    this.#sessions = this.#sessions.filter((other) => other !== session);
    this.#choice = before;
  }

  #makeSession(address: Address): Session {
    const session = new Session(this.#open, address, this.#now);
    session.onGone = () => this.onGone();
    return session;
  }

  /**
   * Chooses by number, by address or a part of one that only one node has, `all`, or a placement rule; false when the word is
   * none of these, and may be another server's address.
   * @throws MemtoolError USAGE when the word fits several nodes, or the rule cannot be used with these servers
   */
  choose(word: string): boolean {
    if (word === "all") {
      const [only] = this.#sessions;
      this.#choice =
        this.#sessions.length === 1 && only !== undefined ? { kind: "one", session: only } : { kind: "all" };
      return true;
    }
    const session = this.#find(word);
    if (session !== undefined) {
      this.#choice = { kind: "one", session };
      return true;
    }
    return looksLikeClient(word) && this.#place(word);
  }

  #place(word: string): boolean {
    const rule = parseClient(word);
    const servers = this.#sessions.map((session) => placementServer(session.target));
    this.#choice = { kind: "placed", rule: formatClient(rule), placement: createPlacement(rule, servers) };
    return true;
  }

  #find(word: string): Session | undefined {
    const exact = this.#sessions.find((session) => session.address === word);
    if (exact !== undefined) {
      return exact;
    }
    if (/^\d{1,3}$/.test(word)) {
      return this.#sessions[Number(word) - 1];
    }
    const found = this.#sessions.filter((session) => session.address.includes(word));
    if (found.length > 1) {
      throw new MemtoolError("USAGE", `${JSON.stringify(word)} fits ${found.length} nodes`, {
        hint: `write one of ${found.map((session) => session.address).join(", ")}, or its number`,
      });
    }
    return found[0];
  }

  /** Keys seen on any node, for completion. */
  keysStartingWith(prefix: string): string[] {
    const [only, ...others] = this.#sessions;
    const keys = only?.keys.startingWith(prefix) ?? [];
    return others.length === 0
      ? keys
      : [...new Set(this.#sessions.flatMap((session) => session.keys.startingWith(prefix)))].sort();
  }

  /** Connects to all chosen nodes at once; the errors of those that do not answer. */
  async connect(): Promise<MemtoolError[]> {
    const errors = await Promise.all(this.chosen.map((session) => session.connect()));
    return errors.filter((error) => error !== undefined);
  }

  /** Gives up on whatever is being waited for. */
  abandon(): void {
    for (const session of this.#sessions) {
      session.abandon();
    }
  }

  /** Closes every connection. */
  close(): void {
    for (const session of this.#sessions) {
      session.close();
    }
  }
}
