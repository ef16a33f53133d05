/** The helps of serve. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SERVE_FLAGS, type ServeFlag } from "../../../../src/cli/serve/flags.ts";
import { memcachedHelp, serveHelp } from "../../../../src/cli/serve/help.ts";

describe("serve's help", () => {
  it("shows every option with default and example, within the width", () => {
    const help = serveHelp(80);
    const words = help.replaceAll(/\s+/g, " ");
    for (const { name, example } of SERVE_FLAGS) {
      assert.ok(help.includes(`--${name}`), name);
      assert.ok(words.includes(`e.g. ${example})`), `${name}: ${example}`);
    }
    assert.ok(help.includes("idle_timeout=N"));
    assert.ok(help.split("\n").every((line) => line.length <= 80));
  });
  it("names what else there is for a directory, and the exit codes", () => {
    const words = serveHelp(80).replaceAll(/\s+/g, " ");
    for (const part of [
      "memtool serve verify DIR",
      "memtool serve repair DIR",
      "memtool serve --rotate-encryption-key OLD NEW",
      "71 it could not listen",
    ]) {
      assert.ok(words.includes(part), part);
    }
  });
  it("gives each letter to one option", () => {
    const letters = SERVE_FLAGS.flatMap((flag) => ("short" in flag ? [flag.short] : []));
    assert.equal(new Set(letters).size, letters.length);
  });
});

describe("-h", () => {
  const help = memcachedHelp("1.6.45");
  it("begins with the version and has a line for each of memcached's options, and none of ours", () => {
    assert.ok(help.startsWith("memcached 1.6.45\n"));
    for (const flag of SERVE_FLAGS as readonly ServeFlag[]) {
      assert.equal(new RegExp(`^-${flag.short}, --${flag.name}[= ]`, "m").test(help), flag.isOwn !== true, flag.name);
    }
  });
  it("names what scripts look for, and not what this server has not got", () => {
    for (const word of ["unix-socket", "enable-ssl", "sasl", "ssl_chain_cert", "idle_timeout", "no_lru_crawler"]) {
      assert.ok(help.includes(word), word);
    }
    assert.doesNotMatch(help, /extstore|ext_path|proxy|privilege/i);
  });
});
