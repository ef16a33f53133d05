import assert from "node:assert/strict";
import { test } from "node:test";
import { OUTCOME } from "../../../src/engine/outcome.ts";
import { STREAM_STEP } from "../../../src/engine/reply-stream.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

const TLS = { resumesSessions: false, certificateAgeSeconds: 7 };

test("without TLS there is nothing to refresh", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("refresh_certs\r\n"), "Error TLS not enabled\r\n");
  assert.equal(harness.run("refresh_certs noreply\r\n"), "");
  assert.deepEqual(harness.server.refreshing, []);
});

test("the answer waits for the server: OK, what went wrong, or nothing for noreply", () => {
  const failure = "Error loading the key: F : E";
  const cases: [string, string | undefined, string][] = [
    ["refresh_certs\r\n", undefined, "OK\r\n"],
    ["refresh_certs\r\n", failure, `${failure}\r\n`],
    ["refresh_certs noreply\r\n", undefined, ""],
  ];
  for (const [request, outcome, answer] of cases) {
    const harness = new EngineHarness();
    harness.server.tls = TLS;
    assert.equal(harness.run(request), "");
    assert.equal(harness.outcome, OUTCOME.stream);
    const stream = harness.engine.takeStream();
    let wakes = 0;
    stream.onWake(() => wakes++);
    assert.equal(stream.fill(harness.reply), STREAM_STEP.waiting);
    harness.server.refreshing[0]?.(outcome);
    assert.equal(wakes, 1);
    assert.equal(stream.fill(harness.reply), STREAM_STEP.done);
    assert.equal(harness.takeReply(), answer);
  }
});

test("a client that has gone is not woken", () => {
  const harness = new EngineHarness();
  harness.server.tls = TLS;
  harness.run("refresh_certs\r\n");
  const stream = harness.engine.takeStream();
  stream.onWake(() => assert.fail("nobody is there"));
  stream.close();
  harness.server.refreshing[0]?.(undefined);
});

test("stats tell of TLS where it is on", () => {
  const harness = new EngineHarness();
  assert.doesNotMatch(harness.run("stats\r\n"), /ssl_|time_since/);
  harness.server.tls = TLS;
  assert.match(
    harness.run("stats\r\n"),
    /STAT ssl_handshake_errors 0\r\nSTAT ssl_proto_errors 0\r\nSTAT time_since_server_cert_refresh 7\r\nSTAT unexpected/,
  );
  harness.server.tls = { ...TLS, resumesSessions: true };
  assert.match(harness.run("stats\r\n"), /STAT ssl_new_sessions 0\r\nSTAT ssl_handshake_errors 0\r\n/);
});
