/**
 * The nodes of a directory and their leases: pure but for its own state, with the time passed in. Every change of the list makes its
 * version one more; renewing a lease is no change.
 *
 *     join ──> listed ── renew ──> lease begins anew
 *                 │ └──── leave, or the lease runs out ──> gone
 *                 └────── a newer instance at the same place takes the entry over: the older one has died
 *                           └── the older one renews: it has not, and has its entry back; the newer one will be told EXISTS
 */
import type { DirectoryAnswer } from "./answer.ts";
import { NODES_MAX } from "./limits.ts";
import { compareNodes, type NodeList } from "./node-list.ts";
import { isSameNode, isSamePlace, type NodeRecord } from "./node-record.ts";
import type { JoinRequest, MemberRequest } from "./request.ts";

/** A node that a directory keeps, without the time it has left. */
export interface StoredMember {
  readonly node: NodeRecord;
  readonly instance: string;
  /** How long it may be silent; undefined for the directory itself, which is never. */
  readonly leaseMs: number | undefined;
}

/** A listed node. */
export interface Member extends StoredMember {
  /** Until when it counts as alive. */
  readonly deadlineMs: number;
}

/** A list of nodes that is made by joining and leaving. */
export class NodeTable {
  #version: number;
  readonly #members = new Map<string, Member>();
  /** Members whose entries newer instances have taken over, by name. */
  readonly #replaced = new Map<string, Member>();

  /**
   * @param version to begin at
   * @param members those of an earlier run: they have a whole lease to come back
   */
  constructor(version: number, members: readonly StoredMember[], nowMs: number) {
    this.#version = version;
    for (const member of members) {
      this.#put(member, nowMs);
    }
  }

  /** Of the list. */
  get version(): number {
    return this.#version;
  }

  /** In the order of the list. */
  members(): Member[] {
    return [...this.#members.values()].sort((one, other) => compareNodes(one.node, other.node));
  }

  /** The list. */
  list(): NodeList {
    return { version: this.#version, nodes: this.members().map(({ node }) => node) };
  }

  /** Lists a node, or changes what is said of it. */
  join({ node, instance, leaseMs, isReturn }: JoinRequest, nowMs: number): DirectoryAnswer {
    const named = this.#members.get(node.name);
    const isOwn = named?.instance === instance;
    const isSuccessor =
      named !== undefined && named.leaseMs !== undefined && !isReturn && isSamePlace(named.node, node);
    const inTheWay = named !== undefined && !isOwn && !isSuccessor ? named : this.#atPlaceOf(node);
    if (inTheWay !== undefined) {
      const { name, host, port } = inTheWay.node;
      return { kind: "taken", version: this.#version, by: { name, host, port } };
    }
    if (named === undefined && this.#members.size >= NODES_MAX) {
      return {
        kind: "refused",
        word: "SERVER_ERROR",
        reason: `the directory has ${NODES_MAX} nodes, as many as it takes`,
      };
    }
    if (isSuccessor && !isOwn) {
      this.#replaced.set(node.name, named);
    }
    this.#change({ node, instance, leaseMs }, nowMs);
    return { kind: "ok", version: this.#version };
  }

  /** The instance that is listed under a name. */
  instanceOf(name: string): string | undefined {
    return this.#members.get(name)?.instance;
  }

  /** Another node at the place of this one. */
  #atPlaceOf(node: NodeRecord): Member | undefined {
    return [...this.#members.values()].find((other) => other.node.name !== node.name && isSamePlace(other.node, node));
  }

  /** Begins a lease anew. */
  renew({ name, instance }: MemberRequest, nowMs: number): DirectoryAnswer {
    const member = this.#members.get(name);
    if (member?.instance === instance) {
      this.#put(member, nowMs);
      return { kind: "ok", version: this.#version };
    }
    const older = this.#replaced.get(name);
    if (member === undefined || older?.instance !== instance || !mayReturn(older, member, nowMs)) {
      return { kind: "unknown", version: this.#version };
    }
    this.#replaced.delete(name);
    this.#change(older, nowMs);
    return { kind: "ok", version: this.#version };
  }

  /** Takes a node out. */
  leave({ name, instance }: MemberRequest): DirectoryAnswer {
    const member = this.#members.get(name);
    if (member?.instance !== instance || member.leaseMs === undefined) {
      return { kind: "unknown", version: this.#version };
    }
    this.#members.delete(name);
    return { kind: "ok", version: ++this.#version };
  }

  /** Takes those out whose lease has run out, and tells them. */
  expire(nowMs: number): Member[] {
    const dead = [...this.#members.values()].filter(({ deadlineMs }) => deadlineMs <= nowMs);
    for (const { node } of dead) {
      this.#members.delete(node.name);
      this.#version++;
    }
    for (const [name, { deadlineMs }] of this.#replaced) {
      if (deadlineMs <= nowMs) {
        this.#replaced.delete(name);
      }
    }
    return dead;
  }

  /** Lengthens all leases: for `ms` nobody could be heard. */
  prolong(ms: number): void {
    for (const [name, member] of this.#members) {
      this.#members.set(name, { ...member, deadlineMs: member.deadlineMs + ms });
    }
  }

  /**
   * Lists the directory itself, in place of what it was before and of whoever had its name or place; undefined does not.
   * @param instance of its process
   */
  setOwn(node: NodeRecord | undefined, instance: string, nowMs: number): void {
    let isListed = false;
    for (const [name, member] of this.#members) {
      const isOwn = member.leaseMs === undefined;
      const isReplaced = node !== undefined && (name === node.name || isSamePlace(member.node, node));
      if (isOwn && node !== undefined && isSameNode(member.node, node)) {
        isListed = true;
      } else if (isOwn || isReplaced) {
        this.#members.delete(name);
        this.#version++;
      }
    }
    if (node !== undefined) {
      this.#put({ node, instance, leaseMs: undefined }, nowMs);
      this.#version += isListed ? 0 : 1;
    }
  }

  /** Makes the list that of another directory, which looks after it. */
  replaceAll(nodes: readonly NodeRecord[], instance: string): void {
    const isSame =
      nodes.length === this.#members.size &&
      nodes.every((node) => {
        const member = this.#members.get(node.name);
        return member !== undefined && isSameNode(member.node, node);
      });
    if (isSame) {
      return;
    }
    this.#members.clear();
    for (const node of nodes.slice(0, NODES_MAX)) {
      this.#put({ node, instance, leaseMs: undefined }, 0);
    }
    this.#version++;
  }

  #change(member: StoredMember, nowMs: number): void {
    const before = this.#members.get(member.node.name);
    this.#put(member, nowMs);
    if (before === undefined || !isSameNode(before.node, member.node)) {
      this.#version++;
    }
  }

  #put({ node, instance, leaseMs }: StoredMember, nowMs: number): void {
    const deadlineMs = leaseMs === undefined ? Number.POSITIVE_INFINITY : nowMs + leaseMs;
    this.#members.set(node.name, { node, instance, leaseMs, deadlineMs });
  }
}

/** Whether an older instance that is alive gets the entry back that a newer one has. */
function mayReturn(older: Member, newer: Member, nowMs: number): boolean {
  return older.deadlineMs > nowMs && newer.leaseMs !== undefined && isSamePlace(older.node, newer.node);
}
