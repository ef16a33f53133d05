/** Which storage rule a verb, or the mode of a meta set, asks the store for. */
import { OP, type Op } from "../protocol/request.ts";
import { STORE_MODE, type StoreMode } from "../store/commit.ts";

/** The store's mode for a storage verb. */
export function storeMode(op: Op): StoreMode {
  switch (op) {
    case OP.add:
      return STORE_MODE.add;
    case OP.replace:
      return STORE_MODE.replace;
    case OP.append:
      return STORE_MODE.append;
    case OP.prepend:
      return STORE_MODE.prepend;
    case OP.cas:
      return STORE_MODE.cas;
    default:
      return STORE_MODE.set;
  }
}
