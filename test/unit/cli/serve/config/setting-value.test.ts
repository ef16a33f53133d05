/** Values as files and variables give them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../../src/base/errors.ts";
import { settingFromText } from "../../../../../src/cli/serve/config/setting-value.ts";
import type { ServeFlagName } from "../../../../../src/cli/serve/flags.ts";

const ENVIRONMENT = { kind: "environment" } as const;
const FILE = { kind: "file", path: "a.conf", folder: "/", line: 3 } as const;

function given(name: ServeFlagName, text: string | undefined): string {
  const { value, isOff } = settingFromText(name, text, "KEY", ENVIRONMENT);
  return isOff === true ? "off" : (value ?? "on");
}

function refusal(name: ServeFlagName, text: string | undefined): string {
  try {
    settingFromText(name, text, name, FILE);
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "USAGE", String(error));
    return error.message;
  }
  return "accepted";
}

describe("a value", () => {
  it("of a switch is yes or no in many words, and yes without one", () => {
    for (const text of ["yes", "true", "on", "1", "Yes", "TRUE", undefined]) {
      assert.equal(given("disable-cas", text), "on", text);
    }
    for (const text of ["no", "false", "off", "0", "No"]) {
      assert.equal(given("disable-cas", text), "off", text);
    }
    assert.equal(
      refusal("disable-cas", "maybe"),
      'a.conf:3: disable-cas="maybe": it has to be yes or no (true, false, on, off, 1, 0)',
    );
    assert.match(refusal("disable-cas", ""), /has to be yes or no/);
  });
  it("of verbose is a level, too", () => {
    assert.equal(given("verbose", "2"), "2");
    assert.equal(given("verbose", "vv"), "vv");
    assert.equal(given("verbose", "yes"), "on");
    assert.equal(given("verbose", undefined), "on");
    assert.equal(given("verbose", "1"), "1");
    assert.equal(given("verbose", "0"), "off");
    assert.match(refusal("verbose", "loud"), /it has to be a level such as 0, 1 or 2, or yes or no$/);
  });
  it("of a number has to be one, where memcached's atoi would make 0 of it", () => {
    assert.equal(given("port", "-1"), "-1");
    assert.equal(given("threads", "2"), "2");
    assert.equal(given("slab-growth-factor", "1.08"), "1.08");
    assert.equal(given("unix-mask", "0750"), "0750");
    const refusals: readonly (readonly [ServeFlagName, string, string])[] = [
      ["port", "tcp://10.0.0.1:1", "a port, 0 to 65535, or -1 for any free one"],
      ["threads", "two", "a whole number"],
      ["threads", "2 # two", "a whole number"],
      ["slab-min-size", "48b", "a whole number of bytes"],
      ["slab-growth-factor", "1,25", "a number such as 1.25"],
      ["unix-mask", "0x1f", "octal permissions such as 0700"],
    ];
    for (const [name, text, wanted] of refusals) {
      assert.equal(refusal(name, text), `a.conf:3: ${name}="${text}": it has to be ${wanted}`);
    }
  });
  it("has to be there, without a zero byte", () => {
    assert.equal(refusal("pidfile", undefined), "a.conf:3: pidfile: it needs a value");
    assert.equal(refusal("pidfile", ""), 'a.conf:3: pidfile="": it needs a value');
    assert.equal(refusal("pidfile", "a\0b"), 'a.conf:3: pidfile="a\\x00b": it has a zero byte in it');
  });
});
