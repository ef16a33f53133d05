/**
 * Transcripts: conversations with a memcached as text files, bytes sent and bytes expected. One suite of them runs on
 * the real memcached and on every configuration of `memtool serve`.
 *
 *   # a comment
 *   args: -I 2m                 before the first case: arguments of the server this file needs
 *   flush: no                   ... that the cases must not be separated by flush_all
 *   protocol: binary            ... and that its connections speak that (`{request ...}`, `{reply ...}`)
 *
 *   == title of a case          every case has a connection of its own and begins with an empty cache
 *   > get a                     send the text and CR LF; the `>` lines of one step are one write
 *   >- get a\n                  send exactly this
 *   < END                       expect the text and CR LF
 *   <- END\r\n                  expect exactly this
 *   !                           expect the connection to be closed
 *   cut: everywhere             run the case once for every position, the step's bytes cut in two there
 *   cut: bytes                  send the step byte by byte
 *   open                        the step ends inside a command: do not check yet that no more is said
 *   difference: NAME            a real memcached answers otherwise; why is told by differences.txt
 *   old< END                    ... 1.6.18 this (also `old<-`, `old!` and `old: nothing`; none of all these means that)
 *   new< END                    ... 1.6.45 this (where none of these stands it answers as specified)
 *   both< END                   ... each of them this
 *
 * A step without `<` expects silence. Escapes and `{...}` parts of a text: transcript-template.ts.
 */

import { parseTemplate, type Segment } from "./transcript-template.ts";

/** What a server is expected to say to a step. */
export interface ExpectedReply {
  readonly segments: readonly Segment[];
  readonly isClosed: boolean;
}

/** What a real memcached answers to a step; undefined for as specified. */
export interface Difference {
  readonly name: string;
  readonly old: ExpectedReply | undefined;
  readonly new: ExpectedReply | undefined;
}

/** One write and the reply to it. */
export interface Step {
  /** Line number of its first line in the file. */
  readonly line: number;
  readonly send: readonly Segment[];
  readonly expected: ExpectedReply;
  /** Set where a real memcached differs from the specification: the name of the difference, and each version's reply if it differs. */
  readonly difference: Difference | undefined;
  readonly cut: "none" | "everywhere" | "bytes";
  readonly isOpen: boolean;
}

/** A conversation on one connection. */
export interface Case {
  readonly title: string;
  readonly line: number;
  readonly steps: readonly Step[];
}

/** A transcript file. */
export interface Transcript {
  readonly name: string;
  readonly args: readonly string[];
  readonly isFlushed: boolean;
  readonly isBinary: boolean;
  readonly cases: readonly Case[];
}

interface ReplyDraft {
  readonly segments: Segment[];
  isClosed: boolean;
}

interface Draft {
  line: number;
  send: Segment[];
  reply: ReplyDraft;
  old: ReplyDraft | undefined;
  new: ReplyDraft | undefined;
  differenceName: string | undefined;
  cut: Step["cut"];
  isOpen: boolean;
  isAnswered: boolean;
}

/** Parses a transcript; throws with the file's name and line on anything it does not understand. */
export function parseTranscript(name: string, text: string): Transcript {
  let args: string[] = [];
  let isFlushed = true;
  let isBinary = false;
  const cases: { title: string; line: number; steps: Step[] }[] = [];
  let draft: Draft | undefined;
  const finishStep = () => {
    if (draft !== undefined) cases.at(-1)?.steps.push(toStep(draft, name));
    draft = undefined;
  };
  for (const [index, line] of text.split("\n").entries()) {
    const fail = (why: string): Error => new Error(`${name}:${index + 1}: ${why}: ${line}`);
    try {
      if (line === "" || line.startsWith("#")) {
        finishStep();
      } else if (line.startsWith("== ")) {
        finishStep();
        cases.push({ title: line.slice(3), line: index + 1, steps: [] });
      } else if (cases.length === 0) {
        if (line.startsWith("args: ")) args = line.slice(6).split(" ");
        else if (line === "flush: no") isFlushed = false;
        else if (line === "protocol: binary") isBinary = true;
        else throw new Error("unknown header");
      } else {
        if (line.startsWith(">") && draft?.isAnswered === true) finishStep();
        draft ??= newDraft(index + 1);
        readLine(draft, line);
      }
    } catch (error) {
      throw fail(error instanceof Error ? error.message : String(error));
    }
  }
  finishStep();
  for (const one of cases) if (one.steps.length === 0) throw new Error(`${name}:${one.line}: an empty case`);
  return { name, args, isFlushed, isBinary, cases };
}

/** Parses differences.txt: `NAME: why`, one a line, `#` comments. */
export function parseDifferences(text: string): Map<string, string> {
  const differences = new Map<string, string>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const found = /^([a-z0-9-]+): (.+)$/.exec(line);
    if (found?.[1] === undefined || found[2] === undefined) throw new Error(`not a difference: ${line}`);
    if (differences.has(found[1])) throw new Error(`named twice: ${found[1]}`);
    differences.set(found[1], found[2]);
  }
  return differences;
}

function newReply(): ReplyDraft {
  return { segments: [], isClosed: false };
}

function newDraft(line: number): Draft {
  return {
    line,
    send: [],
    reply: newReply(),
    old: undefined,
    new: undefined,
    differenceName: undefined,
    cut: "none",
    isOpen: false,
    isAnswered: false,
  };
}

function readLine(draft: Draft, line: string): void {
  const text = (prefix: string): Segment[] =>
    line.startsWith(`${prefix}-`)
      ? parseTemplate(line.slice(prefix.length + 2))
      : parseTemplate(`${line.slice(prefix.length + 1)}\\r\\n`);
  if (/^>-? ?/.test(line)) {
    draft.send.push(...text(">"));
    return;
  }
  draft.isAnswered = true;
  const [, who = "", what = ""] = /^(old|new|both|)(<|!$|: nothing$)/.exec(line) ?? [];
  if (what === "<") for (const reply of repliesOf(draft, who)) reply.segments.push(...text(`${who}<`));
  else if (what === "!") for (const reply of repliesOf(draft, who)) reply.isClosed = true;
  else if (what !== "" && who !== "") repliesOf(draft, who);
  else if (line.startsWith("difference: ")) draft.differenceName = line.slice("difference: ".length);
  else if (line === "cut: everywhere") draft.cut = "everywhere";
  else if (line === "cut: bytes") draft.cut = "bytes";
  else if (line === "open") draft.isOpen = true;
  else throw new Error("unknown line");
}

/** The replies that a line is about: the specified one, or those of one or both versions of memcached. */
function repliesOf(draft: Draft, who: string): readonly ReplyDraft[] {
  if (who === "") return [draft.reply];
  if (who !== "new") draft.old ??= newReply();
  if (who !== "old") draft.new ??= newReply();
  return [who === "new" ? undefined : draft.old, who === "old" ? undefined : draft.new].filter(
    (reply) => reply !== undefined,
  );
}

function toDifference({ differenceName, old, new: now, line }: Draft, name: string): Difference | undefined {
  if (differenceName !== undefined) {
    return { name: differenceName, old: old ?? (now === undefined ? newReply() : undefined), new: now };
  }
  if (old !== undefined || now !== undefined) throw new Error(`${name}:${line}: a difference needs its name`);
  return undefined;
}

function toStep(draft: Draft, name: string): Step {
  if (draft.send.length === 0) throw new Error(`${name}:${draft.line}: nothing is sent`);
  return {
    line: draft.line,
    send: draft.send,
    expected: draft.reply,
    difference: toDifference(draft, name),
    cut: draft.cut,
    isOpen: draft.isOpen,
  };
}
