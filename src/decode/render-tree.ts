/** A tree as lines: what fits on one line stands on one, everything else is broken up by its structure. */
import { escapeControls, escapeText } from "../base/escape.ts";
import { textWidth } from "../base/text-width.ts";
import { anchorSegments, atomSegments } from "./render-atom.ts";
import { type DecodedLine, type DecodedSegment, decodedSegment } from "./segments.ts";
import type { ListNode, MapNode, ObjectNode, TreeField, TreeNode } from "./tree.ts";

/** Kinds that brackets alone tell. */
const PLAIN_TYPES: ReadonlySet<string> = new Set(["array", "list", "tuple", "object", "dict", "hash", "map"]);
const INDENT_COLUMNS = 2;
/** A key longer than this is cut. */
const KEY_COLUMNS_MAX = 60;
/** Numbers up to this length stand side by side. */
const SHORT_NUMBER_MAX = 40;

type Container = ListNode | MapNode | ObjectNode;

/** One element of a container: what stands before its value. */
interface Member {
  readonly before: readonly DecodedSegment[];
  readonly node: TreeNode;
}

/** A container in its parts. */
interface Parts {
  readonly open: readonly DecodedSegment[];
  readonly close: DecodedSegment;
  readonly count: number;
  /** Made one by one: most of a large container is never shown. */
  member(index: number): Member;
}

/** The lines of a tree in `width` columns, `linesMax` at most; `isWhole` says whether that was enough. */
export function renderTree(
  root: TreeNode,
  width: number,
  linesMax: number,
): { readonly lines: DecodedLine[]; readonly isWhole: boolean } {
  const renderer = new Renderer(width, linesMax);
  renderer.block(root, [], [], 0);
  return { lines: renderer.lines, isWhole: renderer.isWhole };
}

class Renderer {
  readonly lines: DecodedLine[] = [];
  readonly #width: number;
  readonly #linesMax: number;
  isWhole = true;

  constructor(width: number, linesMax: number) {
    this.#width = width;
    this.#linesMax = linesMax;
  }

  block(node: TreeNode, before: readonly DecodedSegment[], after: readonly DecodedSegment[], depth: number): void {
    const indent = indentOf(depth, this.#width);
    const room = this.#width - indent.length - columns(before) - columns(after);
    const inline = inlineSegments(node, room) ?? atomSegments(node, Math.max(room, 1));
    if (inline !== undefined) {
      this.#emit(indent, [...before, ...inline, ...after]);
      return;
    }
    const { open, close, count, member } = partsOf(node as Container);
    this.#emit(indent, [...before, ...open]);
    if (node.kind === "list" && node.items.every(isShort)) {
      this.#fill(node.items, depth + 1);
    } else {
      for (let index = 0; index < count && this.isWhole; index++) {
        const { before: name, node: value } = member(index);
        this.block(value, name, index + 1 < count ? [COMMA] : [], depth + 1);
      }
    }
    this.#emit(indent, [close, ...after]);
  }

  /** Numbers and the like stand side by side. */
  #fill(items: readonly TreeNode[], depth: number): void {
    const indent = indentOf(depth, this.#width);
    let line: DecodedSegment[] = [];
    let left = this.#width - indent.length;
    for (let index = 0; index < items.length && this.isWhole; index++) {
      const atom = atomSegments(items[index] as TreeNode, Number.POSITIVE_INFINITY) ?? [];
      const separated = index + 1 < items.length ? [...atom, COMMA] : atom;
      const needed = columns(separated) + (line.length === 0 ? 0 : 1);
      if (needed > left && line.length > 0) {
        this.#emit(indent, line);
        line = [];
        left = this.#width - indent.length;
      }
      line.push(...(line.length === 0 ? separated : [SPACE, ...separated]));
      left -= needed;
    }
    this.#emit(indent, line);
  }

  #emit(indent: string, segments: readonly DecodedSegment[]): void {
    if (this.lines.length >= this.#linesMax) {
      this.isWhole = false;
      return;
    }
    this.lines.push(indent === "" ? segments : [decodedSegment("plain", indent), ...segments]);
  }
}

/** What is nested deeply still has half of the width. */
function indentOf(depth: number, width: number): string {
  return " ".repeat(Math.min(depth * INDENT_COLUMNS, Math.floor(width / 2)));
}

function isShort(node: TreeNode): boolean {
  switch (node.kind) {
    case "number":
      return node.text.length <= SHORT_NUMBER_MAX;
    case "null":
    case "boolean":
      return true;
    default:
      return false;
  }
}

