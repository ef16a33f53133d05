/**
 * Registers a node in etcd: a key under a lease, which etcd deletes when the lease is not kept alive.
 *
 *     /memtool/CLUSTER/nodes/HOST:PORT  ->  {"host","port","weight","version","name","ip","instance","since"}     see discovery/etcd-messages.ts
 *
 *     join    lease grant, then put if the key does not exist; one of an earlier life of this node is written over
 *     renew   lease keepalive, and a look at the key: it may have been deleted, or taken over by a newer instance, which has taken this one for
 *             dead: then it is put back
 *     leave   lease revoke, which deletes the key at once
 *
 * 64-bit numbers are text here as they are on the wire: lease numbers are beyond 2^53.
 */
import { MemtoolError } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import { formatServerSource } from "../../base/server-source.ts";
import { type NodeRecord, placeOfNode } from "../../directory/node-record.ts";
import { EtcdGateway, type EtcdSource, type Fetch } from "../discovery/etcd-gateway.ts";
import { nodesPrefix, prefixRange } from "../discovery/etcd-messages.ts";
import type { Registration } from "./directory-registrar.ts";
import { type HeldNode, readHeldNodes, readLease, readTransaction } from "./etcd-answers.ts";
import type { Registrar, RegistrarOutcome } from "./registrar.ts";

const MS_PER_SECOND = 1000;

/** What the registrar works with. */
export interface EtcdRegistrarOptions {
  readonly fetch: Fetch;
  /** Longest wait for an answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Clients of the node speak TLS. */
  readonly tls: boolean;
}

/** See the head of the file. */
export class EtcdRegistrar implements Registrar {
  readonly name: string;
  readonly #gateway: EtcdGateway;
  readonly #prefix: string;
  readonly #registration: Registration;
  readonly #tls: boolean;
  readonly #abort = new AbortController();
  #lease: string | undefined;
  #key = "";
  /** What stands under the key, and since when: the revision of the store at which this node came. */
  #value = "";
  #since: string | undefined;

  constructor(source: EtcdSource, registration: Registration, { fetch, timeoutMs, tls }: EtcdRegistrarOptions) {
    this.name = formatServerSource(source);
    this.#gateway = new EtcdGateway(source, fetch, timeoutMs);
    this.#prefix = nodesPrefix(source.cluster);
    this.#registration = registration;
    this.#tls = tls;
  }

  async join(isReturn: boolean): Promise<RegistrarOutcome> {
    const { describe, instance, leaseMs } = this.#registration;
    const node = await describe();
    this.#key = this.#prefix + placeOfNode(node);
    const occupant = await this.#occupant(node, isReturn);
    if (occupant !== undefined) {
      return occupant;
    }
    await this.#revoke();
    const seconds = String(Math.ceil(leaseMs / MS_PER_SECOND));
    const { id, revision } = readLease(await this.#ask("/v3/lease/grant", { TTL: seconds }));
    this.#lease = id;
    this.#since = revision;
    this.#value = JSON.stringify({ ...node, instance, since: revision, ...(this.#tls ? { tls: true } : {}) });
    return await this.#put(isReturn);
  }

  /** Another node that is alive and has the name, or whose the address is by right. */
  async #occupant(node: NodeRecord, isReturn: boolean): Promise<RegistrarOutcome | undefined> {
    const held = await this.#held(prefixRange(this.#prefix));
    const { instance } = this.#registration;
    const others = held.filter((other) => other.instance !== instance);
    const named = others.find((other) => other.key !== this.#key && other.name === node.name);
    const atPlace = isReturn ? others.find((other) => other.key === this.#key) : undefined;
    const occupant = named ?? atPlace;
    return occupant === undefined ? undefined : { kind: "taken", by: this.#show(occupant) };
  }

  /** Put, unless the key has changed since it was looked at: whoever was faster is seen by the next attempt. */
  async #put(isReturn: boolean): Promise<RegistrarOutcome> {
    const key = base64(this.#key);
    const [before] = await this.#held({ key });
    const compare =
      before === undefined
        ? { key, target: "CREATE", result: "EQUAL", create_revision: "0" }
        : { key, target: "MOD", result: "EQUAL", mod_revision: before.revision };
    const put = { request_put: { key, value: base64(this.#value), lease: this.#lease } };
    const { isDone, revision } = readTransaction(await this.#ask("/v3/kv/txn", { compare: [compare], success: [put] }));
    if (isDone) {
      return { kind: "registered", version: revision };
    }
    const [faster] = await this.#held({ key });
    return faster === undefined || !isReturn ? { kind: "lost" } : { kind: "taken", by: this.#show(faster) };
  }

  async renew(): Promise<RegistrarOutcome> {
    if (this.#lease === undefined) {
      return { kind: "lost" };
    }
    const { seconds } = readLease(await this.#ask("/v3/lease/keepalive", { ID: this.#lease }));
    if (seconds === 0) {
      this.#lease = undefined;
      return { kind: "lost" };
    }
    const [held] = await this.#held({ key: base64(this.#key) });
    if (held?.instance === this.#registration.instance) {
      return { kind: "registered", version: held.revision };
    }
    return held !== undefined && this.#cameBefore(held) ? await this.#put(true) : { kind: "lost" };
  }

  /** Of two instances that are alive and claim one address the one goes first that came first; in the same moment, that with the lower number. */
  #cameBefore({ instance, since }: HeldNode): boolean {
    if (instance === undefined || since === undefined || this.#since === undefined) {
      return false;
    }
    const [own, other] = [BigInt(this.#since), BigInt(since)];
    return own === other ? this.#registration.instance < instance : own < other;
  }

  async leave(): Promise<void> {
    await this.#revoke();
  }

  destroy(): void {
    this.#abort.abort();
  }

  /** Its key goes with it. A lease that has run out by itself is as good. */
  async #revoke(): Promise<void> {
    const lease = this.#lease;
    this.#lease = undefined;
    if (lease !== undefined) {
      try {
        await this.#ask("/v3/lease/revoke", { ID: lease });
      } catch (error) {
        if (!(error instanceof MemtoolError) || error.code !== "SERVER") {
          throw error;
        }
      }
    }
  }

  async #held(range: object): Promise<readonly HeldNode[]> {
    return readHeldNodes(await this.#ask("/v3/kv/range", range));
  }

  #show({ key, name }: HeldNode): string {
    const place = key.slice(this.#prefix.length);
    return escapeText(name === undefined || name === place ? place : `${name} (${place})`);
  }

  async #ask(path: string, body: object): Promise<unknown> {
    return await this.#gateway.ask(path, body, this.#abort.signal);
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
