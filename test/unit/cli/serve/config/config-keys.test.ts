/** The keys of a config file: every option that is a setting, and the names of the samples. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../../src/base/errors.ts";
import {
  type ConfigEntry,
  nearestSetting,
  SETTING_NAMES,
  settingsOfEntry,
} from "../../../../../src/cli/serve/config/config-keys.ts";
import { SERVE_FLAGS, type ServeFlagName } from "../../../../../src/cli/serve/flags.ts";

const FILE = { kind: "file", path: "a.conf", folder: "/" } as const;

function found(key: string, value: string | undefined, more: Partial<ConfigEntry> = {}): string {
  const settings = settingsOfEntry({ key, value, line: 3, ...more }, FILE);
  return settings.map(({ name, value: text, typed }) => `${name}=${text} (${typed})`).join(" ");
}

function refusal(key: string, value: string | undefined = "1", more: Partial<ConfigEntry> = {}): string {
  try {
    found(key, value, more);
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "USAGE", String(error));
    return `${error.message} | ${error.hint}`;
  }
  return "accepted";
}

describe("keys", () => {
  it("are the long names of all options but those of one run", () => {
    const others = ["config", "print-config", "format", "json", "no-color", "license", "version", "help"];
    assert.deepEqual(
      [...SETTING_NAMES].sort(),
      SERVE_FLAGS.map(({ name }) => name)
        .filter((name) => !others.includes(name))
        .sort(),
    );
    for (const name of others) {
      assert.match(refusal(name), new RegExp(`^a\\.conf:3: "${name}" is no setting: it belongs on the command line`));
    }
  });
  it("of the samples stand for options", () => {
    assert.equal(
      found("memcached-server", "127.0.0.1:19151"),
      "listen=127.0.0.1 (memcached-server) port=19151 (memcached-server)",
    );
    assert.equal(
      found("doozy-server", "[::1]:21151"),
      "listen=[::1] (doozy-server) port=21151 (doozy-server) directory=undefined (doozy-server)",
    );
    assert.equal(found("memcached-server", "*:1"), "listen=* (memcached-server) port=1 (memcached-server)");
    assert.equal(found("memory-size", "1024M"), "memory-limit=1024M (memory-size)");
    assert.equal(found("memcached-dir", "d"), "working-dir=d (memcached-dir)");
    assert.equal(found("doozy-cache-dir", "d"), "working-dir=d (doozy-cache-dir)");
  });
  it("have values of their form", () => {
    for (const value of ["127.0.0.1", ":1", "a b:1", "a,b:1", "::1:5", "a:99999999", "a:x", "/a.sock", ""]) {
      assert.equal(
        refusal("memcached-server", value),
        `a.conf:3: memcached-server="${value}": it has to be HOST:PORT such as 127.0.0.1:11211 or [::1]:11211 | undefined`,
      );
    }
    assert.match(refusal("memory-size", ""), /^a\.conf:3: memory-size="": it needs a value \| SIZE: /);
    assert.match(refusal("memcached-dir", ""), /^a\.conf:3: memcached-dir="": it needs a value \| DIR: /);
  });
  it("take lists where the option is repeatable", () => {
    const listed = { isListed: true };
    assert.equal(found("listen", "::1", listed), "listen=::1 (listen)");
    assert.equal(found("extended", "track_sizes", listed), "extended=track_sizes (extended)");
    assert.equal(refusal("port", "1", listed), 'a.conf:3: port="1": it takes one value, not a list | undefined');
    assert.match(refusal("memcached-server", "a:1", listed), /it takes one value, not a list/);
  });
  it("that are unknown lead to the nearest known one; the bytes of a file stay bytes", () => {
    const nearest: Readonly<Record<string, string>> = {
      "memory-sise": "memory-size",
      memory_limit: "memory-limit",
      MEMORY_SIZE: "memory-size",
      "memcached-servr": "memcached-server",
      "doozy-dir": "doozy-cache-dir",
      m: "memory-limit",
      "-m": "memory-limit",
      thread: "threads",
    };
    for (const [key, expected] of Object.entries(nearest)) {
      assert.equal(refusal(key), `a.conf:3: there is no setting "${key}" | did you mean ${expected}?`);
    }
    assert.equal(
      refusal(`\x1b]0;${"x".repeat(1000)}`),
      `a.conf:3: there is no setting "\\e]0;${"x".repeat(36)}" | memtool serve --help lists the options: their long names are the keys`,
    );
  });
  it("that JavaScript objects have are unknown like others", () => {
    for (const key of ["constructor", "__proto__", "toString"]) {
      assert.match(refusal(key), /there is no setting/);
    }
  });
});

it("the letters of memcached are found, and letters that it has not are not", () => {
  const letters = SERVE_FLAGS.flatMap((flag): [string, ServeFlagName][] =>
    "short" in flag ? [[flag.short, flag.name]] : [],
  );
  for (const [letter, name] of letters) {
    assert.equal(nearestSetting(`-${letter}`), `did you mean ${name}?`);
  }
  assert.match(nearestSetting("-Q"), /^memtool serve --help/);
});
