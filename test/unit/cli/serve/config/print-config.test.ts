/** The table of --print-config. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readCommandLine } from "../../../../../src/cli/serve/command-line.ts";
import { SETTING_NAMES } from "../../../../../src/cli/serve/config/config-keys.ts";
import type { GivenSetting } from "../../../../../src/cli/serve/config/given-setting.ts";
import { configTable } from "../../../../../src/cli/serve/config/print-config.ts";
import { planServe } from "../../../../../src/cli/serve/options.ts";

const FILE = { kind: "file", path: "a.conf", folder: "/etc", line: 3 } as const;

function table(
  line: string,
  env: Readonly<Record<string, string>>,
  settings: readonly GivenSetting[],
): Map<string, string> {
  const words = line.split(" ").filter((word) => word !== "");
  const plan = planServe(readCommandLine(words), env, { settings, warnings: [], isRegular: true });
  return new Map(configTable(plan.settings).rows.map(([name, ...rest]) => [String(name), rest.join("|")]));
}

describe("--print-config", () => {
  it("has every setting with its default when nobody sets anything", () => {
    const rows = table("", {}, []);
    assert.deepEqual(
      [...rows.keys()],
      SETTING_NAMES.filter((name) => name !== "extended"),
    );
    assert.equal(rows.get("port"), "11211|default");
    assert.equal(rows.get("disable-cas"), "off|default");
  });
  it("tells value, source and place of what is set", () => {
    const rows = table(
      "-p 5 -vv -l 127.0.0.1 --listen=::1 -o track_sizes,idle_timeout=60 -t 1 -t 2",
      { MEMTOOL_CONN_LIMIT: "7", MEMTOOL_DISABLE_CAS: "no", MEMCACHED_SASL_PWDB: "db" },
      [
        { name: "memory-limit", value: "1g", typed: "memory-size", origin: FILE },
        { name: "conn-limit", value: "8", typed: "conn-limit", origin: FILE },
        { name: "disable-cas", value: undefined, typed: "disable-cas", origin: FILE },
        { name: "enable-sasl", value: undefined, typed: "enable-sasl", origin: FILE },
        { name: "extended", value: "idle_timeout=5", typed: "-o", origin: FILE },
        { name: "extended", value: "hashpower=20", typed: "-o", origin: FILE },
        { name: "auth-file", value: "users", typed: "auth-file", origin: FILE },
      ],
    );
    const expected: Readonly<Record<string, string>> = {
      port: "5|flag -p",
      verbose: "2|flag -v",
      listen: "127.0.0.1,::1|flag -l, --listen",
      threads: "2|flag -t",
      "conn-limit": "7|environment MEMTOOL_CONN_LIMIT",
      "disable-cas": "off|environment MEMTOOL_DISABLE_CAS",
      "user-file": "db|environment MEMCACHED_SASL_PWDB",
      "memory-limit": "1g|file a.conf:3",
      "enable-sasl": "on|file a.conf:3",
      "auth-file": "/etc/users|file a.conf:3",
      "-o hashpower": "20|file a.conf:3",
      "-o track_sizes": "on|flag -o",
      "-o idle_timeout": "60|flag -o",
    };
    for (const [name, row] of Object.entries(expected)) {
      assert.equal(rows.get(name), row, name);
    }
  });
  it("says who lets MEMCACHED_SASL_PWDB be: a config file", () => {
    const rows = table("", { MEMCACHED_SASL_PWDB: "db" }, [
      { name: "user-file", value: "users", typed: "user-file", origin: FILE },
    ]);
    assert.equal(rows.get("user-file"), "/etc/users|file a.conf:3");
  });
  it("shows no login", () => {
    const rows = table("-P memcached://ann:secret@host", {}, []);
    assert.equal(rows.get("pidfile"), "memcached://***@host|flag -P");
  });
});