const SPACE = decodedSegment("plain", " ");
const COMMA = decodedSegment("punctuation", ",");
const COMMA_SPACE = decodedSegment("punctuation", ", ");
const COLON = decodedSegment("punctuation", ": ");

function columns(segments: readonly DecodedSegment[]): number {
  return segments.reduce((sum, { text }) => sum + textWidth(text), 0);
}

/** A value on one line, if it fits there whole. Work is done for what fits only. */
function inlineSegments(node: TreeNode, room: number): DecodedSegment[] | undefined {
  const line: DecodedSegment[] = [];
  return writeInline(node, room, line) < 0 ? undefined : line;
}

/** Writes to `line`; answers the room that is left, negative if it was not enough. */
function writeInline(node: TreeNode, room: number, line: DecodedSegment[]): number {
  if ((node.kind === "text" || node.kind === "bytes") && node.value.length > room) {
    return -1;
  }
  const atom = atomSegments(node, Number.POSITIVE_INFINITY);
  if (atom !== undefined) {
    line.push(...atom);
    return room - columns(atom);
  }
  const { open, close, count, member } = partsOf(node as Container);
  line.push(...open);
  let left = room - columns(open) - close.text.length;
  for (let index = 0; index < count && left >= 0; index++) {
    const { before, node: value } = member(index);
    const separated = index === 0 ? before : [COMMA_SPACE, ...before];
    line.push(...separated);
    left = writeInline(value, left - columns(separated), line);
  }
  line.push(close);
  return left;
}

function partsOf(node: Container): Parts {
  switch (node.kind) {
    case "list":
      return listParts(node);
    case "map":
      return {
        open: [...anchorSegments(node.anchor), ...typeSegments(node.type), decodedSegment("punctuation", "{")],
        close: decodedSegment("punctuation", "}"),
        count: node.entries.length,
        member: (index) => entryMember(node.entries[index] as [TreeNode, TreeNode]),
      };
    case "object":
      return objectParts(node);
  }
}

function typeSegments(type: string): DecodedSegment[] {
  return PLAIN_TYPES.has(type) ? [] : [decodedSegment("type", `${escapeControls(type)} `)];
}

function listParts(node: ListNode): Parts {
  const [open, close] = node.type === "tuple" ? "()" : "[]";
  return {
    open: [...anchorSegments(node.anchor), ...typeSegments(node.type), decodedSegment("punctuation", open as string)],
    // As Python writes a tuple of one, to tell it from a value in brackets.
    close: decodedSegment("punctuation", node.type === "tuple" && node.items.length === 1 ? ",)" : (close as string)),
    count: node.items.length,
    member: (index) => ({ before: [], node: node.items[index] as TreeNode }),
  };
}

function entryMember([key, node]: readonly [TreeNode, TreeNode]): Member {
  const atom = atomSegments(key, KEY_COLUMNS_MAX);
  const before = atom?.map(({ text, style }) => decodedSegment(style === "string" ? "key" : style, text));
  return { before: [...(before ?? inlineSegments(key, KEY_COLUMNS_MAX) ?? [LONG_KEY]), COLON], node };
}

const LONG_KEY = decodedSegment("note", "(long key)");

/** `name(arguments)`, `name {properties}`, or both with the arguments first. */
function objectParts(node: ObjectNode): Parts {
  const { args = [], fields, items, entries } = node;
  const isCall = node.args !== undefined && fields.length + items.length + entries.length === 0;
  const [open, close] = isCall ? ["(", ")"] : [" {", "}"];
  return {
    open: [
      ...anchorSegments(node.anchor),
      decodedSegment("type", escapeControls(node.className)),
      decodedSegment("punctuation", open as string),
    ],
    close: decodedSegment("punctuation", close as string),
    count: args.length + fields.length + items.length + entries.length,
    member: (index) => {
      let at = index;
      if (at < args.length) {
        return { before: isCall ? [] : [decodedSegment("type", "argument"), COLON], node: args[at] as TreeNode };
      }
      at -= args.length;
      if (at < fields.length) {
        return fieldMember(fields[at] as TreeField);
      }
      at -= fields.length;
      return at < items.length
        ? { before: [], node: items[at] as TreeNode }
        : entryMember(entries[at - items.length] as [TreeNode, TreeNode]);
    },
  };
}

function fieldMember({ name, note, value }: TreeField): Member {
  const owner = note === undefined ? [] : [decodedSegment("type", `${escapeControls(note)} `)];
  return { before: [...owner, decodedSegment("key", escapeText(name)), COLON], node: value };
}
