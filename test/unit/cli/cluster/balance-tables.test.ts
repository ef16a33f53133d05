import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type BalanceReport,
  balanceJson,
  balanceRemarks,
  balanceTable,
} from "../../../../src/cli/cluster/balance-tables.ts";
import { resultText } from "../../../../src/cli/output/result-text.ts";
import { ruleBalance } from "../../../../src/cluster/inspection/balance.ts";
import { createClientPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";

const NAMES = ["127.0.0.1:11211", "127.0.0.1:11212"];
const SERVERS = [11211, 11212].map((port) => ({ host: "127.0.0.1", port }));
const load = (items: number, uptimeS = 1000) => ({
  items,
  bytes: items * 100,
  gets: items,
  sets: 0,
  uptimeS,
  evictions: 0,
});

function reportOf(
  fields: Partial<BalanceReport>,
  client?: string,
  keys: readonly number[] = [500, 500],
): BalanceReport {
  const rule =
    client === undefined
      ? undefined
      : {
          client,
          keys: "1,000 keys",
          misplaced: [0, 7],
          instead: undefined,
          balance: ruleBalance(createClientPlacement(parseClient(client), SERVERS), [1, 1], keys, "crc"),
        };
  return { names: NAMES, weights: [1, 1], loads: [load(600), load(400)], rule, ...fields };
}

const texts = (report: BalanceReport) => balanceRemarks(report).map(({ label, text }) => `${label}: ${text}`);

test("without a client: what the nodes say, and whether it may be chance", () => {
  assert.match(texts(reportOf({}))[0] ?? "", /^look: Items are spread from 80 % to 120 % .*more than chance/);
  assert.match(texts(reportOf({ loads: [load(505), load(495)] }))[0] ?? "", /^ok: .*may be chance/);
  assert.deepEqual(texts(reportOf({ loads: [load(600), undefined] })), []);
  assert.match(texts(reportOf({ loads: [load(600), load(400, 5)] }))[1] ?? "", /127\.0\.0\.1:11212 was started last/);
});

test("with one: its layout, its hash, and keys in wrong places", () => {
  const good = texts(reportOf({}, "gomemcache"));
  assert.match(
    good[1] ?? "",
    /^ok: The hash crc spreads 1,000 keys as evenly as chance does \(chi-square 0\.0 with 1 degree /,
  );
  assert.match(good[2] ?? "", /^look: 7 of 1,000 keys are not where gomemcache puts them/);
  const weak = texts(reportOf({}, "gomemcache", [900, 100]));
  assert.match(
    weak[1] ?? "",
    /^look: The hash crc is weak for 1,000 keys: 127\.0\.0\.1:11211 owns 50 % of all hashes and gets 90 % .*p < 0\.0001/,
  );
  assert.match(texts(reportOf({}, "dalli")).join("\n"), /The ring of dalli gives nodes from .* differ by ±/);
});

test("people see shares in 80 columns, programs everything", async () => {
  const context = { color: false, width: 80 };
  const table = await resultText("table", balanceTable(reportOf({}, "dalli"), true), context);
  assert.equal(table.match(/11211 │/g)?.length, 1, table);
  const tsv = await resultText("tsv", balanceTable(reportOf({}, "gomemcache", [450, 550]), false), context);
  assert.equal(tsv.split("\n")[1], "127.0.0.1:11211\t600\t0.6\t60000\t0.6\t600\t0\t0.6\t0.5\t0.5\t450\t0.45\t-3.16\t0");
  const json = balanceJson(reportOf({ loads: [undefined, undefined] }, "gomemcache")) as {
    nodes: { items?: number }[];
    hash: unknown;
  };
  assert.deepEqual(
    [json.nodes[0]?.items, json.hash],
    [undefined, { name: "crc", weak: false, verdict: "even", keys: "1,000 keys", reason: null }],
  );
});

test("what is left of lost keys does not judge a hash: others do, and it is said", async () => {
  const placement = createClientPlacement(parseClient("gomemcache"), SERVERS);
  const balance = ruleBalance(placement, [1, 1], [900, 0], "crc", [50_000, 50_000]);
  const instead = { reason: "b:1 did not tell all its keys", keys: "100,000 made-up keys, key:0 and so on" };
  const report = reportOf({ rule: { client: "gomemcache", keys: "900 keys", misplaced: [0, 0], instead, balance } });
  const said = texts(report).join("\n");
  assert.match(
    said,
    /look: The keys on the nodes cannot judge the hash: b:1 did not tell all its keys\.\nok: The hash crc spreads 100,000 made-up/,
  );
  const json = balanceJson(report) as { nodes: { keys: number; z?: number }[]; hash: { weak: boolean } };
  assert.deepEqual([json.nodes[0]?.keys, json.nodes[0]?.z, json.hash.weak], [900, undefined, false]);
});

test("a pool without items has no shares", () => {
  const report = reportOf({ loads: [load(0), load(0)] });
  assert.match(texts(report)[0] ?? "", /^note: There are no items on the nodes/);
  const json = balanceJson(report) as { nodes: { items: number; items_ratio?: number }[] };
  assert.deepEqual([json.nodes[0]?.items, json.nodes[0]?.items_ratio], [0, undefined]);
});
