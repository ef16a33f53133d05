/** Classes of Ruby's library in the shape people know them by: sets, numbers, dates; and texts in other encodings. */
import { listNode, mapNode, type ObjectNode, objectNode, type TreeField, type TreeNode, textNode } from "./tree.ts";

/** The plain form of an object of the library; undefined if it is of another class or another form. */
export function simplifyRuby(node: ObjectNode): TreeNode | undefined {
  switch (node.className) {
    case "Set":
      return setNode(node);
    case "Rational":
    case "Complex":
      return parts(node);
    case "BigDecimal":
      return decimal(node);
    case "Date":
    case "DateTime":
      return dateNode(node);
    case "ActiveSupport::HashWithIndifferentAccess":
      return node.args?.[0]?.kind === "map" ? mapNode(node.className, node.args[0].entries) : undefined;
    default:
      return undefined;
  }
}

/** A set keeps its elements as the keys of a hash, whose default is false. */
function setNode({ fields }: ObjectNode): TreeNode | undefined {
  const [hash] = fields;
  return hash?.name === "@hash" && hash.value.kind === "map" && fields.length === 1
    ? listNode(
        "set",
        hash.value.entries.map(([key]) => key).filter((key) => !(key.kind === "name" && key.text === "(default)")),
      )
    : undefined;
}

function parts({ className, args = [], fields }: ObjectNode): TreeNode | undefined {
  const [list] = args;
  return list?.kind === "list" && fields.length === 0 ? objectNode(className, list.items) : undefined;
}

/** The number of digits to reserve, a colon, the number. */
function decimal({ args = [] }: ObjectNode): TreeNode | undefined {
  const text = args[0]?.kind === "text" ? /^\d{1,9}:(-?\d[\d.]*(?:e-?\d+)?)$/.exec(args[0].value)?.[1] : undefined;
  return text === undefined ? undefined : { kind: "number", text };
}

const UNIX_EPOCH_JULIAN_DAY = 2_440_588;
const DAY_SECONDS = 86_400;
/** Days from 1970 on or before that a JavaScript date can name. */
const DAYS_MAX = 100_000_000;

/** [period, Julian day, second of the day in UTC, nanosecond, offset in seconds, start of the Gregorian calendar] */
function dateNode({ className, args = [] }: ObjectNode): TreeNode | undefined {
  const numbers =
    args[0]?.kind === "list"
      ? args[0].items.map((item) => (item.kind === "number" ? Number(item.text) : Number.NaN))
      : [];
  const [period, julianDay = Number.NaN, second = 0, nanosecond, offset = 0] = numbers;
  const days = julianDay - UNIX_EPOCH_JULIAN_DAY;
  const isDate =
    numbers.length === 6 &&
    period === 0 &&
    nanosecond === 0 &&
    Number.isInteger(days) &&
    Math.abs(days) < DAYS_MAX &&
    Math.abs(second) <= DAY_SECONDS &&
    Math.abs(offset) <= DAY_SECONDS;
  if (!isDate) {
    return undefined;
  }
  const text = new Date((days * DAY_SECONDS + second + offset) * 1000).toISOString().replace(".000Z", "");
  if (className === "Date") {
    return second === 0 ? { kind: "date", text: text.replace(/T.*$/, "") } : undefined;
  }
  const minutes = Math.trunc(Math.abs(offset) / 60);
  const zone = [minutes / 60, minutes % 60].map((part) => String(Math.trunc(part)).padStart(2, "0")).join(":");
  return { kind: "date", text: `${text}${offset < 0 ? "-" : "+"}${zone}` };
}

/** A string that names its encoding, if that is one the platform knows; UTF-8 and ASCII need nothing. */
export function inEncoding(node: TreeNode, variables: readonly TreeField[]): TreeNode | undefined {
  const encoding = variables.find(({ name }) => name === "encoding")?.value;
  const label = encoding?.kind === "text" ? encoding.value : undefined;
  if (label === undefined || (node.kind !== "text" && node.kind !== "bytes")) {
    return undefined;
  }
  const bytes = node.kind === "text" ? Buffer.from(node.value) : node.value;
  try {
    return textNode(new TextDecoder(label, { fatal: true }).decode(bytes));
  } catch {
    // An encoding that is not known, or bytes that are not in it.
    return undefined;
  }
}
