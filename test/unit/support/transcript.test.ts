/** The format of transcripts: cases, steps, their replies, and what is refused. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseDifferences, parseTranscript } from "../../support/transcript.ts";
import { encodeTemplate } from "../../support/transcript-template.ts";

const SAMPLE = `# comment
args: -I 2m -t 3
flush: no

== first
> set a 0 0 1
> x
< STORED
> get a
< VALUE a 0 1
<- x\\r\\nEND\\r\\n

>- get
open

> {a*3}
difference: some-name
< NEW
old< OLD
old!

== second
> quit
cut: everywhere
!
`;

function text(segments: Parameters<typeof encodeTemplate>[0] | undefined): string {
  return encodeTemplate(segments ?? [], new Map()).toString("latin1");
}

describe("a transcript", () => {
  const transcript = parseTranscript("sample.txt", SAMPLE);
  const [first, second] = transcript.cases;

  test("headers and titles", () => {
    assert.deepEqual(transcript.args, ["-I", "2m", "-t", "3"]);
    assert.equal(transcript.isFlushed, false);
    assert.deepEqual(
      transcript.cases.map((one) => one.title),
      ["first", "second"],
    );
  });

  test("lines sent together are one step, a line sent after a reply begins the next", () => {
    assert.deepEqual(
      first?.steps.map((step) => text(step.send)),
      ["set a 0 0 1\r\nx\r\n", "get a\r\n", "get", "aaa\r\n"],
    );
    assert.deepEqual(
      first?.steps.map((step) => text(step.expected.segments)),
      ["STORED\r\n", "VALUE a 0 1\r\nx\r\nEND\r\n", "", "NEW\r\n"],
    );
  });

  test("attributes of a step", () => {
    assert.equal(first?.steps[2]?.isOpen, true);
    assert.equal(first?.steps[3]?.difference?.name, "some-name");
    assert.equal(text(first?.steps[3]?.difference?.old?.segments), "OLD\r\n");
    assert.equal(first?.steps[3]?.difference?.old?.isClosed, true);
    assert.equal(first?.steps[3]?.difference?.new, undefined);
    assert.equal(second?.steps[0]?.cut, "everywhere");
    assert.equal(second?.steps[0]?.expected.isClosed, true);
  });

  test("what each version of memcached answers", () => {
    const replies = (lines: string): readonly (string | undefined)[] => {
      const { difference } = parseTranscript("t", `== a\n> x\n< A\ndifference: d\n${lines}`).cases[0]?.steps[0] ?? {};
      return [difference?.old, difference?.new].map((reply) => reply && text(reply.segments));
    };
    assert.deepEqual(replies("new< N\n"), [undefined, "N\r\n"]);
    assert.deepEqual(replies("both< B\n"), ["B\r\n", "B\r\n"]);
    assert.deepEqual(replies("old<- O\nnew: nothing\n"), ["O", ""]);
    assert.deepEqual(replies("both: nothing\n"), ["", ""]);
    assert.deepEqual(replies(""), ["", undefined]);
  });

  for (const [what, source, message] of [
    ["an unknown line", "== a\n> x\nwhat", /t:3: unknown line/],
    ["an unknown header", "what: x\n", /t:1: unknown header/],
    ["an empty case", "== a\n\n== b\n> x\n", /t:1: an empty case/],
    ["an old reply without a name", "== a\n> x\n< A\nold< B\n", /needs its name/],
    ["a reply to nothing", "== a\n< A\n", /nothing is sent/],
    ["a bad escape", "== a\n> \\q\n", /t:2: unknown escape/],
  ] as const) {
    test(`${what} is refused`, () => assert.throws(() => parseTranscript("t", source), message));
  }

  test("differences", () => {
    assert.deepEqual(parseDifferences("# x\n\nsome-name: why\n"), new Map([["some-name", "why"]]));
    assert.throws(() => parseDifferences("what"), /not a difference/);
    assert.throws(() => parseDifferences("a: b\na: c"), /named twice/);
  });
});
