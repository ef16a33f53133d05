/** Who wins: a flag over the environment, that over a file. Suboptions of -o count one by one. */
import type { GivenSetting } from "./given-setting.ts";

/** What of a setting is set: the option, or the suboption of -o. Two settings with one key are about the same thing. */
export function settingKey({ name, value }: Pick<GivenSetting, "name" | "value">): string {
  return name === "extended" ? `-o ${(value ?? "").split("=")[0]}` : name;
}

/** Every -o list cut into its suboptions; other settings as they are. */
export function splitSuboptions(settings: readonly GivenSetting[]): GivenSetting[] {
  return settings.flatMap((setting) =>
    setting.name === "extended"
      ? (setting.value ?? "")
          .split(",")
          .filter((part) => part !== "")
          .map((value) => ({ ...setting, value }))
      : [setting],
  );
}

/**
 * What is in force. Whatever a stronger layer sets, weaker ones do not; within a layer everything stays, in its order, because some
 * options add up (-l, -v) and of the others the last one wins as it is applied.
 * @param layers the weakest first
 * @returns weaker settings first, so that what contradicts each other under different names is decided by the stronger layer too
 */
export function strongest(layers: readonly (readonly GivenSetting[])[]): GivenSetting[] {
  const split = layers.map(splitSuboptions);
  return split.flatMap((layer, index) => {
    const taken = new Set(split.slice(index + 1).flatMap((stronger) => stronger.map(settingKey)));
    return layer.filter((setting) => !taken.has(settingKey(setting)));
  });
}
