/** cli/keys/resume-points.ts: what a stopped scan prints is what another one takes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress } from "../../../../src/base/address.ts";
import { parseResumePoints, resumeWords } from "../../../../src/cli/keys/resume-points.ts";

const ONE = [parseAddress("a:1")];
const TWO = [parseAddress("a:1"), parseAddress("/tmp/my socket")];

test("one server needs no name, several do", () => {
  assert.deepEqual(parseResumePoints([], TWO), [1, 1]);
  assert.deepEqual(parseResumePoints(["12"], ONE), [12]);
  assert.deepEqual(parseResumePoints(["a:1=5"], ONE), [5]);
  assert.deepEqual(parseResumePoints(["/tmp/my socket=7", "a:1=done"], TWO), [64, 7]);
});

test("what is printed reads back", () => {
  assert.equal(resumeWords([{ name: "a:1", resumeClass: 9 }]), "--resume-from 9");
  assert.equal(resumeWords([{ name: "a:1", resumeClass: 64 }]), undefined);
  const words = resumeWords([
    { name: "a:1", resumeClass: 64 },
    { name: "/tmp/my socket", resumeClass: 3 },
  ]);
  assert.equal(words, "--resume-from a:1=done --resume-from '/tmp/my socket=3'");
});

test("wrong words are refused", () => {
  for (const [word, addresses, message] of [
    ["12", TWO, /does not say which of 2 servers/],
    ["b:1=12", TWO, /a server that is not scanned/],
    ["0", ONE, /names no slab class/],
    ["64", ONE, /names no slab class/],
    ["a:1=x", ONE, /names no slab class/],
  ] as const) {
    assert.throws(() => parseResumePoints([word], addresses), { code: "USAGE", message });
  }
});
