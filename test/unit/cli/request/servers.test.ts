/** Which server a key goes to. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { ServerOptionValues } from "../../../../src/cli/request/request-options.ts";
import { openServers } from "../../../../src/cli/request/servers.ts";
import { createPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
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
  it("takes the rule of a pool's configuration, unless it is told another", async () => {
    const pool = join(temporaryFolder("servers-"), "nutcracker.yml");
    const lines = ["a:1:1", "b:2:1", "c:3:1"].map((server) => `   - ${server}\n`);
    writeFileSync(
      pool,
      `alpha:\n  listen: 127.0.0.1:1\n  distribution: modula\n  hash: md5\n  servers:\n${lines.join("")}`,
    );
    const { context } = createTestContext();
    const [ofPool, same, other] = await Promise.all(
      [{}, { client: "twemproxy:modula,md5" }, { client: "ketama" }].map((option) =>
        openServers({ ...OPTIONS, placement: undefined, client: undefined, pool, ...option }, context),
      ),
    );
    const owners = (servers: typeof ofPool) => {
      return Array.from({ length: 50 }, (_, number) => servers?.ownerOf(`key ${number}`).name);
    };
    assert.deepEqual(owners(ofPool), owners(same));
    assert.notDeepEqual(owners(ofPool), owners(other));
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
