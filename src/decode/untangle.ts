/** Makes a tree of a graph: values that occur again, or in themselves, become references. */
import { type DecodeLimits, REPEATED_LENGTH_MAX } from "./limits.ts";
import { shortName } from "./short-name.ts";
import type { BytesNode, ListNode, MapNode, NumberNode, ObjectNode, TextNode, TreeField, TreeNode } from "./tree.ts";

/** Nodes that can be referred to. */
type Anchored = ListNode | MapNode | ObjectNode | NumberNode | TextNode | BytesNode;

/**
 * A copy of what is reached from `root` that holds every list, map, object and long text once, is no larger and no deeper than the
 * limits, and has no endless names: what shares its parts a hundred times over cannot grow here.
 */
export function untangle(
  root: TreeNode,
  limits: Pick<DecodeLimits, "nodesMax" | "depthMax">,
): { readonly root: TreeNode; readonly cut: string | undefined } {
  const untangler = new Untangler(limits);
  const tree = untangler.visit(root, 0);
  return { root: tree, cut: untangler.cut };
}

function isShareable(node: TreeNode): node is Anchored {
  switch (node.kind) {
    case "list":
    case "map":
    case "object":
      return true;
    case "text":
    case "bytes":
      return node.value.length > REPEATED_LENGTH_MAX;
    case "number":
      return node.text.length > REPEATED_LENGTH_MAX;
    default:
      return false;
  }
}

class Untangler {
  readonly #limits: Pick<DecodeLimits, "nodesMax" | "depthMax">;
  readonly #copies = new Map<TreeNode, Anchored>();
  #nodeCount = 0;
  #anchorCount = 0;
  cut: string | undefined;

  constructor(limits: Pick<DecodeLimits, "nodesMax" | "depthMax">) {
    this.#limits = limits;
  }

  visit(node: TreeNode, depth: number): TreeNode {
    const { nodesMax, depthMax } = this.#limits;
    if (++this.#nodeCount > nodesMax) {
      return this.#cutHere(`it has more than ${nodesMax.toLocaleString("en-US")} nodes`);
    }
    if (!isShareable(node)) {
      return node.kind === "name" ? { kind: "name", text: shortName(node.text) } : node;
    }
    const known = this.#copies.get(node);
    if (known !== undefined) {
      known.anchor ??= ++this.#anchorCount;
      return { kind: "reference", anchor: known.anchor };
    }
    if (depth > depthMax) {
      return this.#cutHere(`it is nested deeper than ${depthMax}`);
    }
    return this.#copy(node, depth);
  }

  #copy(node: Anchored, depth: number): Anchored {
    const copy = emptyCopy(node);
    this.#copies.set(node, copy);
    if (node.kind === "object" && copy.kind === "object") {
      if (node.args !== undefined) {
        copy.args = [];
        this.#visitAll(node.args, copy.args, depth);
      }
      for (const field of node.fields) {
        if (this.#isFull) break;
        copy.fields.push(this.#field(field, depth));
      }
    }
    if ("items" in node && "items" in copy) {
      this.#visitAll(node.items, copy.items, depth);
    }
    if ("entries" in node && "entries" in copy) {
      for (const [key, value] of node.entries) {
        if (this.#isFull) break;
        copy.entries.push([this.visit(key, depth + 1), this.visit(value, depth + 1)]);
      }
    }
    return copy;
  }

  #field({ name, note, value }: TreeField, depth: number): TreeField {
    return {
      name: shortName(name),
      ...(note !== undefined && { note: shortName(note) }),
      value: this.visit(value, depth + 1),
    };
  }

  #visitAll(nodes: readonly TreeNode[], into: TreeNode[], depth: number): void {
    for (const node of nodes) {
      if (this.#isFull) break;
      into.push(this.visit(node, depth + 1));
    }
  }

  /** One `cut` is enough to end a list. */
  get #isFull(): boolean {
    return this.#nodeCount > this.#limits.nodesMax;
  }

  #cutHere(why: string): TreeNode {
    this.cut ??= why;
    return { kind: "cut", why };
  }
}

function emptyCopy(node: Anchored): Anchored {
  switch (node.kind) {
    case "list":
      return { kind: "list", type: node.type, items: [] };
    case "map":
      return { kind: "map", type: node.type, entries: [] };
    case "object":
      return { kind: "object", className: shortName(node.className), fields: [], items: [], entries: [] };
    case "number":
      return { kind: "number", text: node.text };
    case "text":
      return { kind: "text", value: node.value };
    case "bytes":
      return { kind: "bytes", value: node.value };
  }
}
