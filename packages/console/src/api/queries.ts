/** The reads of the console as query options: one place names each key and path. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { get, withQuery } from './client.ts'
import type {
  AuditPage,
  BadView,
  BatchView,
  Catalog,
  ContradictionsAnswer,
  DecisionLine,
  DecisionView,
  DestinationView,
  ExportView,
  Fleet,
  FleetPerson,
  Health,
  HouseholdView,
  IdentityView,
  Journey,
  KeyView,
  LawView,
  LearningView,
  LiveDetail,
  MatchingView,
  Me,
  MergeView,
  MessageView,
  ModelCard,
  Offer,
  OfferLearningView,
  OfferUplift,
  Opportunity,
  Page,
  PersonConsent,
  PersonLine,
  PersonPredictions,
  Personas,
  Placement,
  ProfileView,
  RampPage,
  ReceiptView,
  Recommendations,
  Purpose,
  RequestList,
  RetentionAnswer,
  ReviewDetail,
  ReviewView,
  SegmentView,
  Sending,
  SourcesView,
  Template,
  TimelineItem,
  TrackingLine,
  TrackingView,
  ViolationLine,
  WhatIfGround,
  WhatIfView,
  WorthLine,
  WorthPage,
} from './types.ts'
import type { ExplainNode } from './types.ts'
import type { ArbitrationPolicy } from '@rapport/core/decision/policy'

const of = encodeURIComponent
const nextOf = <Item>(page: Page<Item>) => page.next ?? undefined

/** Lists may come as a page or as a bare list; the console takes both. */
async function all<Item>(path: string): Promise<readonly Item[]> {
  const answer = await get<Page<Item> | readonly Item[]>(withQuery(path, { limit: 500 }))
  return Array.isArray(answer) ? (answer as readonly Item[]) : (answer as Page<Item>).items
}

