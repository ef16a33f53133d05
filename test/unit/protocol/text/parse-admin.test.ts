/** flush_all, verbosity, stats, shutdown, version, quit, mn. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, verdict } from "../../../support/parse.ts";

test("flush_all takes an optional strict delay", () => {
  const delay = (tail: string) => {
    const { op, request } = parse(`flush_all${tail}\r\n`);
    return op === "flushAll" ? `${request.exptime}${request.noreply ? " noreply" : ""}` : op;
  };
  assert.equal(delay(""), "0");
  assert.equal(delay(" noreply"), "0 noreply");
  assert.equal(delay(" 10"), "10");
  assert.equal(delay(" -1 noreply"), "-1 noreply");
  assert.equal(delay(" 10 foo"), "10");
  assert.equal(delay(" x"), "NaN");
  assert.equal(delay(" x noreply"), "NaN noreply");
  assert.equal(delay(" noreply x"), "NaN");
});

test("verbosity needs a level", () => {
  assert.equal(parse("verbosity 2\r\n").request.flags, 2);
  assert.equal(verdict("verbosity 2 noreply\r\n"), "verbosity noreply");
  assert.equal(verdict("verbosity\r\n"), "badFormat");
  assert.equal(verdict("verbosity x\r\n"), "badFormat");
  assert.equal(verdict("verbosity -1\r\n"), "badFormat");
  assert.equal(verdict("verbosity noreply\r\n"), "badFormat noreply");
});

test("the words behind the verb are left for the engine, without noreply where it is one", () => {
  assert.equal(parse("stats\r\n").args, "");
  assert.equal(parse("stats  detail  on \r\n").args.trim(), "detail  on");
  assert.equal(parse("stats noreply\r\n").args, "noreply");
  assert.equal(parse("shutdown graceful\r\n").args, "graceful");
  assert.equal(parse("shutdown graceful noreply\r\n").args.trim(), "graceful");
  assert.equal(parse("shutdown noreply\r\n").args, "");
  assert.equal(parse("shutdown\r\n").args, "");
});
