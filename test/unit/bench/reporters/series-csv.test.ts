/** series-csv: names and values in the same order, plain numbers, empty fields for what is not known. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { seriesHead, seriesRow } from "../../../../src/bench/reporters/series-csv.ts";
import type { SeriesPoint } from "../../../../src/bench/result/document.ts";

const OPEN_LOOP: SeriesPoint = {
  index: 3,
  startMs: 3000,
  endMs: 4000.25,
  requests: 1_000_123,
  errors: 2,
  opsPerSecond: 999_873.0317,
  offeredPerSecond: 1_000_000,
  hits: 900_000,
  misses: 100_000,
  stale: 1,
  hitRate: 0.9,
  responseP50Us: 84.223,
  responseP99Us: 1201.5,
  responseMaxUs: 12_000,
  serviceP50Us: 80,
  serviceP99Us: 1100,
  serviceMaxUs: 11_999.9999,
  sendLagP99Us: 5.125,
  inFlight: 17,
  serverHitRate: 1 / 3,
  serverEvictions: 0,
  serverCpuPercent: 97.25,
};

test("the head names what a row holds, and the row is plain numbers", () => {
  assert.equal(
    seriesHead(),
    "index,startMs,endMs,requests,errors,opsPerSecond,offeredPerSecond,hits,misses,stale,hitRate,responseP50Us,responseP99Us," +
      "responseMaxUs,serviceP50Us,serviceP99Us,serviceMaxUs,sendLagP99Us,inFlight,serverHitRate,serverEvictions,serverCpuPercent\n",
  );
  assert.equal(
    seriesRow(OPEN_LOOP),
    "3,3000,4000.25,1000123,2,999873.032,1000000,900000,100000,1,0.9,84.223,1201.5," +
      "12000,80,1100,12000,5.125,17,0.333333,0,97.25\n",
  );
});

test("what is not known is an empty field, not a zero", () => {
  const closed = seriesRow({ ...OPEN_LOOP, offeredPerSecond: null, responseP50Us: null, serverCpuPercent: null });
  assert.equal(
    closed,
    "3,3000,4000.25,1000123,2,999873.032,,900000,100000,1,0.9,,1201.5,12000,80,1100,12000,5.125,17,0.333333,0,\n",
  );
});

test("every row has a field for each name, and reads back as it was", () => {
  const names = seriesHead().trimEnd().split(",") as (keyof SeriesPoint)[];
  const whole = fc.nat({ max: 10_000_000 });
  fc.assert(
    fc.property(fc.array(fc.option(whole), { minLength: names.length, maxLength: names.length }), (values) => {
      const record = Object.fromEntries(names.map((name, index) => [name, values[index] ?? null]));
      const fields = seriesRow(record as unknown as SeriesPoint)
        .replace("\n", "")
        .split(",");
      assert.deepEqual(
        fields.map((field) => (field === "" ? null : Number(field))),
        names.map((name) => record[name] ?? null),
      );
    }),
  );
});
