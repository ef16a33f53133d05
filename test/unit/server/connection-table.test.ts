/** Rows of the connection table: opening, updating, closing, and numbers that come back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CONNECTION_STATE, ConnectionTable } from "../../../src/server/connection-table.ts";

test("a row tells address, state and time, and is gone when closed", () => {
  const shared = ConnectionTable.create(8);
  const acceptor = new ConnectionTable(shared);
  const worker = new ConnectionTable(shared);
  acceptor.open(5, 1, 70, "tcp:127.0.0.1:4000", "tcp:127.0.0.1:11211");
  worker.update(5, CONNECTION_STATE.conn_nread, 75);
  assert.deepEqual(worker.rows(), [
    {
      descriptor: 5,
      state: "conn_nread",
      lastCommandSecond: 75,
      peer: "tcp:127.0.0.1:4000",
      listener: "tcp:127.0.0.1:11211",
    },
  ]);
  worker.close(5, 1);
  assert.deepEqual(acceptor.rows(), []);
});

test("a goodbye that comes after the number was opened again does not close the new row", () => {
  const table = new ConnectionTable(ConnectionTable.create(8));
  table.open(5, 1, 70, "old", "");
  table.open(5, 2, 71, "new", "");
  table.close(5, 1);
  assert.deepEqual(
    table.rows().map((row) => row.peer),
    ["new"],
  );
});

test("long addresses are cut within their row, descriptors beyond the table are ignored", () => {
  const table = new ConnectionTable(ConnectionTable.create(2));
  table.open(0, 1, 1, "p".repeat(400), "l".repeat(400));
  table.open(1, 2, 1, "next", "");
  table.open(2, 3, 1, "outside", "");
  table.update(2, CONNECTION_STATE.conn_read, 1);
  table.close(2, 3);
  const [first, second] = table.rows();
  assert.equal(first?.peer, "p".repeat(124));
  assert.equal(first?.listener, "l".repeat(124));
  assert.equal(second?.peer, "next");
  assert.equal(table.rows().length, 2);
});

test("listeners are listed as such", () => {
  const table = new ConnectionTable(ConnectionTable.create(4));
  table.openListener(3, 62, "tcp:127.0.0.1:11211");
  table.openListener(-1, 62, "nowhere");
  table.openListener(4, 62, "outside");
  assert.deepEqual(table.rows(), [
    { descriptor: 3, state: "conn_listening", lastCommandSecond: 62, peer: "tcp:127.0.0.1:11211", listener: "" },
  ]);
  assert.equal(table.peer(3), "tcp:127.0.0.1:11211");
  assert.equal(table.peer(9), "");
});
