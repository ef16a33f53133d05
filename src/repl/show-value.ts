/** How a value is shown to people: the seam between the shell and what decodes values. */
import { formatCount } from "../base/format-units.ts";
import { quoteValue, shorten } from "./format-value.ts";
import { type Line, segment } from "./segments.ts";

/** A value as lines for a terminal, and what it is; `flags` are the client's. */
export interface ShownValue {
  /** What it is, for a note: "JSON object", "zlib, 40 bytes unpacked to 1,204". "" when it is as it looks. */
  readonly kind: string;
  readonly lines: readonly Line[];
}

/** Shows one value. `width`: columns there are. */
export type ShowValue = (value: Uint8Array, flags: number, width: number) => ShownValue;

/** What the flags of an item mean to the clients that are known; "" when nothing is known. */
export type ExplainFlags = (flags: number, value: Uint8Array) => string;

/** As it is, in quotes, cut when it is long. */
export const showQuoted: ShowValue = (value) => {
  const { shown, hiddenBytes } = shorten(value);
  const note = hiddenBytes === 0 ? [] : [segment("note", `  ... ${formatCount(hiddenBytes)} more bytes`)];
  return { kind: "", lines: [[segment("value", quoteValue(shown)), ...note]] };
};
