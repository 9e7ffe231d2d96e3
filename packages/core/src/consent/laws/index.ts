/** The packs that a new workspace starts with. Each is plain data; companies edit theirs as definitions of kind `laws`. */
import type { LawDefinition } from '../types.ts'
import { CCPA } from './ccpa.ts'
import { GDPR } from './gdpr.ts'
import { PDPA_TH } from './pdpa-th.ts'
import { PDPA_TW } from './pdpa-tw.ts'
import { PDPO_HK } from './pdpo-hk.ts'
import { PIPL_CN } from './pipl-cn.ts'

/** Six packs, none of them checked by a lawyer of the company yet. */
export const DEFAULT_LAWS: readonly LawDefinition[] = [GDPR, CCPA, PDPA_TH, PDPA_TW, PDPO_HK, PIPL_CN]
