/** Imports packages that read the environment once, when they are loaded. */

/**
 * Runs `load` with some variables changed (undefined: absent), and puts them back.
 * @returns what it resolves to
 */
export async function importWithEnvironment<Module>(
  changes: Readonly<Record<string, string | undefined>>,
  load: () => Promise<Module>,
): Promise<Module> {
  const saved = Object.keys(changes).map((name) => [name, process.env[name]] as const);
  setVariables(Object.entries(changes));
  try {
    return await load();
  } finally {
    setVariables(saved);
  }
}

function setVariables(variables: readonly (readonly [name: string, value: string | undefined])[]): void {
  for (const [name, value] of variables) {
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  }
}
