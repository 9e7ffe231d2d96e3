/** The providers there are. A new one is one file and one line here. */
import type { Provider } from '../ports/provider.ts'
import { smtp } from './smtp.ts'
import { webhook } from './webhook.ts'

/** Providers by name. */
export const providers = { smtp, webhook } satisfies Record<string, Provider>

/** The name of a provider. */
export type ProviderName = keyof typeof providers
