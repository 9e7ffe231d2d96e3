/** Proposes a map from the names of columns and the look of their values, in the languages of our customers. */
import { parseInstant } from '@rapport/core/base/time'
import { normaliseIdentifier, type IdentifierKind } from '@rapport/core/event/identifier'
import type { Row } from './mapper.ts'
import { numberOf, textOf } from './mapper.ts'
import { momentReader } from './moment.ts'

const NAMES: { readonly [kind in IdentifierKind | 'at' | 'event' | 'id' | 'order']?: RegExp } = {
  email: /^(e[-_ ]?mail|mail|電子(郵件|信箱)|电子(邮件|邮箱)|邮箱|อีเมล)/i,
  phone: /^(phone|mobile|cell|tel|電話|电话|手機|手机|行動電話|เบอร์|โทร)/i,
  userId: /^(user[-_ ]?(id|no)|customer[-_ ]?(id|no)|client[-_ ]?id|uid|會員編號|会员编号|客戶(編號|代號)|客户(编号|代号)|รหัสลูกค้า|顧客番号)/i,
  memberNo: /^(member|card|loyalty)[-_ ]?(id|no|number|code)?$|會員(卡號|號碼)|会员(卡号|号码)|หมายเลขสมาชิก/i,
  lineId: /^line[-_ ]?(user)?[-_ ]?id$/i,
  wechatUnionid: /union[-_ ]?id/i,
  wechatOpenid: /open[-_ ]?id/i,
  anonymousId: /^(anonymous|visitor|session)[-_ ]?id/i,
  deviceId: /^(device|machine)[-_ ]?id/i,
  at: /(date|time|timestamp|created|^at$|日期|時間|时间|วันที่|เวลา)/i,
  event: /^(event|event[-_ ]?(name|type)|type|action|事件)$/i,
  id: /^(id|uuid|message[-_ ]?id|event[-_ ]?id)$/i,
  order: /^(invoice|order|transaction|receipt)[-_ ]?(no|id|number|nr)?$|訂單|订单|發票|发票|เลขที่ใบสั่งซื้อ/i,
}
const SHARE = 0.8

/** What was proposed: a map as plain data, and remarks on what to check. */
export interface Guess {
  readonly map: { readonly [field: string]: unknown }
  readonly remarks: readonly string[]
}

/** A proposal from the columns and some rows. */
export function guessMap(columns: readonly string[], rows: readonly Row[]): Guess {
  const remarks: string[] = []
  const values = (column: string): readonly string[] => rows.map((row) => textOf(row.cells[column]).trim()).filter((text) => text !== '')
  const named = (kind: keyof typeof NAMES): string | undefined => columns.find((column) => NAMES[kind]?.test(column.trim()))
  const identifiers = identifiersIn(columns, values)
  if (Object.keys(identifiers).length === 0) remarks.push('No column looks like a person. Fill in `identifiers`.')
  const called = columns.find((column) => NAMES.at?.test(column) && mostly(values(column), isMoment))
  const at = called ?? columns.find((column) => mostly(values(column), (text) => parseInstant(text) !== null))
  if (at === undefined) remarks.push('No column looks like a moment. Fill in `at`.')
  else remarks.push(`Times without a zone are read as UTC. If ${at} is local time, set its timezone, such as Asia/Taipei.`)
  const event = named('event')
  const order = named('order')
  const lines = order !== undefined && new Set(values(order)).size < values(order).length
  if (event === undefined && !lines) remarks.push('No column says what happened, so every row is `imported`. Set `event`, such as order_completed.')
  const used = new Set([...Object.values(identifiers), at, event])
  const rest = columns.filter((column) => !used.has(column))
  const properties = Object.fromEntries(rest.map((column) => [
    snake(column),
    mostly(values(column), (text) => numberOf(text) !== null) && !/(id|no|code|zip|編號|编号)$/i.test(column) ? { column, type: 'number' } : column,
  ]))
  const common = { event: event === undefined ? 'imported' : { column: event }, at: at === undefined ? 'FILL_IN' : { column: at, timezone: 'UTC' }, identifiers }
  if (!lines || order === undefined) {
    const id = named('id')
    return { map: { ...common, ...(id !== undefined && { id: [id] }), properties }, remarks }
  }
  remarks.push(`Several rows share ${order}, so they are proposed as one event with items.`)
  const { [snake(order)]: _, ...items } = properties
  return { map: { ...common, event: 'order_completed', group: { by: [order], items: { properties: items } }, properties: { order_id: order } }, remarks }
}

function identifiersIn(columns: readonly string[], values: (column: string) => readonly string[]): { [kind: string]: string } {
  const found: { [kind: string]: string } = {}
  for (const kind of ['userId', 'memberNo', 'email', 'phone', 'lineId', 'wechatUnionid', 'wechatOpenid', 'anonymousId', 'deviceId'] as const) {
    const column = columns.find((one) => NAMES[kind]?.test(one.trim()) && !Object.values(found).includes(one))
    if (column !== undefined) found[kind] = column
  }
  found['email'] ??= columns.find((column) => mostly(values(column), (text) => normaliseIdentifier('email', text) !== null)) ?? ''
  if (found['email'] === '') delete found['email']
  return found
}

function mostly(values: readonly string[], test: (text: string) => boolean): boolean {
  return values.length > 0 && values.filter(test).length >= values.length * SHARE
}

const readMoment = momentReader(undefined, undefined)

function isMoment(text: string): boolean {
  return readMoment(text) !== null
}

/** `Unit Price` → `unit_price`; other scripts stay. */
function snake(column: string): string {
  return column.trim().replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[\s\-./]+/g, '_').toLowerCase()
}
