/** The questions that SDKs ask before and beside sending: settings, scripts, flags. */
import { isJsonObject } from '@rapport/core/base/json'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { decideV3, flagsV2, NO_DEFINITIONS, posthogConfig, rudderConfig, segmentSettings, type Address } from './answers.ts'
import { writeKeys } from './key.ts'
import type { CollectRoute } from './paths.ts'
import { idText } from './person.ts'
import { readBody, sourceOf, type CollectOptions } from './request.ts'
import { segmentScript } from './script.ts'

const CACHED = 'public, max-age=120'
const SCRIPT_CACHED = 'public, max-age=3600'

/** Answers a question. Settings are given for any key: an unknown one is told so when it sends, where people look. */
export async function answerConfig(meant: CollectRoute, request: FastifyRequest, reply: FastifyReply, options: CollectOptions): Promise<unknown> {
  switch (meant.is) {
    case 'segment_settings':
      return settings(reply).send(segmentSettings(meant.key, addressOf(meant, request, options)))
    case 'rudder_config':
      return settings(reply).send(rudderConfig(keyOf(request), addressOf(meant, request, options)))
    case 'posthog_config':
      // The SDK asks for the script first and falls back to the JSON.
      if (meant.script) return reply.code(404).send({ success: false, code: 'no_script', message: 'The config is served as JSON, without .js' })
      return settings(reply).send(posthogConfig(meant.key))
    case 'posthog_definitions':
      return reply.send(NO_DEFINITIONS)
    case 'posthog_static':
      return reply.header('cache-control', SCRIPT_CACHED).type('text/javascript; charset=utf-8').send('/* This extension is not part of rapport. */\n')
    case 'posthog_flags':
      return flags(meant.old, request, reply, options)
    case 'segment_script': {
      const script = await segmentScript(meant.file)
      const message = 'The script is not installed here: add the package @segment/analytics-next to the server, or bundle it into the page'
      if (!script) return reply.code(404).send({ success: false, code: 'no_script', message })
      return reply.header('cache-control', SCRIPT_CACHED).type('text/javascript; charset=utf-8').send(script)
    }
    default:
      return reply.code(404).send({ success: false, code: 'no_such_path', message: 'The collector does not serve this path' })
  }
}

function settings(reply: FastifyReply): FastifyReply {
  // The answer names the host it was asked at.
  return reply.header('cache-control', CACHED).header('vary', 'Origin, Host, Authorization')
}

function addressOf(meant: CollectRoute, request: FastifyRequest, options: CollectOptions): Address {
  const { prefix } = meant
  if (options.publicUrl === undefined) return { protocol: request.protocol, host: request.host, prefix }
  const url = new URL(options.publicUrl)
  return { protocol: url.protocol.replace(':', ''), host: url.host, prefix: url.pathname.replace(/\/+$/, '') + prefix }
}

function keyOf(request: FastifyRequest): string {
  const query = request.query as { readonly [name: string]: unknown }
  return writeKeys({ authorization: request.headers.authorization, query })[0] ?? ''
}

async function flags(old: boolean, request: FastifyRequest, reply: FastifyReply, options: CollectOptions): Promise<unknown> {
  const body = readBody(request, options)
  const question = body.is === 'json' ? body.value : {}
  const source = sourceOf(request, options, question)
  const message = 'No source has this write key. Copy the key from Sources in the console'
  if (!source) return reply.code(401).send({ success: false, code: 'unknown_write_key', message })
  const distinctId = isJsonObject(question) ? idText(question['distinct_id']) : null
  const known = options.flags && distinctId ? await options.flags(source, { distinctId, body: question }) : []
  return reply.send(old ? decideV3(known, String(source.id)) : flagsV2(known, options.newId()))
}
