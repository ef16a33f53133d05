/** What is said at the start. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openPagesWarning, startLine } from "../../../../src/cli/serve/start-line.ts";

const ADDRESS = { kind: "tcp", host: "127.0.0.1", port: 11211, tls: false } as const;
const HTTP = { url: "http://127.0.0.1:9150", host: "127.0.0.1" };
const OPEN = { url: "http://localhost:9150", host: "::" };
const NO_LOGINS = { sasl: false, authFile: undefined, tls: undefined };

describe("startLine", () => {
  it("tells addresses, memory and threads, and behind all that the pages", () => {
    const settings = { memoryLimitBytes: 64 * 1024 * 1024, threads: 1 };
    const bare = { addresses: [ADDRESS], udpAddresses: [], http: undefined };
    const line = "memtool serve: listening on 127.0.0.1:11211; 64 MiB of memory, 1 worker thread";
    assert.equal(startLine(bare, settings), line);
    assert.equal(startLine({ ...bare, http: HTTP }, settings), `${line}; admin pages on http://127.0.0.1:9150`);
    const udp = startLine({ ...bare, udpAddresses: [{ host: "::1", port: 5 }] }, { ...settings, threads: 2 });
    assert.match(udp, /listening on 127\.0\.0\.1:11211, UDP \[::1\]:5; .* 2 worker threads$/);
  });
});

describe("openPagesWarning", () => {
  it("warns of pages that others than this machine can reach", () => {
    assert.equal(openPagesWarning({ http: undefined }, NO_LOGINS), undefined);
    assert.equal(openPagesWarning({ http: HTTP }, { ...NO_LOGINS, sasl: true }), undefined);
    const plain = openPagesWarning({ http: OPEN }, NO_LOGINS);
    assert.match(plain ?? "", /^WARNING: whoever reaches http:\/\/localhost:9150 can read .*without login or TLS$/);
    for (const guarded of [{ sasl: true }, { authFile: "users" }]) {
      assert.match(openPagesWarning({ http: OPEN }, { ...NO_LOGINS, ...guarded }) ?? "", /although clients/);
    }
  });
});
