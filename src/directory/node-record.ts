/**
 * A cache node as a directory lists it. Everything in it comes over the wire and goes out again in lists whose separators are spaces,
 * `|` and line ends, so nothing is taken that could be one of them.
 */
import { NAME_LENGTH_MAX, VERSION_LENGTH_MAX, WEIGHT_MAX } from "./limits.ts";

/** See the head of the file. */
export interface NodeRecord {
  /** Who it is; unique in a list. */
  readonly name: string;
  /** Where clients find it: a name, or an address without brackets. */
  readonly host: string;
  /** The address of the host; empty when it is not known. */
  readonly ip: string;
  readonly port: number;
  /** How much of the keys it is to get, compared with the others. */
  readonly weight: number;
  /** What it answers to `version`. */
  readonly version: string;
}

/** Printable ASCII, but for the space and `|`. */
const WORD = /^[!-{}~]+$/;
const HOST_NAME = /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?$/i;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const BYTE_MAX = 255;
const PORT_MAX = 65_535;

/** Whether `text` is an IPv4 address, or an IPv6 address without brackets. */
export function isIpAddress(text: string): boolean {
  return IPV4.test(text)
    ? text.split(".").every((part) => Number(part) <= BYTE_MAX)
    : /^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text) && URL.canParse(`http://[${text}]/`);
}

/** Whether `text` can be the name of a node. */
export function isNodeName(text: string): boolean {
  return text.length <= NAME_LENGTH_MAX && WORD.test(text);
}

/** Whether `text` can be the host of a node. */
export function isNodeHost(text: string): boolean {
  return text.length <= NAME_LENGTH_MAX && (HOST_NAME.test(text) || isIpAddress(text));
}

/** What keeps a record out of lists, as the end of a sentence; undefined when nothing does. */
export function faultOfNode({ name, host, ip, port, weight, version }: NodeRecord): string | undefined {
  if (!isNodeName(name)) {
    return "bad node name";
  }
  if (!isNodeHost(host)) {
    return "bad host";
  }
  if (ip !== "" && !isIpAddress(ip)) {
    return "bad ip";
  }
  if (!isWithin(port, 1, PORT_MAX)) {
    return "bad port";
  }
  if (!isWithin(weight, 1, WEIGHT_MAX)) {
    return "bad weight";
  }
  return version.length <= VERSION_LENGTH_MAX && WORD.test(version) ? undefined : "bad version";
}

/** Whether two records say the same. */
export function isSameNode(one: NodeRecord, other: NodeRecord): boolean {
  return (Object.keys(one) as (keyof NodeRecord)[]).every((field) => one[field] === other[field]);
}

/** Whether two nodes are to be found at the same place. */
export function isSamePlace(one: NodeRecord, other: NodeRecord): boolean {
  return one.port === other.port && one.host.toLowerCase() === other.host.toLowerCase();
}

/** `host:port`, or `[v6]:port`. */
export function placeOfNode({ host, port }: Pick<NodeRecord, "host" | "port">): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function isWithin(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
