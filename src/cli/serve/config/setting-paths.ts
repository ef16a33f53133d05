/**
 * Where relative paths start. In a file: at the working directory, or where there is none at the folder of the file itself, wherever the
 * server is started from. On the command line and in the environment: where it is started, as everywhere. The files that a running
 * server leaves behind (pid, socket, ready file) belong into the working directory, whoever names them.
 */
import { resolve } from "node:path";
import type { ServeFlagName } from "../flags.ts";
import { SUBOPTIONS } from "../suboptions.ts";
import { flagOf, type GivenSetting } from "./given-setting.ts";

const RUN_FILES: readonly ServeFlagName[] = ["pidfile", "unix-socket", "ready-file"];

/** Units of options whose value is a path. */
const PATH_UNITS: readonly (string | undefined)[] = ["FILE", "DIR"];

/** The working directory that settings name, as a whole path; undefined without one. */
function workingDirectoryOf(settings: readonly GivenSetting[], currentDirectory: string): string | undefined {
  const last = settings.findLast(({ name }) => name === "working-dir");
  return last?.value === undefined ? undefined : resolve(folderOf(last) ?? currentDirectory, last.value);
}

/**
 * The settings with whole paths where relative ones would start elsewhere than in `currentDirectory`.
 * @param settings those in force
 * @param currentDirectory where the server is started
 */
export function settlePaths(settings: readonly GivenSetting[], currentDirectory: string): GivenSetting[] {
  const directory = workingDirectoryOf(settings, currentDirectory);
  return settings.map((setting) => {
    if (setting.name === "working-dir" && directory !== undefined) {
      return { ...setting, value: directory };
    }
    const own = folderOf(setting);
    const isInDirectory = own !== undefined || RUN_FILES.includes(setting.name);
    const base = isInDirectory ? (directory ?? own) : undefined;
    return base === undefined ? setting : withBase(setting, base);
  });
}

function folderOf({ origin }: GivenSetting): string | undefined {
  return origin.kind === "file" ? origin.folder : undefined;
}

function withBase(setting: GivenSetting, base: string): GivenSetting {
  const { name, value } = setting;
  if (value === undefined) {
    return setting;
  }
  if (name !== "extended") {
    return PATH_UNITS.includes(flagOf(name).unit) ? { ...setting, value: resolve(base, value) } : setting;
  }
  const [, key = "", path = ""] = /^([^=]*)=(.+)$/s.exec(value) ?? [];
  const suboption = Object.hasOwn(SUBOPTIONS, key) ? SUBOPTIONS[key] : undefined;
  return PATH_UNITS.includes(suboption?.unit) && suboption?.unit !== undefined
    ? { ...setting, value: `${key}=${resolve(base, path)}` }
    : setting;
}
