/** Which server a key goes to. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ServerOptionValues } from "../../../../src/cli/request/request-options.ts";
import { openServers } from "../../../../src/cli/request/servers.ts";
import { createPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";
import { createTestContext } from "../../../support/test-context.ts";

const OPTIONS: ServerOptionValues = {
  servers: [],
  timeout: 1000,
  placement: "ketama",
  tls: false,
  "tls-ca": undefined,
  "tls-cert": undefined,
  "tls-key": undefined,
  "tls-server-name": undefined,
  "tls-skip-verify": false,
  user: undefined,
  "password-file": undefined,
};

async function namesOf(
  options: Partial<ServerOptionValues>,
  env: Record<string, string> = {},
): Promise<readonly string[]> {
  return (await openServers({ ...OPTIONS, ...options }, createTestContext({ env }).context)).names;
}

describe("openServers", () => {
  it("takes the option, else the environment, else the local server", async () => {
    const env = { MEMCACHE_SERVERS: "c:1,d:2" };
    assert.deepEqual(await namesOf({ servers: ["a:1,b:2", "c"] }, env), ["a:1", "b:2", "c:11211"]);
    assert.deepEqual(await namesOf({}, env), ["c:1", "d:2"]);
    assert.deepEqual(await namesOf({}), ["127.0.0.1:11211"]);
  });
  it("refuses what cannot be meant", async () => {
    await assert.rejects(namesOf({ servers: ["a:1,a:1"] }), /a:1 is named twice/);
    await assert.rejects(namesOf({ servers: [""] }), /it is empty/);
    await assert.rejects(namesOf({ placement: "nearest" }), /cannot place keys as "nearest"/);
    await assert.rejects(namesOf({ timeout: 0 }), /--timeout must be at least 1ms/);
    await assert.rejects(namesOf({ "tls-ca": "ca.pem" }), /--tls-ca is for TLS/);
    await assert.rejects(namesOf({ user: "joe" }), /there is no password/);
  });
  it("places keys as the rule does", async () => {
    const servers = ["a:1", "b:2", "c:3"];
    for (const rule of ["ketama", "modula:md5", "ketama-weighted", "twemproxy", "pylibmc:ketama"]) {
      const option = rule.startsWith("pylibmc") ? { placement: undefined, client: rule } : { placement: rule };
      const opened = await openServers({ ...OPTIONS, servers, ...option }, createTestContext().context);
      const placement = createPlacement(
        parseClient(rule),
        ["a", "b", "c"].map((host, index) => ({ host, port: index + 1, weight: 1 })),
      );
      for (let number = 0; number < 50; number++) {
        const bytes = Buffer.from(`key ${number}`);
        assert.equal(opened.ownerOf(`key ${number}`).name, servers[placement(bytes, 0, bytes.length)], rule);
        assert.equal(opened.ownerOf(bytes), opened.ownerOf(`key ${number}`));
      }
    }
  });
});