function paged<Item>(key: readonly unknown[], path: string, query: { readonly [name: string]: string | number | undefined } = {}) {
  return infiniteQueryOptions({
    queryKey: [...key, path, query],
    queryFn: ({ pageParam }) => get<Page<Item>>(withQuery(path, { ...query, after: pageParam })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
  })
}

export const me = queryOptions({ queryKey: ['me'], queryFn: () => get<Me>('/v1/me'), retry: false, staleTime: 60_000 })
export const health = queryOptions({ queryKey: ['health'], queryFn: () => get<Health>('/v1/health'), refetchInterval: 3_000 })
export const catalog = queryOptions({ queryKey: ['catalog'], queryFn: () => get<Catalog>('/v1/catalog'), staleTime: 30_000 })
export const purposes = queryOptions({ queryKey: ['purposes'], queryFn: () => all<Purpose>('/v1/purposes'), staleTime: 30_000 })
export const offers = queryOptions({ queryKey: ['offers'], queryFn: () => all<Offer>('/v1/offers') })
export const placements = queryOptions({ queryKey: ['placements'], queryFn: () => all<Placement>('/v1/placements') })
export const journeys = queryOptions({ queryKey: ['journeys'], queryFn: () => all<Journey>('/v1/journeys') })
export const templates = queryOptions({ queryKey: ['templates'], queryFn: () => all<Template>('/v1/templates') })
export const traits = queryOptions({ queryKey: ['traits'], queryFn: () => all<{ readonly id: string; readonly name?: string }>('/v1/traits'), staleTime: 60_000 })
export const sending = queryOptions({ queryKey: ['sending'], queryFn: () => get<Sending>('/v1/sending') })
export const keys = queryOptions({ queryKey: ['keys'], queryFn: () => all<KeyView>('/v1/keys') })
export const segments = (locale: string) => queryOptions({ queryKey: ['segments', locale], queryFn: () => all<SegmentView>(withQuery('/v1/segments', { locale })) })
export const segment = (id: string, locale: string) =>
  queryOptions({ queryKey: ['segments', locale, id], queryFn: () => get<SegmentView>(withQuery(`/v1/segments/${of(id)}`, { locale })) })
export const offer = (id: string) => queryOptions({ queryKey: ['offers', id], queryFn: () => get<Offer>(`/v1/offers/${of(id)}`) })
export const journey = (id: string) => queryOptions({ queryKey: ['journeys', id], queryFn: () => get<Journey>(`/v1/journeys/${of(id)}`) })
export const profile = (ref: string) => queryOptions({ queryKey: ['profile', ref], queryFn: () => get<ProfileView>(`/v1/profiles/${of(ref)}`), refetchInterval: 5_000 })
export const liveDetail = (ref: string, locale: string) =>
  queryOptions({ queryKey: ['live', ref, locale], queryFn: () => get<LiveDetail>(withQuery(`/v1/live/${of(ref)}`, { locale })), staleTime: 10_000 })
export const message = (id: string, locale: string) =>
  queryOptions({ queryKey: ['message', id, locale], queryFn: () => get<MessageView>(withQuery(`/v1/messages/${of(id)}`, { locale })) })
export const match = (id: string, person: string, locale: string) =>
  queryOptions({
    queryKey: ['match', id, person, locale],
    queryFn: () => get<{ readonly matches: boolean; readonly explain: ExplainNode }>(withQuery(`/v1/segments/${of(id)}/match`, { person, locale })),
    retry: false,
  })

export const identity = (ref: string) => queryOptions({ queryKey: ['profile', ref, 'identity'], queryFn: () => get<IdentityView>(`/v1/profiles/${of(ref)}/identity`) })
export const review = (id: string) => queryOptions({ queryKey: ['review', id], queryFn: () => get<ReviewDetail>(`/v1/reviews/${of(id)}`), staleTime: 30_000 })
export const reviews = (state: string, proposes: string) => paged<ReviewView>(['reviews'], '/v1/reviews', { state, proposes, limit: 100 })
export const merges = paged<MergeView>(['merges'], '/v1/merges')

export const tracking = (query: { readonly search?: string; readonly state?: string; readonly pii?: string; readonly system?: string }) => paged<TrackingLine>(
  ['tracking'],
  '/v1/tracking',
  { ...query, limit: 100 },
)
export const trackingOf = (type: string) => queryOptions({ queryKey: ['tracking', type], queryFn: () => get<TrackingView>(`/v1/tracking/${of(type)}`) })
export const violations = queryOptions({ queryKey: ['violations'], queryFn: () => all<ViolationLine>('/v1/tracking/violations') })
export const worth = (query: { readonly kind?: string; readonly verdict?: string; readonly search?: string }) => paged<WorthLine>(['worth'], '/v1/data-worth', { ...query, limit: 100 })
export const worthSample = queryOptions({ queryKey: ['worth', 'sample'], queryFn: () => get<WorthPage>('/v1/data-worth?limit=1'), staleTime: 60_000 })
export const sources = queryOptions({ queryKey: ['sources'], queryFn: () => get<SourcesView>('/v1/sources'), staleTime: 30_000 })
export const exports = queryOptions({ queryKey: ['exports'], queryFn: () => all<ExportView>('/v1/exports'), refetchInterval: 2_000 })
export const destinations = queryOptions({ queryKey: ['destinations'], queryFn: () => all<DestinationView>('/v1/destinations'), refetchInterval: 5_000 })
export const laws = (locale: string) => queryOptions({ queryKey: ['laws', locale], queryFn: () => all<LawView>(withQuery('/v1/consent/laws', { locale })), staleTime: 30_000 })
export const personConsent = (ref: string, locale: string) =>
  queryOptions({ queryKey: ['profile', ref, 'consent', locale], queryFn: () => get<PersonConsent>(withQuery(`/v1/profiles/${of(ref)}/consent`, { locale })) })

export const privacyRequests = (state: string) => queryOptions({ queryKey: ['requests', state], queryFn: () => get<RequestList>(withQuery('/v1/privacy/requests', { state })), refetchInterval: 3_000 })
export const audit = queryOptions({ queryKey: ['audit'], queryFn: () => get<AuditPage>('/v1/privacy/audit') })
export const retention = queryOptions({ queryKey: ['retention'], queryFn: () => get<RetentionAnswer>('/v1/privacy/retention') })
export const matching = queryOptions({ queryKey: ['matching'], queryFn: () => get<MatchingView>('/v1/matching'), refetchInterval: 3_000 })
export const household = (ref: string) => queryOptions({ queryKey: ['profile', ref, 'household'], queryFn: () => get<HouseholdView>(`/v1/profiles/${of(ref)}/household`), retry: false })

export const people = (search: string) => paged<PersonLine>(['people'], '/v1/profiles', { search, limit: 100 })
export const timeline = (ref: string) => paged<TimelineItem>(['timeline'], `/v1/profiles/${of(ref)}/timeline`)
export const messagesOf = (ref: string, locale: string) => paged<MessageView>(['messages'], `/v1/profiles/${of(ref)}/messages`, { locale })
export const members = (id: string) => paged<PersonLine & { readonly since: number }>(['members'], `/v1/segments/${of(id)}/members`, { limit: 100 })
export const decisions = (person: string, locale: string) => paged<DecisionView>(['decisions'], '/v1/decisions', { person, locale })
export const messages = (query: { readonly state?: string; readonly person?: string; readonly channel?: string; readonly locale?: string }) =>
  paged<MessageView>(['messages'], '/v1/messages', { ...query, limit: 100 })
export const bad = (state: string) => paged<BadView>(['bad'], '/v1/bad', { state })

/** How offers compete. */
export const arbitration = queryOptions({ queryKey: ['arbitration'], queryFn: () => get<ArbitrationPolicy>('/v1/arbitration') })
/** Decisions by filters, newest first. */
export const explored = (query: { readonly [name: string]: string | number | undefined }) => ({ ...paged<DecisionLine>(['decisions', 'explore'], '/v1/decisions/explore', query), refetchInterval: 10_000 })
/** A decision with everything that led to it. */
export const receipt = (id: string, ref: string, locale: string) =>
  queryOptions({ queryKey: ['receipt', id, locale], queryFn: () => get<ReceiptView>(withQuery(`/v1/decisions/${of(id)}`, { ref, locale })) })
/** What the arbiter has learned. */
export const learning = queryOptions({ queryKey: ['learning'], queryFn: () => get<LearningView>('/v1/learning'), refetchInterval: 5_000 })
/** One offer as the arbiter knows it. */
export const offerLearning = (id: string) => queryOptions({ queryKey: ['learning', id], queryFn: () => get<OfferLearningView>(`/v1/learning/offers/${of(id)}`) })
/** Who is behind a number of an offer. */
export const offerPeople = (id: string, did: string) => paged<{
  readonly profile: string
  readonly name: string | null
  readonly at: number
  readonly decision: string | null
  readonly placement: string | null
}>(['learning', id, 'people'], `/v1/learning/offers/${of(id)}/people`, { did })
/** Whom an offer changes; asked more often while it is being worked out. */
export const offerUplift = (id: string) => queryOptions({
  queryKey: ['uplift', id],
  queryFn: () => get<OfferUplift>(`/v1/offers/${of(id)}/uplift`),
  refetchInterval: ({ state: { data } }) => (data?.state === 'computing' ? 1_000 : 15_000),
})
/** Where one person was told different stories. */
export const contradictions = (locale: string) =>
  queryOptions({ queryKey: ['contradictions', locale], queryFn: () => get<ContradictionsAnswer>(withQuery('/v1/contradictions', { locale })), refetchInterval: 30_000 })
/** All models and how the trainer is doing. */
export const fleet = queryOptions({ queryKey: ['fleet'], queryFn: () => get<Fleet>('/v1/fleet'), refetchInterval: 5_000 })
/** One model's card. */
export const modelCard = (id: string) => queryOptions({ queryKey: ['fleet', id], queryFn: () => get<ModelCard>(`/v1/fleet/${of(id)}`), refetchInterval: 10_000 })
/** People behind a number of models, matrix or personas. */
export const fleetPeople = (path: string, query: { readonly [name: string]: string | number | undefined }) => paged<FleetPerson>(['fleet-people'], path, query)
/** Past value by future value. */
export const opportunity = queryOptions({ queryKey: ['opportunity'], queryFn: () => get<Opportunity>('/v1/opportunity'), refetchInterval: 15_000 })
/** Kinds of customer. */
export const personas = queryOptions({ queryKey: ['personas'], queryFn: () => get<Personas>('/v1/personas'), refetchInterval: 15_000 })
/** What is foretold of one person. */
export const predictions = (ref: string) => queryOptions({ queryKey: ['predictions', ref], queryFn: () => get<PersonPredictions>(`/v1/profiles/${of(ref)}/predictions`) })
/** What one person may want next. */
export const recommendations = (ref: string) => queryOptions({ queryKey: ['recommendations', ref], queryFn: () => get<Recommendations>(`/v1/profiles/${of(ref)}/recommendations`) })
/** What there is to replay on, and today's strategy to begin from. */
export const ground = queryOptions({ queryKey: ['whatif', 'ground'], queryFn: () => get<WhatIfGround>('/v1/whatif/ground') })
/** Replays, newest first. */
export const whatifs = queryOptions({ queryKey: ['whatif'], queryFn: () => all<WhatIfView>('/v1/whatif') })
/** One replay, asked again while it runs. */
export const whatif = (id: string) => queryOptions({
  queryKey: ['whatif', id],
  queryFn: () => get<WhatIfView>(`/v1/whatif/${of(id)}`),
  refetchInterval: ({ state: { data } }) => (data !== undefined && data.state !== 'waiting' && data.state !== 'running' ? false : 700),
})
/** The strategy that some people get already, and those before. */
export const ramp = queryOptions({ queryKey: ['ramp'], queryFn: () => get<RampPage>('/v1/ramp'), refetchInterval: 10_000 })
/** Decisions for whole segments, newest first; asked again while one runs. */
export const batches = queryOptions({
  queryKey: ['batches'],
  queryFn: () => all<BatchView>('/v1/decide/batch'),
  refetchInterval: ({ state: { data } }) => (data?.some(({ state }) => state === 'weighing' || state === 'deciding') ? 700 : false),
})
