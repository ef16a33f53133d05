/** cli/access.ts: what the options make of addresses, and what is refused before anything is connected. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { formatAddress, parseAddress } from "../../../src/base/address.ts";
import { type AccessOptionValues, refuseAccess, resolveAccess } from "../../../src/cli/access.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const folder = temporaryFolder("access-");

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const NOTHING: AccessOptionValues = {
  tls: false,
  "tls-ca": undefined,
  "tls-cert": undefined,
  "tls-key": undefined,
  "tls-server-name": undefined,
  "tls-skip-verify": false,
  user: undefined,
  "password-file": undefined,
};

function resolve(text: string, options: Partial<AccessOptionValues> = {}, env: Record<string, string> = {}) {
  return resolveAccess(text.split(" ").map(parseAddress), { ...NOTHING, ...options }, env);
}

test("without options addresses stay as they are, and the defaults apply", () => {
  const { addresses, tls } = resolve("a:1 /s.sock memcacheds://u:p@b");
  assert.deepEqual(addresses, ["a:1", "/s.sock", "memcacheds://u:p@b"].map(parseAddress));
  assert.equal(tls, undefined);
});

test("--tls is as if every address were memcacheds://, also one that is named later", () => {
  const { addresses, apply } = resolve("a:1 memcached://u:p@b", { tls: true });
  assert.deepEqual(addresses, ["memcacheds://a:1", "memcacheds://u:p@b"].map(parseAddress));
  assert.deepEqual(apply(parseAddress("c")), parseAddress("memcacheds://c"));
  assert.throws(() => resolve("/s.sock", { tls: true }), { code: "USAGE", message: /--tls cannot be for \/s\.sock/ });
});

test("a login: the address before the options, a password of the file before that of the environment", () => {
  const path = file("password", "from file\r\nsecond line\n");
  const env = { MEMTOOL_PASSWORD: "from env" };
  const login = (text: string, options: Partial<AccessOptionValues>): string => {
    const [address] = resolve(text, options, env).addresses;
    return `${address?.username}:${address?.password}`;
  };
  assert.equal(login("a:1", {}), "undefined:undefined");
  assert.equal(login("a:1", { user: "joe" }), "joe:from env");
  assert.equal(login("/s.sock", { user: "joe", "password-file": path }), "joe:from file");
  assert.equal(login("memcached://ann@a", { user: "joe", "password-file": path }), "ann:from file");
  assert.equal(login("memcached://ann:own@a", { user: "joe", "password-file": path }), "ann:own");
  assert.equal(login("memcached://ann:@a", { "password-file": path }), "ann:");
});

test("a password variable set to nothing is no password", () => {
  assert.throws(() => resolve("a", { user: "joe" }, { MEMTOOL_PASSWORD: "" }), { message: /no password for the user/ });
});

const WRONG: readonly (readonly [string, Partial<AccessOptionValues>, RegExp, RegExp])[] = [
  ["a", { user: "joe" }, /no password for the user of memcached:\/\/joe@a:11211/, /--password-file FILE/],
  ["memcached://joe@a", {}, /no password/, /\$MEMTOOL_PASSWORD/],
  ["a", { "password-file": file("unused", "secret\n") }, /--password-file belongs to a user/, /--user NAME/],
  ["a", { user: "joe", "password-file": "/no/such/file" }, /cannot read the password file .*ENOENT/, /^undefined$/],
  ["a", { user: "joe", "password-file": file("empty", "\nsecret\n") }, /no password in/, /first line/],
  ["a", { "tls-ca": "/ca.pem" }, /--tls-ca is for TLS, which no address asks for/, /memcacheds:\/\//],
  ["a", { "tls-skip-verify": true }, /--tls-skip-verify is for TLS/, /add --tls/],
  ["memcacheds://a", { "tls-key": "/key.pem" }, /--tls-key belongs to a certificate/, /--tls-cert/],
  ["memcacheds://a", { "tls-ca": "/no/such/ca.pem" }, /cannot read .*\/no\/such\/ca\.pem: ENOENT/, /PEM/],
];

for (const [text, options, message, hint] of WRONG) {
  test(`${text} ${JSON.stringify(options)} is a wrong usage`, () => {
    assert.throws(
      () => resolve(text, options),
      (error: Error & { code?: string; hint?: string }) => {
        assert.equal(error.code, "USAGE");
        assert.match(error.message, message);
        assert.match(String(error.hint), hint);
        assert.ok(!`${error.message}${error.hint}`.includes("secret"));
        return true;
      },
    );
  });
}

test("what TLS is told", () => {
  const options = { "tls-skip-verify": true, "tls-server-name": "cache" };
  const { tls, addresses } = resolve("a memcacheds://b", options);
  assert.deepEqual(tls, {
    authorities: undefined,
    certificate: undefined,
    key: undefined,
    serverName: "cache",
    skipVerify: true,
  });
  assert.deepEqual(addresses.map(formatAddress), ["a:11211", "memcacheds://b:11211"]);
});

test("where no server is named the options are refused by name", () => {
  refuseAccess(NOTHING, "why");
  refuseAccess({}, "why");
  for (const name of ["tls", "tls-skip-verify"] as const) {
    assert.throws(() => refuseAccess({ ...NOTHING, [name]: true }, "why"), {
      code: "USAGE",
      message: `--${name} is of no use: why`,
    });
  }
  assert.throws(() => refuseAccess({ user: "joe" }, "why"), { message: /^--user / });
});
