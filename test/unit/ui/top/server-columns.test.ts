/** What stands beside a server that has no numbers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { outageText, SERVER_COLUMNS, silenceRow } from "../../../../src/ui/top/server-columns.ts";
import { textOf, threeServers } from "../../../support/top-data.ts";

test("an outage, how long and why, escaped", () => {
  const outage = { sinceMs: 1000, untilMs: undefined, error: new MemtoolError("CONNECT", "gone \x1b[2J") };
  assert.equal(outageText(outage, 126_400), "down for 2m 5s: gone \\e[2J");
});

test("only servers without numbers have it", () => {
  const moment = threeServers().at() ?? assert.fail();
  const rows = moment.servers.map((server) => ({
    id: server.name,
    label: server.name,
    metrics: server.metrics,
    server,
  }));
  assert.deepEqual(
    rows.map((row) => textOf([silenceRow(row, moment.atUnixMs) ?? []])[0]),
    ["", "", "down for 10 s: connection refused"],
  );
  assert.equal(
    new Set(SERVER_COLUMNS.map(({ rank }) => rank)).size,
    SERVER_COLUMNS.length,
    "each column has a rank of its own",
  );
});
