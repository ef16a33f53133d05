/** From what servers said to families of series: what memcached_exporter makes of it, and more. */
import { groupNumbered, type NumberedGroup } from "../numbered-stats.ts";
import type { StatMap } from "../stat-map.ts";
import { CLASS_GROUPS } from "./class-metrics.ts";
import { type Family, type Labels, labelText, type Sample } from "./exposition.ts";
import { EXTRA_CLASS_GROUPS, EXTRA_SERVER_GROUPS } from "./extra-metrics.ts";
import type { Metric, MetricGroup, MetricScope } from "./metric.ts";
import { OPTION_GROUPS } from "./option-metrics.ts";
import { readSource } from "./sample-value.ts";
import { SERVER_GROUPS } from "./server-metrics.ts";

/** What a server answered to `stats` (the view of no name), `slabs`, `items` and `settings`, or that it did not. */
export type ServerStats =
  | { readonly address: string; readonly up: true; readonly views: ReadonlyMap<string, StatMap> }
  | { readonly address: string; readonly up: false };

/** What to write. */
export interface PrometheusOptions {
  /** Whether each series says whose it is, in the label `server`; without it, when there are several. */
  readonly serverLabel?: boolean | undefined;
  /** The series of slab classes; true. */
  readonly slabs?: boolean | undefined;
  /** What memcached_exporter does not have; true. */
  readonly extras?: boolean | undefined;
  /** Views without which a server is not up, because it was asked for them and refused; none. */
  readonly required?: readonly string[] | undefined;
}

/** Families, and of servers that said something unreadable, what it was. */
export interface Collected {
  readonly families: readonly Family[];
  /** By address. Such a server counts as not up, as memcached_exporter has it. */
  readonly faults: ReadonlyMap<string, string>;
}

/** Statistics with the labels that tell them from those of other classes and servers. */
interface Labelled {
  readonly stats: StatMap;
  readonly labels: Labels;
}

/** One server's statistics by scope, the numbered ones once for each class. */
interface Prepared {
  readonly address: string;
  readonly views: ReadonlyMap<string, StatMap>;
  readonly scopes: Readonly<Record<MetricScope, readonly Labelled[]>>;
  /** How many the server has; above {@link CLASSES_MAX} they are left out. */
  readonly classCount: number;
}

const NOTHING: StatMap = new Map();

/** memcached has 63 at most. A server that names very many more is none, and would fill Prometheus with series. */
const CLASSES_MAX = 1000;

/** Families under construction. */
class Families {
  readonly #families = new Map<string, Omit<Family, "samples"> & { readonly samples: Map<string, Sample> }>();

  /** A series that is there already stays: of two metrics with one name the first wins, and so does the first of two equal servers. */
  add({ name, type, help }: Pick<Family, "name" | "type" | "help">, sample: Sample): void {
    const family = this.#families.get(name) ?? { name, type, help, samples: new Map() };
    this.#families.set(name, family);
    const key = labelText(sample.labels);
    if (!family.samples.has(key)) {
      family.samples.set(key, sample);
    }
  }

  list(): Family[] {
    return [...this.#families.values()].map((family) => ({ ...family, samples: [...family.samples.values()] }));
  }
}

function groupsFor({ slabs = true, extras = true }: PrometheusOptions): MetricGroup[] {
  return [
    ...SERVER_GROUPS,
    ...OPTION_GROUPS,
    ...(slabs ? CLASS_GROUPS : []),
    ...(extras ? EXTRA_SERVER_GROUPS : []),
    ...(slabs && extras ? EXTRA_CLASS_GROUPS : []),
  ];
}

/** Makes the families of some servers, in the order of the tables; within a family in the order of the servers. */
export function collectFamilies(servers: readonly ServerStats[], options: PrometheusOptions = {}): Collected {
  const hasLabel = options.serverLabel ?? servers.length > 1;
  const labelsOf = (address: string): Labels => (hasLabel ? { server: address } : {});
  const prepared = servers.flatMap((server) => (server.up ? [prepare(server, labelsOf(server.address))] : []));
  const families = new Families();
  const faults = new Map<string, string>();
  for (const server of prepared) {
    const fault = faultOf(server, options.required ?? []);
    if (fault !== undefined) {
      faults.set(server.address, fault);
    }
  }
  for (const { requires, metrics } of groupsFor(options)) {
    const having = prepared.filter((server) => requires === undefined || meets(server, requires));
    for (const metric of metrics) {
      for (const server of having) {
        addMetric(metric, server, families, faults);
      }
    }
  }
  const up = new Families();
  for (const { address, up: isUp } of servers) {
    up.add(UP, { labels: labelsOf(address), value: isUp && !faults.has(address) ? "1" : "0" });
  }
  return { families: [...up.list(), ...families.list()], faults };
}

const UP = {
  name: "memcached_up",
  type: "gauge",
  help: "1 when the server answered and everything it said could be read, else 0.",
} as const;

function prepare({ address, views }: Extract<ServerStats, { up: true }>, labels: Labels): Prepared {
  const slabs = groupNumbered(views.get("slabs") ?? NOTHING);
  const items = groupNumbered(views.get("items") ?? NOTHING);
  const classCount = Math.max(slabs.groups.length, items.groups.length);
  const isCredible = classCount <= CLASSES_MAX;
  const classes = (groups: readonly NumberedGroup[]): Labelled[] =>
    isCredible ? groups.map(({ id, values }) => ({ stats: values, labels: { ...labels, slab: String(id) } })) : [];
  return {
    address,
    views,
    scopes: {
      stats: [{ stats: new Map([...slabs.others, ...(views.get("") ?? NOTHING)]), labels }],
      settings: [{ stats: views.get("settings") ?? NOTHING, labels }],
      "class slabs": classes(slabs.groups),
      "class items": classes(items.groups),
    },
    classCount,
  };
}

/** What is wrong with the answer as a whole. */
function faultOf({ views, classCount }: Prepared, required: readonly string[]): string | undefined {
  const missing = required.find((view) => !views.has(view));
  if (missing !== undefined) {
    return `it refuses \`${`stats ${missing}`.trimEnd()}\``;
  }
  return classCount > CLASSES_MAX ? `it has ${classCount} slab classes` : undefined;
}

function meets({ scopes }: Prepared, { scope, stat, value }: NonNullable<MetricGroup["requires"]>): boolean {
  const found = scopes[scope][0]?.stats.get(stat);
  return found !== undefined && (value === undefined || found === value);
}

function addMetric(metric: Metric, server: Prepared, families: Families, faults: Map<string, string>): void {
  for (const { stats, labels } of server.scopes[metric.scope]) {
    for (const source of metric.sources) {
      const reading = readSource(source, stats);
      if (reading.kind === "value") {
        families.add(metric, { labels: withLabels(labels, reading.labels), value: reading.value });
      } else if (reading.kind === "fault" && !faults.has(server.address)) {
        faults.set(server.address, `its ${reading.stat} is ${JSON.stringify(reading.text.slice(0, 100))}`);
      }
    }
  }
}

/** Most series have no labels of their own: they share those of their class, whose text is then written once. */
function withLabels(labels: Labels, more: Labels): Labels {
  return Object.keys(more).length === 0 ? labels : { ...labels, ...more };
}
