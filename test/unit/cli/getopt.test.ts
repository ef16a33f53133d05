/** getopt_long's rules. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { type GetoptOption, getopt } from "../../../src/cli/getopt.ts";

const OPTIONS: readonly GetoptOption[] = [
  { name: "port", short: "p", argument: "required" },
  { name: "memory-limit", short: "m", argument: "required" },
  { name: "max-item-size", short: "I", argument: "required" },
  { name: "verbose", short: "v", argument: "optional" },
  { name: "help", short: "h", argument: "none" },
];

function matches(...argv: string[]): [string, string | undefined][] {
  return getopt(argv, OPTIONS).matches.map(({ name, value }) => [name, value]);
}

function message(...argv: string[]): string {
  try {
    getopt(argv, OPTIONS);
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "USAGE");
    return error.message;
  }
  return "accepted";
}

describe("getopt", () => {
  it("reads separate, glued and clustered short options", () => {
    assert.deepEqual(matches("-p", "1", "-m64"), [
      ["port", "1"],
      ["memory-limit", "64"],
    ]);
    assert.deepEqual(matches("-vvp11211"), [
      ["verbose", undefined],
      ["verbose", undefined],
      ["port", "11211"],
    ]);
  });
  it("takes the next word as a value, even one with a dash", () => {
    assert.deepEqual(matches("-p", "-1"), [["port", "-1"]]);
  });
  it("reads long options, with = or a space, and unambiguous beginnings", () => {
    assert.deepEqual(matches("--port=1", "--port", "2", "--po=3", "--verbose=vv", "--verbose"), [
      ["port", "1"],
      ["port", "2"],
      ["port", "3"],
      ["verbose", "vv"],
      ["verbose", undefined],
    ]);
    assert.deepEqual(matches("--port="), [["port", ""]]);
  });
  it("takes a beginning for an option of memcached's, not for one that was added", () => {
    const options = [
      { name: "conn-limit", argument: "none" },
      { name: "config", argument: "none", isOwn: true },
      { name: "confirm", argument: "none", isOwn: true },
    ] as const;
    const found = (word: string): string | undefined => getopt([word], options).matches[0]?.name;
    assert.deepEqual(["--c", "--con", "--config"].map(found), ["conn-limit", "conn-limit", "config"]);
    assert.throws(() => found("--conf"), /'--config' '--confirm'/);
  });
  it("collects other words wherever they stand, and stops at --", () => {
    const result = getopt(["a", "-p", "1", "-", "--", "-v", "--"], OPTIONS);
    assert.deepEqual(result.operands, ["a", "-"]);
    assert.deepEqual(result.rest, ["-v", "--"]);
    assert.equal(getopt(["-p", "--"], OPTIONS).rest, undefined);
  });
  it("ends where asked to", () => {
    const result = getopt(["-vh", "--nonsense"], OPTIONS, ({ name }) => name === "help");
    assert.equal(result.matches.length, 2);
  });
  it("complains in glibc's words", () => {
    assert.equal(message("-p"), "option requires an argument -- 'p'");
    assert.equal(message("--port"), "option '--port' requires an argument");
    assert.equal(message("-vQ"), "invalid option -- 'Q'");
    assert.equal(message("--foo=1"), "unrecognized option '--foo=1'");
    assert.equal(message("--help=1"), "option '--help' doesn't allow an argument");
    assert.equal(message("--m"), "option '--m' is ambiguous; possibilities: '--memory-limit' '--max-item-size'");
  });
});
