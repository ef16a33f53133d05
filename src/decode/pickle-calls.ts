/** Calls that pickles make, turned into what they mean where that is certain: dates, sets, bytes. Nothing is called. */
import { Buffer } from "node:buffer";
import { shortName } from "./short-name.ts";
import { type BytesNode, floatNode, listNode, nameNode, objectNode, type TreeNode } from "./tree.ts";

/** The node for calling `callee` with `args`; the callee is whatever the pickle put on the stack. */
export function callNode(callee: TreeNode, args: TreeNode[]): TreeNode {
  const name = callee.kind === "name" ? callee.text : undefined;
  if (name === undefined) {
    return objectNode("(call)", [callee, ...args]);
  }
  return KNOWN.get(name)?.(args) ?? objectNode(name, args);
}

/** What a pickle shows of the arguments of a call: a tuple's items; anything else is one argument. */
export function argumentsOf(node: TreeNode): TreeNode[] {
  return node.kind === "list" ? node.items : [node];
}

type Simplify = (args: TreeNode[]) => TreeNode | undefined;

const KNOWN: ReadonlyMap<string, Simplify> = new Map(
  Object.entries<Simplify>({
    "datetime.datetime": (args) => fromState(args, dateTime),
    "datetime.date": (args) => fromState(args, day),
    "datetime.time": (args) => fromState(args, timeOfDay),
    "builtins.set": (args) => collection("set", args),
    "__builtin__.set": (args) => collection("set", args),
    "builtins.frozenset": (args) => collection("frozenset", args),
    "__builtin__.frozenset": (args) => collection("frozenset", args),
    "builtins.bytes": (args) => (args.length === 0 ? bytesNode(new Uint8Array()) : undefined),
    "__builtin__.bytes": (args) => (args.length === 0 ? bytesNode(new Uint8Array()) : undefined),
    "_codecs.encode": encoded,
    "builtins.getattr": attribute,
    "__builtin__.getattr": attribute,
    "builtins.float": float,
    "copyreg._reconstructor": reconstructed,
    "copy_reg._reconstructor": reconstructed,
    "copyreg.__newobj__": created,
  }),
);

function collection(type: string, args: readonly TreeNode[]): TreeNode | undefined {
  const [items, ...others] = args;
  return items?.kind === "list" && others.length === 0 ? listNode(type, items.items) : undefined;
}

/** Protocols below 3 have no bytes: they write the text that latin1 encodes to them. */
function encoded([text, encoding]: readonly TreeNode[]): TreeNode | undefined {
  const isLatin1 = encoding?.kind === "text" && encoding.value === "latin1";
  return isLatin1 && text?.kind === "text" ? bytesNode(Buffer.from(text.value, "latin1")) : undefined;
}

function bytesNode(value: Uint8Array): BytesNode {
  return { kind: "bytes", value };
}

function attribute([owner, name]: readonly TreeNode[]): TreeNode | undefined {
  return owner?.kind === "name" && name?.kind === "text"
    ? nameNode(shortName(`${owner.text}.${shortName(name.value)}`))
    : undefined;
}

function float([text]: readonly TreeNode[]): TreeNode | undefined {
  return text?.kind === "text" && /^-?(?:inf|nan)$/.test(text.value)
    ? floatNode(Number(text.value.replace("inf", "Infinity")))
    : undefined;
}

/** An object of class `type`, of which `base` has been made from `state` unless it is plain. */
function reconstructed([type, base, state]: readonly TreeNode[]): TreeNode | undefined {
  if (type?.kind !== "name" || base?.kind !== "name") {
    return undefined;
  }
  const isPlain = /^(?:builtins|__builtin__)\.object$/.test(base.text);
  return objectNode(type.text, isPlain || state === undefined ? [] : [state]);
}

function created([type, ...args]: readonly TreeNode[]): TreeNode | undefined {
  return type?.kind === "name" ? objectNode(type.text, args) : undefined;
}

/** A date and a time take ten bytes. */
const STATE_LENGTH_MAX = 10;

/** The first argument holds the fields packed in bytes; a text of characters below 256 where Python 2 wrote it. */
function fromState(args: readonly TreeNode[], unpack: (state: Uint8Array) => string | undefined): TreeNode | undefined {
  const [packed, zone] = args;
  if ((packed?.kind !== "bytes" && packed?.kind !== "text") || packed.value.length > STATE_LENGTH_MAX) {
    return undefined;
  }
  const text = unpack(packed.kind === "bytes" ? packed.value : Buffer.from(packed.value, "latin1"));
  if (text === undefined) {
    return undefined;
  }
  if (zone === undefined) {
    return { kind: "date", text };
  }
  return isUtc(zone) ? { kind: "date", text: `${text}+00:00` } : objectNode("datetime", [{ kind: "date", text }, zone]);
}

function isUtc(zone: TreeNode): boolean {
  return zone.kind === "name" && zone.text === "datetime.timezone.utc"
    ? true
    : zone.kind === "object" && zone.className === "datetime.timezone" && isZero(zone.args?.[0]);
}

function isZero(delta: TreeNode | undefined): boolean {
  return (
    delta?.kind === "object" &&
    delta.className === "datetime.timedelta" &&
    delta.args?.length === 3 &&
    delta.args.every((part) => part.kind === "number" && part.text === "0")
  );
}

function two(value: number | undefined): string {
  return String(value ?? 0).padStart(2, "0");
}

/** Year in two bytes, month (its top bit is `fold`), day. */
function day(state: Uint8Array): string | undefined {
  if (state.length !== 4) {
    return undefined;
  }
  const [high = 0, low = 0, month = 0, date = 0] = state;
  const isDate = (month & 0x7f) >= 1 && (month & 0x7f) <= 12 && date >= 1 && date <= 31;
  return isDate ? `${String(high * 256 + low).padStart(4, "0")}-${two(month & 0x7f)}-${two(date)}` : undefined;
}

/** Hour (its top bit is `fold`), minute, second, microseconds in three bytes. */
function timeOfDay(state: Uint8Array): string | undefined {
  if (state.length !== 6) {
    return undefined;
  }
  const [hourAndFold = 0, minute = 0, second = 0, high = 0, middle = 0, low = 0] = state;
  const hour = hourAndFold & 0x7f;
  const microseconds = high * 65_536 + middle * 256 + low;
  if (hour > 23 || minute > 59 || second > 59 || microseconds > 999_999) {
    return undefined;
  }
  const fraction = microseconds === 0 ? "" : `.${String(microseconds).padStart(6, "0")}`;
  return `${two(hour)}:${two(minute)}:${two(second)}${fraction}`;
}

function dateTime(state: Uint8Array): string | undefined {
  if (state.length !== 10) {
    return undefined;
  }
  const date = day(state.subarray(0, 4));
  const time = timeOfDay(state.subarray(4));
  return date === undefined || time === undefined ? undefined : `${date}T${time}`;
}
