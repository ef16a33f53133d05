/** The JSON of the admin pages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readyDocument, type ServerReading, serverDocument } from "../../../../src/server/admin/documents.ts";

const READING: ServerReading = {
  unixMs: 1_700_000_000_123,
  readiness: { ready: true, conditions: [{ name: "server", ready: true }] },
  views: new Map([
    [
      "",
      new Map([
        ["get_hits", "18446744073709551615"],
        ["cmd_get", "9007199254740991"],
        ["cmd_set", "9007199254740992"],
        ["rusage_user", "1.250000"],
        ["version", "1.6.45"],
        ["libevent", "\u009b31m\u00e9"],
      ]),
    ],
    ["settings", new Map([["inter", "127.0.0.1"]])],
    [
      "items",
      new Map([
        ["items:12:number", "2"],
        ["items:3:age", "5"],
      ]),
    ],
    [
      "slabs",
      new Map([
        ["3:chunk_size", "96"],
        ["active_slabs", "1"],
      ]),
    ],
  ]),
  connections: { current: 1, limit: 1024, states: new Map([["conn_read", 1]]) },
  workers: [{ connections: 1, gets: 2, sets: 3, yields: 4, bytes_read: 5, bytes_written: 6 }],
};

test("/stats.json has everything, exactly, in plain ASCII", () => {
  const text = serverDocument(READING);
  assert.match(text, /^[\x20-\x7e\n]+\n$/);
  assert.deepEqual(JSON.parse(text), {
    schema: "memtool.server/1",
    time: "2023-11-14T22:13:20.123Z",
    ready: true,
    conditions: [{ name: "server", ready: true }],
    stats: {
      get_hits: "18446744073709551615",
      cmd_get: 9007199254740991,
      cmd_set: "9007199254740992",
      rusage_user: 1.25,
      version: "1.6.45",
      libevent: "\u009b31m\u00e9",
    },
    settings: { inter: "127.0.0.1" },
    items: [
      { class: 3, age: 5 },
      { class: 12, number: 2 },
    ],
    slabs: { classes: [{ class: 3, chunk_size: 96 }], active_slabs: 1 },
    connections: { current: 1, limit: 1024, states: { conn_read: 1 } },
    workers: [{ worker: 0, connections: 1, gets: 2, sets: 3, yields: 4, bytes_read: 5, bytes_written: 6 }],
  });
});

test("/readyz names what stands in the way, and why", () => {
  const conditions = [{ name: "recovery", ready: false, reason: "5 of 10 items" }];
  assert.deepEqual(JSON.parse(readyDocument({ ready: false, conditions })), {
    schema: "memtool.ready/1",
    ready: false,
    conditions,
  });
});
