/** key=value lines. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../../src/base/errors.ts";
import { parseKeyValueLines } from "../../../../../src/cli/serve/config/key-value-lines.ts";

function entries(text: string): (readonly [string, string | undefined, number])[] {
  return parseKeyValueLines(text, "a.conf").map(({ key, value, line }) => [key, value, line] as const);
}

function refusal(text: string): string {
  try {
    parseKeyValueLines(text, "a.conf");
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "USAGE", String(error));
    return error.message;
  }
  return "accepted";
}

describe("key=value lines", () => {
  it("are entries with their lines; comments and empty lines count but say nothing", () => {
    assert.deepEqual(entries("# first\n\nport=11311\r\n  memory-size = 1024M  \n#port=1\nuser=a=b"), [
      ["port", "11311", 3],
      ["memory-size", "1024M", 4],
      ["user", "a=b", 6],
    ]);
  });
  it("end at a # behind a blank; one inside a word belongs to it", () => {
    assert.deepEqual(entries("pidfile=/run/a#b.pid # the pid\nthreads=2\t# two\nuser= # nobody"), [
      ["pidfile", "/run/a#b.pid", 1],
      ["threads", "2", 2],
      ["user", "", 3],
    ]);
  });
  it("keep blanks, # and the other quote between quotes", () => {
    assert.deepEqual(entries(`auth-file=" a # b "\nstat-delimiter='"' # a quote\nuser=""`), [
      ["auth-file", " a # b ", 1],
      ["stat-delimiter", '"', 2],
      ["user", "", 3],
    ]);
  });
  it("may be a key alone", () => {
    assert.deepEqual(entries("disable-cas\nenable-sasl # logins"), [
      ["disable-cas", undefined, 1],
      ["enable-sasl", undefined, 2],
    ]);
  });
  it("of another spelling are refused without repeating what may be a secret", () => {
    assert.equal(refusal("port=1\npassword: hunter2"), 'a.conf:2: "password" is no key=value line');
    assert.equal(refusal("port=1\n-m 64"), 'a.conf:2: "-m" is no key=value line');
    assert.equal(refusal("port:"), 'a.conf:1: "port" is no key=value line');
    assert.equal(refusal("=5"), 'a.conf:1: "" is no key=value line');
  });
  it("with open quotes, or something behind them, are refused", () => {
    for (const value of ['"abc', "'abc\"", '"a"b', '"']) {
      assert.equal(refusal(`user=${value}`), 'a.conf:1: the quotes around the value of "user" do not close', value);
    }
  });
});
