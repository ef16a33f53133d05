/** `memtool serve repair`: the command's data; the work is that of src/persistence/repair.ts. */
import { resolve } from "node:path";
import { formatCount } from "../../base/format-units.ts";
import type { DamagedRecord } from "../../persistence/inspection.ts";
import { readEncryptionKey } from "../../persistence/key-file.ts";
import { type Repair, repairDatabase } from "../../persistence/repair.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { FORMAT_OPTIONS, formatOf } from "../output/result-format.ts";
import { cutOffText, type DamageReport, hasDamage, NAMED_DAMAGE_MAX } from "../serve/damage-tables.ts";
import { damageText } from "../serve/damage-text.ts";
import { DatabaseWork } from "../serve/database-work.ts";
import { KEY_FILE_OPTIONS } from "../serve/key-file-options.ts";

const NAME = "serve repair";

const OPTIONS = {
  yes: {
    type: "flag",
    describe: "repair; without it the damage is only told",
    example: "memtool serve repair /var/lib/memtool --yes",
  },
  ...KEY_FILE_OPTIONS,
  ...FORMAT_OPTIONS,
} as const satisfies OptionTable;

async function runRepair({ options, words }: CommandArguments<typeof OPTIONS>, context: Context): Promise<number> {
  const format = formatOf(options, context);
  const directory = resolve(words[0] ?? "");
  const encryptionKey = readEncryptionKey(options["encryption-key-file"]);
  const damage: DamagedRecord[] = [];
  const work = new DatabaseWork(context);
  let repair: Repair;
  try {
    repair = await repairDatabase({
      directory,
      encryptionKey,
      unixMs: context.clock.unixMs(),
      isDryRun: !options.yes,
      onDamage: (record) => {
        if (damage.length < NAMED_DAMAGE_MAX) {
          damage.push(record);
        }
      },
      goesOn: ({ items, expired, flushed, damaged }) => work.goesOn(items + expired + flushed + damaged),
    });
  } finally {
    work.end();
  }
  const { steps, damageFile } = repair;
  const report: DamageReport = {
    ...repair,
    directory,
    isEncrypted: encryptionKey !== undefined,
    damage,
    faults: steps,
  };
  const more = {
    repaired: options.yes && repair.isComplete,
    damaged_file: damageFile,
    lost_unknown: repair.hasLostUnknown,
  };
  context.stdout.write(await damageText(report, format, context, more));
  conclude(report, repair, options.yes, context);
  return work.isInterrupted ? EXIT.interrupted : options.yes || !hasDamage(report) ? EXIT.ok : EXIT.checkFailed;
}

function conclude(report: DamageReport, { damageFile }: Repair, isDone: boolean, context: Context): void {
  const say = (text: string): void => {
    context.stderr.write(`memtool ${NAME}: ${text}\n`);
  };
  const cutOff = cutOffText(report);
  if (cutOff !== undefined) {
    const sofar = report.damaged === 0 || !isDone ? "" : `; ${takenOut(report)} so far`;
    say(`${cutOff}${sofar}; ${isDone ? "the same command goes on" : "nothing was changed"}`);
    return;
  }
  if (!hasDamage(report)) {
    say("there is no damage, nothing was changed");
    return;
  }
  if (!isDone) {
    say("nothing was changed: --yes repairs it");
    return;
  }
  say(`${formatCount(report.items)} items are kept, ${takenOut(report)}`);
  if (damageFile !== undefined) {
    say(`they are in ${damageFile}`);
  }
}

function takenOut({ damaged }: DamageReport): string {
  return `${formatCount(damaged)} damaged record${damaged === 1 ? " was" : "s were"} taken out`;
}

/** The command. */
export const serveRepairCommand = defineCommand({
  name: NAME,
  describe: "keep what is sound of what a server has on disk; without --yes only tell",
  positionals: [
    { name: "dir", describe: "what --persistence-dir was given", example: "/var/lib/memtool", required: true },
  ],
  options: OPTIONS,
  examples: [
    { command: "memtool serve repair /var/lib/memtool", describe: "what is damaged, and what would become of it" },
    { command: "memtool serve repair /var/lib/memtool --yes", describe: "keep what is sound" },
  ],
  notes: [
    "No server may be running on the directory. Damaged records are moved to DIR/damaged-TIME.jsonl, files that LevelDB cannot read to DIR/lost.",
    "Exit codes: 0 there is no damage, or it was repaired; 1 there is damage, and --yes was not given; 2 wrong usage; 74 it could not be repaired: no access, in use, another key; 130 interrupted.",
  ],
  handler: runRepair,
});
