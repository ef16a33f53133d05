/** What a serialized value holds, in one shape for all formats: no node is more than data about what the bytes say. */

/** A property of an object. */
export interface TreeField {
  readonly name: string;
  /** Who may see it, or whose it is, where the format says so: `private of Account`. */
  readonly note?: string;
  value: TreeNode;
}

/** One key and its value. */
export type TreeEntry = [key: TreeNode, value: TreeNode];

/** A sequence: an array, a tuple, a set. */
export interface ListNode {
  readonly kind: "list";
  /** The format's own word: `array`, `list`, `tuple`, `set`. */
  readonly type: string;
  readonly items: TreeNode[];
  anchor?: number;
}

/** Keys and values. */
export interface MapNode {
  readonly kind: "map";
  /** The format's own word: `object` (JSON), `dict`, `hash`, `array` (PHP), `map`. */
  readonly type: string;
  readonly entries: TreeEntry[];
  anchor?: number;
}

/** An instance of a class, or a call that would make one: nothing of it is carried out. */
export interface ObjectNode {
  readonly kind: "object";
  /** As the bytes say it, e.g. `decimal.Decimal` or `App\User`; not escaped. */
  className: string;
  /** What its constructor, or the function of this name, would be given. */
  args?: TreeNode[];
  readonly fields: TreeField[];
  /** What would be appended to it. */
  readonly items: TreeNode[];
  /** What would be put into it by key. */
  readonly entries: TreeEntry[];
  anchor?: number;
}

/** Text, not escaped. */
export interface TextNode {
  readonly kind: "text";
  readonly value: string;
  anchor?: number;
}

/** Bytes that are not text. */
export interface BytesNode {
  readonly kind: "bytes";
  readonly value: Uint8Array;
  anchor?: number;
}

/** A number as text, so that none loses digits; `NaN`, `Infinity` and `-Infinity` are numbers too. */
export interface NumberNode {
  readonly kind: "number";
  readonly text: string;
  anchor?: number;
}

/**
 * One value. While a format is read the nodes may form any graph; {@link untangle} makes a tree of it, in which a `reference`
 * names the `anchor` of a node that stands elsewhere.
 */
export type TreeNode =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | NumberNode
  | TextNode
  | BytesNode
  /** A symbol, a class, a function, an enum's case: a word that stands for something; not escaped. */
  | { readonly kind: "name"; readonly text: string }
  /** A moment or a day, in the form of ISO 8601. */
  | { readonly kind: "date"; readonly text: string }
  | ListNode
  | MapNode
  | ObjectNode
  | { readonly kind: "reference"; readonly anchor: number }
  /** Something was left out here. */
  | { readonly kind: "cut"; readonly why: string };

/** No value: null, None, nil. */
export const NULL_NODE: TreeNode = { kind: "null" };

const TRUE_NODE: TreeNode = { kind: "boolean", value: true };
const FALSE_NODE: TreeNode = { kind: "boolean", value: false };

/** A truth value. */
export function booleanNode(value: boolean): TreeNode {
  return value ? TRUE_NODE : FALSE_NODE;
}

/** A number that JavaScript holds exactly. */
export function numberNode(value: number | bigint): NumberNode {
  return { kind: "number", text: Object.is(value, -0) ? "-0" : String(value) };
}

/** A floating-point number: whole ones keep a point, so that 2.0 is told from 2. */
export function floatNode(value: number): NumberNode {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return { kind: "number", text: /^-?\d+$/.test(text) ? `${text}.0` : text };
}

/** Text. */
export function textNode(value: string): TextNode {
  return { kind: "text", value };
}

/** A word. */
export function nameNode(text: string): TreeNode {
  return { kind: "name", text };
}

/** A sequence. */
export function listNode(type: string, items: TreeNode[] = []): ListNode {
  return { kind: "list", type, items };
}

/** Keys and values. */
export function mapNode(type: string, entries: TreeEntry[] = []): MapNode {
  return { kind: "map", type, entries };
}

/** An object; a call if it is given arguments. */
export function objectNode(className: string, args?: TreeNode[]): ObjectNode {
  return { kind: "object", className, ...(args && { args }), fields: [], items: [], entries: [] };
}
