/**
 * Replies of the meta commands.
 *
 *   <CD> <flags>*\r\n                    HD EN NF NS EX MN, and ME with its key and pairs
 *   VA <size> <flags>*\r\n <data>\r\n
 *
 * A quiet command (flag q) may answer nothing: `mn` is sent behind it and its MN ends the reply.
 */
import type { MetaExpectation, MetaReply } from "../reply.ts";
import { NO_REPLY } from "../reply.ts";
import { decodeText, type ReplyDraft, readErrorLine, readNumber, STEP, type Step } from "../reply-draft.ts";

/** Two capital letters, alone or followed by words. */
const META_LINE = /^(HD|EN|NF|NS|EX|MN|ME)(?: (.*))?$/s;

/** Splits flag words, without empty ones: mgdump and ME leave a space at the end. */
function splitWords(text: string): readonly string[] {
  return text === "" ? [] : text.split(" ").filter((word) => word !== "");
}

/** Completes a reply, or keeps it until the fence of a quiet command comes. */
function settle(draft: ReplyDraft, expectation: MetaExpectation, reply: MetaReply): Step {
  const opaque = expectation.opaque;
  const hasEcho = reply.code !== "MN" && reply.code !== "ME";
  if (opaque !== undefined && hasEcho && !reply.flags.includes(opaque)) {
    return draft.refuse("a reply without the opaque word of its request");
  }
  if (expectation.shape === "meta") {
    return draft.done(reply);
  }
  if (reply.code === "MN") {
    return draft.done(draft.early ?? NO_REPLY);
  }
  if (draft.early !== undefined) {
    return draft.refuse("two replies to one quiet command");
  }
  draft.early = reply;
  return STEP.more;
}

function readValueLine(draft: ReplyDraft, bytes: Buffer, start: number, end: number): Step {
  let lengthEnd = start + 3;
  while (lengthEnd < end && bytes[lengthEnd] !== 32) {
    lengthEnd++;
  }
  const length = readNumber(bytes, start + 3, lengthEnd, Number.MAX_SAFE_INTEGER);
  if (length < 0) {
    return draft.refuseLine(bytes, start, end, "VA and a size");
  }
  draft.metaFlags = lengthEnd < end ? splitWords(decodeText(bytes, lengthEnd + 1, end)) : [];
  return draft.wantBlock(length);
}

/** Reads the line from `start` to `end` (without its end) as the next of the reply that `draft` builds. Never throws. */
export function readMetaLine(
  draft: ReplyDraft,
  expectation: MetaExpectation,
  bytes: Buffer,
  start: number,
  end: number,
): Step {
  const error = readErrorLine(bytes, start, end);
  if (error !== undefined) {
    if (expectation.shape === "meta") {
      return draft.done(error);
    }
    draft.early ??= error;
    return STEP.more;
  }
  if (bytes[start] === 86 && bytes[start + 1] === 65 && bytes[start + 2] === 32 && end - start > 3) {
    return readValueLine(draft, bytes, start, end);
  }
  const match = META_LINE.exec(decodeText(bytes, start, end));
  if (match === null) {
    return draft.refuseLine(bytes, start, end, "a meta reply");
  }
  const flags = splitWords(match[2] ?? "");
  return settle(draft, expectation, { kind: "meta", code: match[1] ?? "", flags, value: undefined });
}

/** Takes the data block that a VA line announced. */
export function takeMetaBlock(draft: ReplyDraft, expectation: MetaExpectation, value: Buffer): Step {
  return settle(draft, expectation, { kind: "meta", code: "VA", flags: draft.metaFlags, value });
}
