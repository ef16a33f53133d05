/** Reading option values by type. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { OptionDefinition, OptionType } from "../../../src/cli/command.ts";
import { readOptionValue, timerMs, valueName } from "../../../src/cli/option-values.ts";

function option(type: OptionType, more: Partial<OptionDefinition> = {}): OptionDefinition {
  return { type, describe: "x", example: "EXAMPLE", ...more };
}

describe("readOptionValue", () => {
  it("reads each type", () => {
    const cases: [OptionType, string, string | number][] = [
      ["text", "a b", "a b"],
      ["integer", "-3", -3],
      ["size", "1k", 1024],
      ["duration", "1.5s", 1500],
      ["count", "2k", 2000],
      ["rate", "60/m", 1],
      ["ratio", "90%", 0.9],
    ];
    for (const [type, text, value] of cases) {
      assert.equal(readOptionValue("x", option(type), text), value, type);
    }
  });
  it("names the option and keeps the parser's hint", () => {
    assert.throws(
      () => readOptionValue("timeout", option("duration"), "soon"),
      (error) =>
        error instanceof MemtoolError &&
        error.message === '--timeout: "soon" is not a duration: '.slice(0, -2) &&
        /1m30s/.test(error.hint ?? ""),
    );
  });
  it("asks for a missing value with the example, and lists the choices", () => {
    assert.throws(
      () => readOptionValue("a", option("text"), ""),
      (error) =>
        error instanceof MemtoolError && /needs a value/.test(error.message) && /--a EXAMPLE/.test(error.hint ?? ""),
    );
    const choice = option("text", { choices: ["zipf", "uniform"] });
    assert.equal(readOptionValue("keys", choice, "zipf"), "zipf");
    assert.throws(() => readOptionValue("keys", choice, "gauss"), /one of zipf, uniform/);
  });
});

describe("valueName", () => {
  it("prefers the unit, then the choices, then the type", () => {
    assert.equal(valueName(option("text", { unit: "FILE", choices: ["a"] })), "FILE");
    assert.equal(valueName(option("text", { choices: ["a", "b"] })), "a|b");
    assert.equal(valueName(option("size")), "SIZE");
    assert.equal(valueName(option("flag")), "");
  });
});

describe("timerMs", () => {
  it("takes what a timer can wait: a longer time would be over at once", () => {
    assert.equal(timerMs("timeout", 1), 1);
    assert.equal(timerMs("timeout", 24 * 86_400_000), 24 * 86_400_000);
    assert.throws(() => timerMs("timeout", 0), /--timeout must be at least 1ms/);
    assert.throws(() => timerMs("interval", 25 * 86_400_000), /--interval must be at most 24d/);
  });
});
