/** What SDKs ask for before they send anything. Answered from memory: without these answers most of them stay silent for ever. */
import type { Json, JsonObject } from '@rapport/core/base/json'

/** Where the SDK is to send: host (with port, without scheme) and first-party prefix. */
export interface Address {
  readonly protocol: string
  readonly host: string
  readonly prefix: string
}

/** One feature flag for one person. `variant` for flags with several values; `payload` any JSON text. */
export interface Flag {
  readonly key: string
  readonly enabled: boolean
  readonly variant?: string
  readonly payload?: string
}

/** Segment: `{}` would make `load()` throw and no event would ever be sent. */
export function segmentSettings(key: string, address: Address): JsonObject {
  const apiHost = `${address.host}${address.prefix}/v1`
  return {
    integrations: { 'Segment.io': { apiKey: key, apiHost, protocol: address.protocol, unbundledIntegrations: [], addBundledMetadata: false } },
    plan: {},
    edgeFunction: {},
    middlewareSettings: {},
    enabledMiddleware: {},
    // Nothing of the SDK's own telemetry: it always goes out over https to a host of the vendor.
    metrics: { sampleRate: 0 },
    analyticsNextEnabled: true,
  }
}

/** RudderStack: `enabled` and a source with no destinations. */
export function rudderConfig(key: string, address: Address): JsonObject {
  const quiet = { errors: { enabled: false }, metrics: { enabled: false } }
  return {
    source: {
      id: key,
      name: 'rapport',
      writeKey: key,
      enabled: true,
      workspaceId: 'rapport',
      config: { statsCollection: quiet },
      destinations: [],
      connections: [],
      dataplanes: { US: [{ url: `${address.protocol}://${address.host}${address.prefix}`, default: true }] },
    },
    updatedAt: '2026-01-01T00:00:00.000Z',
  }
}

/** PostHog: nothing but capture and flags; recordings, surveys and site apps are off. */
export function posthogConfig(key: string): JsonObject {
  return {
    token: key,
    supportedCompression: ['gzip', 'gzip-js'],
    hasFeatureFlags: true,
    captureDeadClicks: false,
    capturePerformance: false,
    autocapture_opt_out: false,
    autocaptureExceptions: false,
    sessionRecording: false,
    heatmaps: false,
    surveys: false,
    siteApps: [],
    isAuthenticated: false,
    toolbarParams: {},
    defaultIdentifiedOnly: true,
  }
}

/** PostHog's flags answer, version 2. */
export function flagsV2(flags: readonly Flag[], requestId: string): JsonObject {
  const entries = flags.map((flag, index): [string, Json] => [
    flag.key,
    {
      key: flag.key,
      enabled: flag.enabled,
      variant: flag.variant ?? null,
      reason: { code: 'condition_match', description: 'Decided by rapport', condition_index: 0 },
      metadata: { id: index + 1, version: 1, payload: flag.payload ?? null },
    },
  ])
  return { flags: Object.fromEntries(entries), errorsWhileComputingFlags: false, requestId }
}

/** PostHog's older answer (`/decide/?v=3`): values and payloads apart, with the config around them. */
export function decideV3(flags: readonly Flag[], key: string): JsonObject {
  const value = (flag: Flag): Json => (flag.enabled ? (flag.variant ?? true) : false)
  return {
    ...posthogConfig(key),
    featureFlags: Object.fromEntries(flags.map((flag) => [flag.key, value(flag)])),
    featureFlagPayloads: Object.fromEntries(flags.flatMap((flag) => (flag.payload === undefined ? [] : [[flag.key, flag.payload]]))),
    errorsWhileComputingFlags: false,
  }
}

/** For SDKs that evaluate flags themselves: there are none to evaluate, ask `/flags` instead. */
export const NO_DEFINITIONS: JsonObject = { flags: [], group_type_mapping: {}, cohorts: {} }
