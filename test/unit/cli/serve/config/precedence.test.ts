/** Who wins. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { SETTING_NAMES } from "../../../../../src/cli/serve/config/config-keys.ts";
import { flagOf, type GivenSetting, type SettingOrigin } from "../../../../../src/cli/serve/config/given-setting.ts";
import { settingKey, splitSuboptions, strongest } from "../../../../../src/cli/serve/config/precedence.ts";

const ORIGINS: readonly SettingOrigin[] = [
  { kind: "file", path: "a.conf", folder: "/", line: 1 },
  { kind: "environment" },
  { kind: "flag" },
];

function shown(settings: readonly GivenSetting[]): string[] {
  return settings.map(({ name, value, origin }) => `${origin.kind} ${name}=${value}`);
}

function extended(value: string, origin: SettingOrigin): GivenSetting {
  return { name: "extended", value, typed: "-o", origin };
}

/** A layer: some of all settings, each once or, where it adds up, several times, in any order. */
function layer(origin: SettingOrigin): fc.Arbitrary<GivenSetting[]> {
  const setting = fc
    .record({
      name: fc.constantFrom(...SETTING_NAMES),
      value: fc.constantFrom("a=1", "b", "a=2,c", ""),
      isOff: fc.boolean(),
    })
    .map(({ name, value, isOff }) => ({
      name,
      value: flagOf(name).argument === "none" ? undefined : value,
      typed: name,
      origin,
      ...(isOff && flagOf(name).argument === "none" ? { isOff: true as const } : {}),
    }));
  return fc.array(setting, { maxLength: 20 });
}

describe("precedence", () => {
  it("the strongest source that sets something is the only one that does, whatever the sources are", () => {
    const layers = fc.tuple(...ORIGINS.map(layer));
    fc.assert(
      fc.property(layers, (given) => {
        const force = strongest(given);
        const strength = (setting: GivenSetting): number =>
          ORIGINS.findIndex(({ kind }) => kind === setting.origin.kind);
        const keys = new Set(given.flatMap(splitSuboptions).map(settingKey));
        assert.deepEqual(new Set(force.map(settingKey)), keys);
        for (const key of keys) {
          const strongestLayer = given
            .map(splitSuboptions)
            .findLast((all) => all.some((one) => settingKey(one) === key));
          assert.deepEqual(
            force.filter((one) => settingKey(one) === key),
            strongestLayer?.filter((one) => settingKey(one) === key),
          );
        }
        const strengths = force.map(strength);
        assert.deepEqual(
          strengths,
          strengths.toSorted((a, b) => a - b),
          "weaker ones come first",
        );
      }),
    );
  });
  it("is decided for each suboption of -o", () => {
    const [file, environment, flag] = ORIGINS as [SettingOrigin, SettingOrigin, SettingOrigin];
    const force = strongest([
      [extended("idle_timeout=1,track_sizes,hashpower=20", file)],
      [extended("hashpower=21", environment)],
      [extended(",idle_timeout=3,", flag), extended("idle_timeout=4", flag)],
    ]);
    assert.deepEqual(shown(force), [
      "file extended=track_sizes",
      "environment extended=hashpower=21",
      "flag extended=idle_timeout=3",
      "flag extended=idle_timeout=4",
    ]);
  });
});
