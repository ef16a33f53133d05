/** A pool after `--add`, `--remove` and `--weight`: the servers as the client would then be configured with them. */
import { type Address, formatAddress, parseAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";

/** What is to become of a pool, as it was typed. */
export interface PoolChanges {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly weight: readonly string[];
}

/**
 * The servers afterwards: those that stay in their order, new ones behind them.
 * @throws MemtoolError USAGE for changes of servers that are not there, or are there already
 */
export function changePool(addresses: readonly Address[], changes: PoolChanges): readonly Address[] {
  const [added, removed, weighted] = [changes.add, changes.remove, changes.weight].map((words) =>
    words.flatMap((word) => word.split(/[\s,]+/)).map(parseAddress),
  ) as [Address[], Address[], Address[]];
  if (added.length + removed.length + weighted.length === 0) {
    throw new MemtoolError("USAGE", "nothing is to change", { hint: "say what: --add, --remove or --weight" });
  }
  const names = addresses.map(formatAddress);
  for (const address of [...removed, ...weighted]) {
    if (!names.includes(formatAddress(address))) {
      throw new MemtoolError("USAGE", `${formatAddress(address)} is not one of the servers`, {
        hint: `they are ${names.join(", ")}`,
      });
    }
  }
  const twice = added
    .map(formatAddress)
    .find((name, index, all) => names.includes(name) || all.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new MemtoolError("USAGE", `${twice} is there already`);
  }
  const unweighted = weighted.find(({ weight }) => weight === undefined);
  if (unweighted !== undefined) {
    throw new MemtoolError("USAGE", `${formatAddress(unweighted)} is to get which weight?`, {
      hint: `write --weight '${formatAddress(unweighted)}*2'`,
    });
  }
  const gone = new Set(removed.map(formatAddress));
  const weights = new Map(weighted.map((address) => [formatAddress(address), address.weight]));
  const after = [...addresses.filter((address) => !gone.has(formatAddress(address))), ...added].map((address) => {
    const weight = weights.get(formatAddress(address));
    return weight === undefined ? address : { ...address, weight };
  });
  if (after.length === 0) {
    throw new MemtoolError("USAGE", "no server would be left");
  }
  return after;
}
