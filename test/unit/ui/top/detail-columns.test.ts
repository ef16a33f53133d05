/** Connections, their states, settings: from statistics to rows, escaped. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionStates, connectionsOf, rateText, settingsOf } from "../../../../src/ui/top/detail-columns.ts";

test("connections", () => {
  const stats = new Map([
    ["9:addr", "tcp:1.2.3.4:5\x1b[2J"],
    ["9:state", "conn_read"],
    ["9:secs_since_last_cmd", "7"],
    ["12:state", "conn_listening"],
    ["13:state", "conn_read"],
  ]);
  const connections = connectionsOf(stats);
  assert.deepEqual(connections[0], {
    id: "9",
    address: "tcp:1.2.3.4:5\\e[2J",
    state: "read",
    listens: "",
    idleSeconds: 7,
  });
  assert.ok(Number.isNaN(connections[1]?.idleSeconds));
  assert.deepEqual(connectionStates(connections), [
    { state: "read", count: 2 },
    { state: "listening", count: 1 },
  ]);
});

test("settings and rates", () => {
  assert.deepEqual(settingsOf(new Map([["a\x07", "b\n"]])), [{ name: "a\\x07", value: "b\\n" }]);
  assert.deepEqual([rateText(1234), rateText(-5), rateText(Number.NaN)], ["1.23k/s", "-5/s", "-"]);
});
