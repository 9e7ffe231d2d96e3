/** The house plan as data: who may import whom, where the product is entered, which kinds of plug there are, and which files are known to be long. */

/** A package's floors from the ground up. A name is a folder or a file of `src`; those on one floor may not import each other. */
export const FLOORS: { readonly [pack: string]: readonly (readonly string[])[] } = {
  core: [
    ['base'],
    ['event'],
    ['identity', 'consent', 'clean'],
    ['profile', 'match'],
    ['trait'],
    ['segment'],
    ['experiment'],
    ['model', 'content', 'loyalty', 'lead'],
    ['message', 'decision'],
    ['journey'],
    ['engine'],
  ],
  server: [
    ['ports', 'files'],
    ['log'],
    ['store', 'warehouse', 'provider', 'collect', 'content', 'matching', 'learning'],
    ['runtime'],
    ['export', 'privacy', 'tracking', 'fleet', 'whatif'],
    ['api'],
    ['modes'],
    ['sim'],
    ['demo'],
    ['main.ts'],
    ['lab'],
    ['chaos', 'bench', 'cli'],
    ['eval'],
  ],
  sdk: [],
  console: [
    ['ambient.d.ts', 'styles.css', 'format'],
    ['api'],
    ['i18n'],
    ['components'],
    ['rule'],
    ['pages'],
    ['app'],
  ],
}

/** Which packages a package may import from, and which of their folders or files; `types` means: for types only. */
export const PACKAGES: { readonly [pack: string]: { readonly [other: string]: readonly string[] | 'all' } } = {
  core: {},
  server: { core: 'all' },
  sdk: { core: ['base', 'event', 'experiment'] },
  console: { core: 'all', server: ['api/contract.ts', 'api/contract-explain.ts', 'api/contract-identity.ts', 'api/contract-matching.ts', 'api/contract-consent.ts', 'api/contract-privacy.ts', 'api/contract-tracking.ts', 'api/contract-traits.ts', 'api/contract-export.ts', 'api/contract-learning.ts', 'api/contract-measured.ts', 'api/contract-models.ts', 'api/contract-uplift.ts', 'api/contract-whatif.ts', 'api/contract-batch.ts'] },
}

/** Packages from outside that core may use: everything else would tie it to a place. */
export const CORE_LIBRARIES: readonly string[] = ['zod', 'pinyin-pro', 'opencc-js/core', 'opencc-js/preset/t2cn', 'libphonenumber-js/max']

/** Imports that break the plan and are meant to. `types` allows only `import type`. */
export const EXCEPTIONS: readonly { readonly from: string; readonly to: string; readonly types: boolean; readonly why: string }[] = [
  { from: 'packages/core/src/trait/', to: 'packages/core/src/segment/rule.ts', types: true, why: 'a computed trait may count only events that satisfy a rule; the shape of a rule imports nothing above base' },
  { from: 'packages/console/src/pages/', to: 'packages/console/src/app/use-search.ts', types: false, why: 'the address is read through one hook that stands beside the router' },
]

/** Folders that may reach others through their types alone: what runs is handed in by modes/. */
export const TYPES_ONLY: readonly { readonly from: string; readonly to: readonly string[]; readonly why: string }[] = [
  {
    from: 'packages/server/src/runtime/',
    to: ['store', 'warehouse', 'provider', 'collect', 'content'].map((folder) => `packages/server/src/${folder}/`),
    why: 'the runtime speaks to ports; modes/ chooses what stands behind them',
  },
  { from: 'packages/console/src/', to: ['packages/server/src/'], why: 'the console takes only shapes from the API contract' },
]

/** Circles of imports that are known, each with its reason. A circle within one of these sets is let through; a set that is no circle any more leaves the list. */
export const CIRCLES: readonly { readonly files: readonly string[]; readonly why: string }[] = []

