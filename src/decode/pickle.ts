/**
 * Python's pickle, protocols 0 to 5 (CPython Lib/pickletools.py): a program for a stack machine. It is followed as far as its
 * shape goes: what it would import is a name, what it would call is shown as `module.name(arguments)`, and nothing is imported
 * or called.
 */
import type { Budget } from "./budget.ts";
import type { ByteCursor } from "./byte-cursor.ts";
import type { DecodeLimits } from "./limits.ts";
import type { Attempt } from "./malformed.ts";
import { readPickleAtom } from "./pickle-atoms.ts";
import { argumentsOf, callNode } from "./pickle-calls.ts";
import { PickleStack } from "./pickle-stack.ts";
import { type ReadTree, readTree } from "./read-tree.ts";
import { shortName } from "./short-name.ts";
import { listNode, mapNode, nameNode, objectNode, type TreeEntry, type TreeNode } from "./tree.ts";

const STOP = 0x2e;
/** Calls that make something of a text take it as one of their first arguments. */
const ARGUMENTS_MEASURED = 3;
/** So many characters of an argument count as a node. */
const TEXT_OF_A_NODE = 1000;

/** Whether the bytes begin with the protocol's number, as pickles from protocol 2 on do. */
export function looksLikePickle(bytes: Uint8Array): boolean {
  const [first, protocol = 0xff] = bytes;
  return first === 0x80 && protocol >= 2 && protocol <= 5 && bytes.at(-1) === STOP;
}

/** Reads one pickle. */
export function readPickle(bytes: Uint8Array, limits: DecodeLimits): Attempt<ReadTree> {
  return readTree(bytes, limits, (cursor, budget) => run(cursor, budget));
}

function run(cursor: ByteCursor, budget: Budget): TreeNode {
  const stack = new PickleStack(cursor);
  for (let opcode = cursor.uint8(); opcode !== STOP; opcode = cursor.uint8()) {
    budget.count();
    if (budget.isSpent) {
      return stack.bottom ?? cutNode(budget);
    }
    const atom = readPickleAtom(cursor, opcode);
    if (atom !== undefined) {
      stack.push(atom);
    } else if (!arrange(cursor, stack, opcode) && !gather(cursor, stack, opcode)) {
      make(cursor, stack, budget, opcode);
    }
  }
  return stack.pop();
}

function cutNode({ cut = "" }: Budget): TreeNode {
  return { kind: "cut", why: cut };
}

/** The operations on stack and memo; false if it is none of them. */
function arrange(cursor: ByteCursor, stack: PickleStack, opcode: number): boolean {
  switch (opcode) {
    case 0x80: // PROTO
      cursor.uint8();
      return true;
    case 0x95: // FRAME: bytes that belong together
      cursor.uint64();
      return true;
    case 0x28: // MARK
      stack.mark();
      return true;
    case 0x30: // POP
      stack.drop();
      return true;
    case 0x31: // POP_MARK
      stack.popMark();
      return true;
    case 0x32: // DUP
      stack.push(stack.top());
      return true;
    case 0x70: // PUT
      stack.remember(memoIndex(cursor));
      return true;
    case 0x71: // BINPUT
      stack.remember(cursor.uint8());
      return true;
    case 0x72: // LONG_BINPUT
      stack.remember(cursor.uint32(true));
      return true;
    case 0x94: // MEMOIZE
      stack.rememberNext();
      return true;
    case 0x67: // GET
      stack.recall(memoIndex(cursor));
      return true;
    case 0x68: // BINGET
      stack.recall(cursor.uint8());
      return true;
    case 0x6a: // LONG_BINGET
      stack.recall(cursor.uint32(true));
      return true;
    case 0x98: // READONLY_BUFFER
      stack.top();
      return true;
    default:
      return false;
  }
}

function memoIndex(cursor: ByteCursor): number {
  const line = cursor.line();
  return /^\d{1,10}$/.test(line) ? Number(line) : cursor.fail("a place of the memo is missing", line.length + 1);
}

/** The operations that make and fill containers; false if it is none of them. */
function gather(cursor: ByteCursor, stack: PickleStack, opcode: number): boolean {
  switch (opcode) {
    case 0x5d: // EMPTY_LIST
      stack.push(listNode("list"));
      return true;
    case 0x6c: // LIST
      stack.push(listNode("list", stack.popMark()));
      return true;
    case 0x61: // APPEND
      append(cursor, stack, [stack.pop()]);
      return true;
    case 0x65: // APPENDS
    case 0x90: // ADDITEMS
      append(cursor, stack, stack.popMark());
      return true;
    case 0x7d: // EMPTY_DICT
      stack.push(mapNode("dict"));
      return true;
    case 0x64: // DICT
      stack.push(mapNode("dict", pairs(cursor, stack.popMark())));
      return true;
    case 0x73: // SETITEM
      put(cursor, stack, stack.popMany(2));
      return true;
    case 0x75: // SETITEMS
      put(cursor, stack, stack.popMark());
      return true;
    case 0x8f: // EMPTY_SET
      stack.push(listNode("set"));
      return true;
    case 0x91: // FROZENSET
      stack.push(listNode("frozenset", stack.popMark()));
      return true;
    case 0x29: // EMPTY_TUPLE
      stack.push(listNode("tuple"));
      return true;
    case 0x74: // TUPLE
      stack.push(listNode("tuple", stack.popMark()));
      return true;
    case 0x85: // TUPLE1
    case 0x86: // TUPLE2
    case 0x87: // TUPLE3
      stack.push(listNode("tuple", stack.popMany(opcode - 0x84)));
      return true;
    default:
      return false;
  }
}

