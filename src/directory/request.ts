/**
 * What nodes say to their directory, as lines of its memcached port; ElastiCache's own `config get cluster` is of the same family, so that
 * no command of memcached can be meant:
 *
 *     config join NAME INSTANCE HOST IP PORT WEIGHT VERSION LEASE_MS [again]
 *     config renew NAME INSTANCE
 *     config leave NAME INSTANCE
 *
 * INSTANCE is a random number of the process: what tells a node from another that has its name. IP is `-` when it is not known. `again`
 * says that the instance has been in the list before. Over the binary protocol opcode 0x6e carries the line behind `config ` as its value.
 */
import { LEASE_MS_MAX, LEASE_MS_MIN } from "./limits.ts";
import { faultOfNode, isNodeName, type NodeRecord } from "./node-record.ts";

/** A node that wants to be listed. */
export interface JoinRequest {
  readonly kind: "join";
  readonly node: NodeRecord;
  readonly instance: string;
  readonly leaseMs: number;
  /** It was in the list before: a newer instance of its name goes first. */
  readonly isReturn: boolean;
}

/** A node that is alive, or goes. */
export interface MemberRequest {
  readonly kind: "renew" | "leave";
  readonly name: string;
  readonly instance: string;
}

/** One of the requests. */
export type DirectoryRequest = JoinRequest | MemberRequest;

/** Words behind `config` that are no request, and why. */
export interface BadRequest {
  readonly kind: "bad";
  readonly reason: string;
}

const INSTANCE = /^[0-9a-f]{16}$/;
const NUMBER = /^\d{1,9}$/;
const NO_IP = "-";
const AGAIN = "again";
const JOIN_WORDS = 8;

/** The line, without its end. */
export function formatDirectoryRequest(request: DirectoryRequest): string {
  if (request.kind !== "join") {
    return `config ${request.kind} ${request.name} ${request.instance}`;
  }
  const { node, instance, leaseMs, isReturn } = request;
  const { name, host, ip, port, weight, version } = node;
  const words = [name, instance, host, ip === "" ? NO_IP : ip, port, weight, version, leaseMs];
  return ["config join", ...words, ...(isReturn ? [AGAIN] : [])].join(" ");
}

/** Reads the words behind `config`; undefined when they are of another command. */
export function parseDirectoryRequest([verb, ...words]: readonly string[]): DirectoryRequest | BadRequest | undefined {
  switch (verb) {
    case "join":
      return parseJoin(words);
    case "renew":
    case "leave":
      return parseMember(verb, words);
    default:
      return undefined;
  }
}

function parseMember(kind: MemberRequest["kind"], words: readonly string[]): MemberRequest | BadRequest {
  const [name = "", instance = ""] = words;
  if (words.length !== 2) {
    return bad(`usage: config ${kind} NAME INSTANCE`);
  }
  return isNodeName(name) && INSTANCE.test(instance) ? { kind, name, instance } : bad("bad node name or instance");
}

function parseJoin(words: readonly string[]): JoinRequest | BadRequest {
  const [name = "", instance = "", host = "", ip = "", port = "", weight = "", version = "", leaseMs = "", again] =
    words;
  const isWhole = words.length === JOIN_WORDS || (words.length === JOIN_WORDS + 1 && again === AGAIN);
  if (!isWhole) {
    return bad("usage: config join NAME INSTANCE HOST IP PORT WEIGHT VERSION LEASE_MS [again]");
  }
  const node: NodeRecord = {
    name,
    host,
    ip: ip === NO_IP ? "" : ip,
    port: numberOf(port),
    weight: numberOf(weight),
    version,
  };
  const lease = numberOf(leaseMs);
  const fault = faultOfNode(node) ?? (INSTANCE.test(instance) ? undefined : "bad instance");
  if (fault !== undefined) {
    return bad(fault);
  }
  if (!(lease >= LEASE_MS_MIN && lease <= LEASE_MS_MAX)) {
    return bad(`a lease has ${LEASE_MS_MIN} to ${LEASE_MS_MAX} ms`);
  }
  return { kind: "join", node, instance, leaseMs: lease, isReturn: again === AGAIN };
}

function numberOf(word: string): number {
  return NUMBER.test(word) ? Number(word) : Number.NaN;
}

function bad(reason: string): BadRequest {
  return { kind: "bad", reason };
}
