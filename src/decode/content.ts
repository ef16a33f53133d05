/** What a value turned out to be, once nothing more can be taken off it. */
import type { TreeNode } from "./tree.ts";

/** The end of a decoding. */
export type Content =
  /** UTF-8 text, not escaped. */
  | { readonly kind: "text"; readonly text: string }
  /** A number in decimal digits. */
  | { readonly kind: "number"; readonly text: string }
  /** A structure; `format` names what it was read from, `cut` why it does not hold everything. */
  | { readonly kind: "tree"; readonly format: string; readonly root: TreeNode; readonly cut: string | undefined }
  /** Bytes that are nothing of these; `what` is `PNG image, 16 x 16` or `binary data`. */
  | { readonly kind: "hex"; readonly what: string; readonly bytes: Uint8Array };

/** Content and how it was reached. */
export interface Finding {
  readonly content: Content;
  /** For people: each layer that was taken off, and what was under it. */
  readonly steps: readonly string[];
  /** For people: what seemed to be something and is not. */
  readonly warnings: readonly string[];
}