function append(cursor: ByteCursor, stack: PickleStack, nodes: readonly TreeNode[]): void {
  const target = stack.top();
  if (target.kind !== "list" && target.kind !== "object") {
    cursor.fail("something is appended to what is no list,", 1);
  }
  for (const node of nodes) {
    target.items.push(node);
  }
}

function put(cursor: ByteCursor, stack: PickleStack, nodes: readonly TreeNode[]): void {
  const target = stack.top();
  if (target.kind !== "map" && target.kind !== "object") {
    cursor.fail("an entry is put into what is no dict,", 1);
  }
  for (const entry of pairs(cursor, nodes)) {
    target.entries.push(entry);
  }
}

function pairs(cursor: ByteCursor, nodes: readonly TreeNode[]): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let index = 0; index < nodes.length; index += 2) {
    entries.push([nodes[index] as TreeNode, nodes[index + 1] ?? cursor.fail("a key has no value,", 1)]);
  }
  return entries;
}

/** The operations that would import, call and build. */
function make(cursor: ByteCursor, stack: PickleStack, budget: Budget, opcode: number): void {
  switch (opcode) {
    case 0x63: // GLOBAL
      stack.push(nameNode(`${cursor.line()}.${cursor.line()}`));
      return;
    case 0x93: // STACK_GLOBAL
      stack.push(globalName(cursor, stack.popMany(2)));
      return;
    case 0x52: // REDUCE
    case 0x81: {
      // NEWOBJ
      const [callee, args] = stack.popMany(2) as [TreeNode, TreeNode];
      const all = counted(budget, argumentsOf(args));
      stack.push(callNode(callee, budget.isSpent ? [] : all));
      return;
    }
    case 0x92: {
      // NEWOBJ_EX: named arguments too
      const [callee, args, named] = stack.popMany(3) as [TreeNode, TreeNode, TreeNode];
      stack.push(callNode(callee, [...counted(budget, argumentsOf(args)), named]));
      return;
    }
    case 0x69: // INST
      stack.push(callNode(nameNode(`${cursor.line()}.${cursor.line()}`), stack.popMark()));
      return;
    case 0x6f: {
      // OBJ
      const [callee, ...args] = stack.popMark();
      stack.push(callNode(callee ?? cursor.fail("an object has no class,", 1), args));
      return;
    }
    case 0x62: // BUILD
      build(stack, budget, stack.pop());
      return;
    case 0x50: // PERSID
      stack.push(objectNode("persistent id", [nameNode(cursor.line())]));
      return;
    case 0x51: // BINPERSID
      stack.push(objectNode("persistent id", [stack.pop()]));
      return;
    default:
      cursor.fail("no operation of pickle stands", 1);
  }
}

/**
 * The same arguments or state can be used again and again: each use counts, and long texts count more, because a call may make
 * bytes of them; or a small pickle would make a huge object.
 */
function counted<Item extends TreeNode | TreeEntry>(budget: Budget, items: Item[]): Item[] {
  budget.count(items.length);
  for (const item of items.slice(0, ARGUMENTS_MEASURED)) {
    budget.count("kind" in item && item.kind === "text" ? Math.floor(item.value.length / TEXT_OF_A_NODE) : 0);
  }
  return items;
}

function globalName(cursor: ByteCursor, nodes: readonly TreeNode[]): TreeNode {
  const [module, name] = nodes;
  return module?.kind === "text" && name?.kind === "text"
    ? nameNode(`${shortName(module.value)}.${shortName(name.value)}`)
    : cursor.fail("a global has no name,", 1);
}

/**
 * Gives an object its state: a dict becomes properties, and of a pair of dicts the second one is that of slots. What is no object
 * by now gets a call around it.
 */
function build(stack: PickleStack, budget: Budget, state: TreeNode): void {
  const target = stack.top();
  if (target.kind !== "object") {
    stack.pop();
    stack.push(objectNode("(state)", [target, state]));
    return;
  }
  const parts = state.kind === "list" && state.type === "tuple" && state.items.length === 2 ? state.items : [state];
  for (const part of parts) {
    counted(budget, part.kind === "map" ? part.entries : []);
  }
  if (budget.isSpent) {
    return;
  }
  const areProperties = parts.every((part) => part.kind === "null" || isProperties(part));
  if (!areProperties) {
    target.fields.push({ name: "(state)", value: state });
    return;
  }
  for (const part of parts) {
    for (const [key, value] of part.kind === "map" ? part.entries : []) {
      target.fields.push({ name: key.kind === "text" ? key.value : "", value });
    }
  }
}

function isProperties(node: TreeNode): boolean {
  return node.kind === "map" && node.entries.every(([key]) => key.kind === "text");
}
