/** Which columns of a file of transactions hold the customer, the time, the amount and the order: as told, else guessed by their names and what stands in them. */
import { amountOf } from './amounts.ts'
import { openCsv } from './csv-file.ts'
import { listed } from './frame.ts'
import { dayOfText, NO_DAY } from './moments.ts'
import { LabProblem } from './problem.ts'

/** A column and why it was taken. */
export interface ChosenColumn {
  readonly column: string
  readonly because: string
}

/** The columns. Money is `amount`, or `quantity` times `price`, or not there. */
export interface TransactionColumns {
  readonly customer: ChosenColumn
  readonly time: ChosenColumn
  readonly amount: ChosenColumn | null
  readonly quantity: ChosenColumn | null
  readonly price: ChosenColumn | null
  /** Number of the order, receipt or invoice. */
  readonly order: ChosenColumn | null
}

/** Columns that were told by options. */
export interface ToldColumns {
  readonly customer?: string
  readonly time?: string
  readonly amount?: string
  readonly order?: string
}

type Role = 'customer' | 'time' | 'amount' | 'quantity' | 'price' | 'order'

/** Names that columns have, the telling ones first. */
const NAMES: { readonly [role in Role]: readonly RegExp[] } = {
  customer: [/^(?:customer|client|member|user|buyer|shopper|cust|profile|person|contact)[\s_-]*(?:id|no|number|code|key)?$/i, /customer|client|member|buyer|(?:^|[_\s])user/i, /會員|会员|客戶|客户|顧客|顾客|買家|买家/, /ลูกค้า|สมาชิก/, /(?:e-?mail|phone)/i],
  time: [/^(?:invoice|order|purchase|transaction)?[\s_-]*(?:date|time|datetime|timestamp|day|at)$/i, /date|time|(?:^|_)day|_at$/i, /日期|時間|时间|日時/, /วัน|เวลา/],
  amount: [/^(?:total|amount|revenue|sales|value|spend|spent|dollars|gmv|net|gross|sum)$/i, /amount|revenue|total|spend|dollars|sales|value|paid|payment/i, /金額|金额|總額|总额|總價|总价|實付|实付/, /ยอด|จำนวนเงิน|มูลค่า/],
  quantity: [/^(?:qty|quantity|units|count|cds|pieces)$/i, /qty|quantity/i, /數量|数量|件數|件数/, /จำนวน(?!เงิน)|ปริมาณ/],
  price: [/^(?:unit[\s_-]*)?price$/i, /price/i, /單價|单价|價格|价格/, /ราคา/],
  order: [/^(?:invoice|order|receipt|transaction|basket|bill)[\s_-]*(?:id|no|number|code)?$/i, /(?:invoice|order|receipt|basket|transaction)[\s_-]*(?:id|no|number)/i, /訂單|订单|發票|发票|單號|单号/, /ใบเสร็จ|คำสั่งซื้อ|เลขที่/],
}

/** Names of a price for a piece. */
const UNIT_PRICE = /unit[\s_-]*price|price[\s_-]*(?:per|each)|單價|单价|ราคาต่อ(?:หน่วย|ชิ้น)/i

const SAMPLE_ROWS = 500
/** So much of a column must be readable before it is taken by its name. */
const READABLE = 0.7

/** Decides on the columns; throws LabProblem with what to say by which option where customer or time cannot be told. */
export async function transactionColumns(path: string, told: ToldColumns): Promise<TransactionColumns> {
  const file = await openCsv(path)
  for (const [option, column] of Object.entries(told))
    if (column !== undefined && !file.columns.includes(column)) throw new LabProblem(`${file.name} has no column '${column}'.`, `Its columns are: ${listed(file.columns)}. Name one of them: --${option} COLUMN.`, 2)
  const sample: string[][] = []
  for await (const record of file.records) {
    if (record.is === 'cells') sample.push(record.cells.map((cell) => cell.trim()))
    if (sample.length >= SAMPLE_ROWS) break
  }
  if (sample.length === 0) throw new LabProblem(`${file.name} holds a header and no rows.`, 'Export it again.')
  const cellsOf = (column: string): readonly string[] => sample.map((cells) => cells[file.columns.indexOf(column)] ?? '').filter((cell) => cell !== '')
  const fits: { readonly [role in Role]: (column: string) => boolean } = {
    customer: (column) => cellsOf(column).length > 0,
    time: (column) => readable(cellsOf(column), (cell) => dayOfText(cell) !== NO_DAY || /^[2-5]\d{4}(?:\.\d+)?$/.test(cell)),
    amount: (column) => readable(cellsOf(column), (cell) => !Number.isNaN(amountOf(cell))),
    quantity: (column) => readable(cellsOf(column), (cell) => !Number.isNaN(amountOf(cell))),
    price: (column) => readable(cellsOf(column), (cell) => !Number.isNaN(amountOf(cell))),
    order: (column) => cellsOf(column).length > 0,
  }
  const taken = new Set(Object.values(told))
  const choose = (role: Role): ChosenColumn | null => {
    const given = role === 'quantity' || role === 'price' ? undefined : told[role]
    if (given !== undefined) return { column: given, because: `--${role} says so` }
    for (const name of NAMES[role]) {
      const column = file.columns.find((one) => !taken.has(one) && name.test(one) && fits[role](one))
      if (column === undefined) continue
      taken.add(column)
      return { column, because: 'its name and what stands in it' }
    }
    return null
  }
  const customer = choose('customer')
  const time = choose('time')
  const order = choose('order')
  const unfit = (role: Role): string => {
    const named = file.columns.find((one) => NAMES[role].some((name) => name.test(one)))
    const example = named === undefined ? undefined : cellsOf(named)[0]
    return example === undefined ? '' : ` '${named}' is called so, but most of what stands in it is none, such as '${example.slice(0, 60)}'.`
  }
  if (customer === null) throw new LabProblem(`No column of ${file.name} looks like the customer.`, `Its columns are: ${listed(file.columns)}. Name it: --customer COLUMN.`, 2)
  if (time === null) throw new LabProblem(`No column of ${file.name} looks like the time of purchase.${unfit('time')}`, `Its columns are: ${listed(file.columns)}. Name it: --time COLUMN.`, 2)
  // A price for a piece, asked for as the amount, is worth what the quantity beside it makes of it; and only the quantity shows what was given back.
  if (told.amount !== undefined && UNIT_PRICE.test(told.amount)) {
    const pieces = choose('quantity')
    if (pieces !== null) return { customer, time, order, amount: null, quantity: pieces, price: { column: told.amount, because: '--amount says so; a price for a piece, so times the quantity' } }
  }
  const amount = choose('amount')
  if (amount !== null) return { customer, time, order, amount, quantity: null, price: null }
  const price = choose('price')
  const quantity = price === null ? null : choose('quantity')
  // A price without a quantity is what was paid.
  if (price !== null && quantity === null) return { customer, time, order, amount: { ...price, because: 'a price, and there is no quantity beside it' }, quantity: null, price: null }
  return { customer, time, order, amount: null, quantity, price }
}

function readable(cells: readonly string[], is: (cell: string) => boolean): boolean {
  return cells.length > 0 && cells.filter(is).length / cells.length >= READABLE
}
