/** Values without parts as segments. */
import { escapeControls, escapeText } from "../base/escape.ts";
import { textWidth } from "../base/text-width.ts";
import { magicName } from "./magic.ts";
import { type DecodedSegment, decodedSegment } from "./segments.ts";
import type { TreeNode } from "./tree.ts";

/** A text in double quotes, everything unsafe escaped. */
export function quoted(text: string | Uint8Array): string {
  return `"${escapeText(text).replaceAll('"', '\\"')}"`;
}

/** A value that needs no lines of its own; undefined for a list, a map or an object. Texts longer than `room` are cut. */
export function atomSegments(node: TreeNode, room: number): DecodedSegment[] | undefined {
  switch (node.kind) {
    case "null":
      return [decodedSegment("word", "null")];
    case "boolean":
      return [decodedSegment("word", String(node.value))];
    case "number":
      return anchored(node.anchor, cut("number", node.text, room, "digits"));
    case "text":
      return anchored(node.anchor, cutText(node.value, room));
    case "bytes":
      return anchored(node.anchor, [decodedSegment("type", "b"), ...cutBytes(node.value, room - 1)]);
    case "name":
      // A backslash of a name stays one: names of PHP have many.
      return cut("type", escapeControls(node.text), room, "characters");
    case "date":
      return [decodedSegment("date", escapeText(node.text))];
    case "reference":
      return [decodedSegment("type", `*${node.anchor}`)];
    case "cut":
      return [decodedSegment("warning", `… ${escapeText(node.why)}`)];
    case "list":
    case "map":
    case "object":
      return undefined;
  }
}

/** The mark of a node that is referred to from elsewhere. */
export function anchorSegments(anchor: number | undefined): DecodedSegment[] {
  return anchor === undefined ? [] : [decodedSegment("type", `&${anchor} `)];
}

function anchored(anchor: number | undefined, segments: DecodedSegment[]): DecodedSegment[] {
  return [...anchorSegments(anchor), ...segments];
}

/** Cut text says how long it is. */
function ending(length: number, unit: string): string {
  return `… ${length.toLocaleString("en-US")} ${unit}`;
}

function cut(style: "number" | "type", text: string, room: number, unit: string): DecodedSegment[] {
  if (textWidth(text) <= room) {
    return [decodedSegment(style, text)];
  }
  const note = ending(text.length, unit);
  return [decodedSegment(style, text.slice(0, Math.max(1, room - note.length))), decodedSegment("note", note)];
}

/** Only what may be seen is escaped: texts can be long. */
function cutText(text: string, room: number): DecodedSegment[] {
  const whole = text.length <= room ? quoted(text) : undefined;
  if (whole !== undefined && textWidth(whole) <= room) {
    return [decodedSegment("string", whole)];
  }
  const note = ending(text.length, "characters");
  const characters = Array.from(text.slice(0, Math.max(room, 4) * 2));
  const fits = longestThatFits(characters.length, room - note.length, (count) =>
    quoted(characters.slice(0, count).join("")),
  );
  return [decodedSegment("string", fits), decodedSegment("note", note)];
}

function cutBytes(bytes: Uint8Array, room: number): DecodedSegment[] {
  const whole = bytes.length <= room ? quoted(bytes) : undefined;
  if (whole !== undefined && textWidth(whole) <= room) {
    return [decodedSegment("string", whole)];
  }
  const name = magicName(bytes);
  const note = ending(bytes.length, name === undefined ? "bytes" : `bytes, ${name}`);
  const fits = longestThatFits(Math.min(bytes.length, Math.max(room, 4)), room - note.length, (count) =>
    quoted(bytes.subarray(0, count)),
  );
  return [decodedSegment("string", fits), decodedSegment("note", note)];
}

/** The longest form of at most `countMax` parts within `room`, one part at least. */
function longestThatFits(countMax: number, room: number, form: (count: number) => string): string {
  let count = Math.min(countMax, Math.max(1, room));
  while (count > 1 && textWidth(form(count)) > room) {
    count--;
  }
  return form(count);
}
