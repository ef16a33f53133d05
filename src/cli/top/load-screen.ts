/** Loads the screen of `top` on use only: a pipe does without it. */
import type { TopScreen } from "../../ui/top/top-screen.ts";

/** The screen's class. */
export async function loadTopScreen(): Promise<typeof TopScreen> {
  return (await import("../../ui/top/top-screen.ts")).TopScreen;
}