/** Files that nothing imports because people or machines start there. */
export const ENTRIES: readonly string[] = [
  'packages/server/src/main.ts',
  'packages/server/src/cli/main.ts',
  'packages/server/src/sim/main.ts',
  'packages/server/src/chaos/main.ts',
  'packages/server/src/bench/main.ts',
  'packages/server/src/eval/main.ts',
  'packages/sdk/src/index.ts',
  'packages/console/src/app/main.tsx',
  'packages/console/src/ambient.d.ts',
]

/** Files that only tests use so far, each with the reason why it stays. Take a line out when the product uses the file. */
export const ONLY_TESTED: { readonly [path: string]: string } = {}

/** A kind of plug: one file each, one line in an index, one suite for all. */
export interface PlugKind {
  readonly kind: string
  readonly folder: string
  readonly index: string
  /** Files of the folder that are no plugs. */
  readonly beside: readonly string[]
  /** Tests that must walk over the whole index: file, and the text that shows it. */
  readonly suites: readonly { readonly file: string; readonly walks: string }[]
  /** Whether each plug must carry examples. */
  readonly examples: boolean
}

export const PLUGS: readonly PlugKind[] = [
  {
    kind: 'segment operator',
    folder: 'packages/core/src/segment/operators',
    index: 'index.ts',
    beside: ['operator.ts', 'example.ts', 'folded.ts', 'list.ts', 'moment.ts', 'scalar.ts'],
    suites: [
      { file: 'packages/core/src/segment/operators/operators.test.ts', walks: 'Object.entries(operators)' },
      { file: 'packages/server/src/warehouse/operators.test.ts', walks: '(operators)' },
    ],
    examples: true,
  },
  {
    kind: 'journey step',
    folder: 'packages/core/src/journey/steps',
    index: 'index.ts',
    beside: ['step.ts', 'example.ts'],
    suites: [{ file: 'packages/core/src/journey/steps/steps.test.ts', walks: 'Object.entries(steps)' }],
    examples: true,
  },
  {
    kind: 'language of decisions',
    folder: 'packages/core/src/decision/words',
    index: 'index.ts',
    beside: ['words.ts'],
    suites: [{ file: 'packages/core/src/decision/why.test.ts', walks: 'languages' }],
    examples: false,
  },
]

/** A port: every file of the folder that offers it must run the port's suite in a test beside it. */
export interface PortKind {
  readonly port: string
  readonly folder: string
  /** What a file that offers the port declares. */
  readonly offers: RegExp
  /** The function that a test must call. */
  readonly suite: string
  /** The index that must name it, when there is one. */
  readonly index?: string
}

export const PORTS: readonly PortKind[] = [
  { port: 'store', folder: 'packages/server/src/store', offers: /export function \w+\([^)]*\): (?:Promise<)?\w*Store\b/, suite: 'storeConformance(' },
  { port: 'log', folder: 'packages/server/src/store', offers: /export function \w+\([^)]*\): (?:Promise<)?\w*Store\b/, suite: 'logConformance(' },
  { port: 'log', folder: 'packages/server/src/log', offers: /export function \w+\([^)]*\): (?:Promise<)?\w*Log\b(?!R)/, suite: 'logConformance(' },
  { port: 'warehouse', folder: 'packages/server/src/warehouse', offers: /export function \w+\([^)]*\): (?:Promise<)?\w*Warehouse\b/, suite: 'warehouseConformance(' },
  { port: 'provider', folder: 'packages/server/src/provider', offers: /export const \w+: Provider</, suite: 'providerConformance(', index: 'index.ts' },
]

/** No file may be longer, ever. */
export const LINES_MAX = 500
/** A longer file has two subjects, or stands in the list below. */
export const LINES_AIM = 300
/** Files that are longer than they should be, with the length they have. A number may only go down; a file that has become short leaves the list. */
export const LONG_FILES: { readonly [path: string]: number } = {
  'packages/server/src/sim/world.ts': 334,
}
