/** The header of a record, from an item in memory. */
import { ITEM_FLAG, type ItemRef } from "../store/item-layout.ts";
import type { Items } from "../store/items.ts";
import { RECORD_AT, RECORD_FORMAT } from "./change-format.ts";

/** State bits of an item that outlive the process. */
const KEPT_FLAGS = ITEM_FLAG.keyBinary | ITEM_FLAG.tokenSent | ITEM_FLAG.stale;

/**
 * Writes it at `position`; the generation, which only the persistence thread knows, stays 0. The stripe lock is held.
 * @param processStarted Unix second that relative second 0 stands for
 */
export function writeRecordHeader(
  view: DataView,
  position: number,
  items: Items,
  ref: ItemRef,
  processStarted: number,
): void {
  const exptime = items.exptime(ref) >>> 0;
  view.setUint32(position, 0, true);
  view.setUint8(position + RECORD_AT.format, RECORD_FORMAT);
  view.setUint8(position + RECORD_AT.itemFlags, items.itemFlags(ref) & KEPT_FLAGS);
  view.setUint32(position + RECORD_AT.clientFlags, items.flags(ref), true);
  view.setUint32(position + RECORD_AT.storedAt, items.time(ref) + processStarted, true);
  view.setUint32(position + RECORD_AT.generation, 0, true);
  view.setUint32(position + RECORD_AT.casLow, items.casLow(ref), true);
  view.setUint32(position + RECORD_AT.casHigh, items.casHigh(ref), true);
  view.setFloat64(position + RECORD_AT.expires, exptime === 0 ? 0 : exptime + processStarted, true);
}
