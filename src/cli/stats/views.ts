/** The views of `memtool stats` by name; each is loaded when it is asked for. */
import type { StatsView } from "./reading.ts";

/** The views that have a name; without one the summary is shown. */
export const VIEW_NAMES = ["settings", "items", "slabs", "sizes", "conns", "persistence", "directory"] as const;

/** One of {@link VIEW_NAMES}. */
export type ViewName = (typeof VIEW_NAMES)[number];

/** Tells views from servers. */
export function isViewName(word: string): word is ViewName {
  return VIEW_NAMES.some((name) => name === word);
}

/** The view of a name; undefined for the summary. */
export async function loadView(name: ViewName | undefined): Promise<StatsView> {
  switch (name) {
    case undefined:
      return (await import("./summary-view.ts")).summaryView;
    case "settings":
    case "persistence":
    case "directory":
      return (await import("./named-view.ts")).namedView(name);
    case "sizes":
      return (await import("./sizes-view.ts")).sizesView;
    case "items":
      return (await import("./numbered-views.ts")).itemsView;
    case "slabs":
      return (await import("./numbered-views.ts")).slabsView;
    case "conns":
      return (await import("./numbered-views.ts")).connsView;
  }
}
