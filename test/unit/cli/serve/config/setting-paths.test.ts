/** Where relative paths start. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GivenSetting, SettingOrigin } from "../../../../../src/cli/serve/config/given-setting.ts";
import { settlePaths } from "../../../../../src/cli/serve/config/setting-paths.ts";
import type { ServeFlagName } from "../../../../../src/cli/serve/flags.ts";

const FILE: SettingOrigin = { kind: "file", path: "c/a.conf", folder: "/etc/c", line: 1 };
const FLAG: SettingOrigin = { kind: "flag" };
const ENVIRONMENT: SettingOrigin = { kind: "environment" };

function settle(...settings: (readonly [ServeFlagName, string, SettingOrigin])[]): string[] {
  const given = settings.map(([name, value, origin]): GivenSetting => ({ name, value, typed: name, origin }));
  return settlePaths(given, "/here").map(({ value = "" }) => value);
}

describe("relative paths", () => {
  it("of a file start at its folder", () => {
    assert.deepEqual(
      settle(["auth-file", "users", FILE], ["pidfile", "../p", FILE], ["user-file", "/u", FILE], ["user", "a", FILE]),
      ["/etc/c/users", "/etc/p", "/u", "a"],
    );
    assert.deepEqual(
      settle(["extended", "ssl_key=key.pem", FILE], ["extended", "ssl_ciphers=A", FILE], ["extended", "x", FILE]),
      ["ssl_key=/etc/c/key.pem", "ssl_ciphers=A", "x"],
    );
  });
  it("of a file start at the working directory, if there is one; that of the file at its folder", () => {
    assert.deepEqual(
      settle(["working-dir", "run", FILE], ["auth-file", "users", FILE], ["extended", "ssl_chain_cert=c", FILE]),
      ["/etc/c/run", "/etc/c/run/users", "ssl_chain_cert=/etc/c/run/c"],
    );
    assert.deepEqual(settle(["auth-file", "users", FILE], ["working-dir", "run", FLAG]), [
      "/here/run/users",
      "/here/run",
    ]);
    assert.deepEqual(settle(["working-dir", "run", ENVIRONMENT]), ["/here/run"]);
  });
  it("of the command line and the environment stay where the server is started", () => {
    assert.deepEqual(
      settle(
        ["auth-file", "users", FLAG],
        ["user-file", "u", ENVIRONMENT],
        ["pidfile", "p", FLAG],
        ["extended", "ssl_key=k", FLAG],
      ),
      ["users", "u", "p", "ssl_key=k"],
    );
  });
  it("of what a running server leaves behind start at the working directory, whoever names them", () => {
    assert.deepEqual(
      settle(
        ["working-dir", "/run/m", FILE],
        ["pidfile", "p", FLAG],
        ["unix-socket", "s", ENVIRONMENT],
        ["ready-file", "/r", FLAG],
        ["auth-file", "users", FLAG],
      ),
      ["/run/m", "/run/m/p", "/run/m/s", "/r", "users"],
    );
  });
});
