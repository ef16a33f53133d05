/** The README's table of clients against the table of the tests: it says yes exactly where a client is tested. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CLIENT_CELLS, type ClientCell } from "../support/client-cells.ts";

const README = new URL("../../../README.md", import.meta.url);

/** Which cells a column of the README stands for. */
const COLUMNS: Readonly<Record<string, (cell: ClientCell) => boolean>> = {
  text: ({ protocol, transport, login }) => protocol === "text" && transport === "tcp" && login === undefined,
  binary: ({ protocol, transport, login }) => protocol === "binary" && transport === "tcp" && login === undefined,
  SASL: ({ transport, login }) => transport === "tcp" && login === "SASL",
  "ASCII auth": ({ transport, login }) => transport === "tcp" && login === "ASCII",
  TLS: ({ transport }) => transport === "TLS",
  "client certificate": ({ transport }) => transport === "mutual TLS",
  "unix socket": ({ transport, login }) => transport === "unix socket" && login === undefined,
};

/** The rows of the README's table, the words of each row by column. */
function readTable(): Map<string, Map<string, string>> {
  const lines = readFileSync(README, "utf8").split("\n");
  const start = lines.findIndex((line) => line.startsWith("| client |"));
  assert.notEqual(start, -1, "there is no table of clients in the README");
  const words = (line: string) =>
    line
      .split("|")
      .slice(1, -1)
      .map((word) => word.trim());
  const columns = words(lines[start] as string).slice(1);
  assert.deepEqual(columns, Object.keys(COLUMNS));
  const rows = new Map<string, Map<string, string>>();
  for (let index = start + 2; lines[index]?.startsWith("|") === true; index++) {
    const [title = "", ...cells] = words(lines[index] as string);
    rows.set(title.split(" ")[0] as string, new Map(columns.map((column, at) => [column, cells[at] ?? ""])));
  }
  return rows;
}

test("the README says of each client what is tested", () => {
  const rows = readTable();
  assert.deepEqual([...rows.keys()], [...new Set(CLIENT_CELLS.map(({ client }) => client.name))]);
  for (const [name, row] of rows) {
    for (const [column, cell] of row) {
      const isTested = CLIENT_CELLS.some((one) => one.client.name === name && COLUMNS[column]?.(one) === true);
      assert.equal(/^yes\b/.test(cell), isTested, `${name}, ${column}: "${cell}"`);
      assert.notEqual(cell, "", `${name}, ${column}: neither yes nor a reason`);
    }
  }
});
