/** The ids of the product. They are plain texts at run time; the brand keeps one kind from being passed for another. */
import type { Brand } from './brand.ts'

/** A tenant. First part of every key. */
export type WorkspaceId = Brand<string, 'WorkspaceId'>
/** A place events come from: `web`, `pos-taipei`. Belongs to one write key. */
export type SourceId = Brand<string, 'SourceId'>
/** A fact, unique in its workspace: source and the sender's message id, or derived for events of our own. */
export type EventId = Brand<string, 'EventId'>
/** A person's golden record. */
export type ProfileId = Brand<string, 'ProfileId'>
/** A named rule. */
export type SegmentId = Brand<string, 'SegmentId'>
/** Something that may be proposed to a person. */
export type OfferId = Brand<string, 'OfferId'>
/** A place where offers appear. */
export type PlacementId = Brand<string, 'PlacementId'>
/** A decision that was taken. */
export type DecisionId = Brand<string, 'DecisionId'>
/** A message to one person. */
export type MessageId = Brand<string, 'MessageId'>
/** The definition of a journey. */
export type JourneyId = Brand<string, 'JourneyId'>
/** One person's walk through a journey. */
export type RunId = Brand<string, 'RunId'>
/** A template of messages. */
export type TemplateId = Brand<string, 'TemplateId'>
