/** Values that stand where an identifier should be and point at nobody: what forms, exports, emulators and impatient people put there. */

const WORDS: ReadonlySet<string> = new Set([
  ...['null', '(null)', 'nil', 'undefined', 'none', 'nan', 'n/a', 'na', '-1', 'anonymous', 'anonym', 'guest', 'visitor', 'unknown', 'true', 'false', 'default', 'nobody', '無', '无', '沒有', '没有', 'ไม่มี'],
  ...['[object object]', '[object undefined]', 'userid', 'user_id', 'deviceid', 'device_id', 'anonymousid', 'anonymous_id', 'lineid', 'memberno', 'id', 'test', 'test123'],
  // A device that will not say who it is: Android's emulator and its answer to apps that may not read the address.
  ...['02:00:00:00:00:00', '9774d56d682e549c', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
])

/** Zeros in any grouping: `0`, `00000000`, the UUID of zeros. */
const ZEROS = /^[0\-:]+$/
/** A template that nobody filled in: `{{user.id}}`, `${id}`, `%%EMAIL%%`, `<user_id>`, `[USERID]`. */
const UNFILLED = /^(\{\{?.*\}\}?|\$\{.*\}|%%?.*%%?|<.*>|\[.*\]|\*\|.*\|\*)$/

/** Mailboxes that many people type because they have to type something, and those that nobody reads. */
const NOBODYS_MAIL = /^(no-?_?reply|do-?_?not-?_?reply|null|none|na|n\/a|undefined|nobody|noemail|no-?email|noone|unknown|mailer-daemon)@/
const SAME_TWICE = /^(test|none|null|no|na|nil|a|aa|aaa|aaaa|abc|asd|asdf|qwe|qwer|qwerty|x|xx|xxx|xxxx|abcd|example|email|mail|user|guest|fake|123|1234|12345|123456)@\1\./
const TEST_MAIL = /^(test|user|email|name|your-?name|your-?email|someone|somebody)@(example|test|email|mail|domain|company)\.(com|net|org|tw|hk|th|cn|com\.tw|com\.hk|co\.th|com\.cn)$/

/** The same digit eight times at the end (0900000000), or counting up or down as on the keyboard (1234567890, 0987654321). */
const NOBODYS_PHONE = /(\d)\1{7}$|^\+?\d{0,4}(01234567|12345678|98765432|87654321)\d{0,2}$/
/** Numbers out of examples: Taiwan's 0912345678, Thailand's 0812345678, the service number 13800138000 of China Mobile and its like. */
const EXAMPLE_PHONE = /^(\+?886|0)912345678$|^(\+?66|0)[689]12345678$|^(\+?86)?138(00138000|12345678|00000000)$/

/**
 * Whether a normalised value (e-mail in lower case, phone as digits, ids without their scope) is a placeholder.
 * Such a value would make strangers one person, so it is left out wherever identifiers are read.
 */
export function isPlaceholder(kind: string, value: string): boolean {
  if (kind === 'phone') return NOBODYS_PHONE.test(value) || EXAMPLE_PHONE.test(value)
  if (kind === 'email') return NOBODYS_MAIL.test(value) || SAME_TWICE.test(value) || TEST_MAIL.test(value) || UNFILLED.test(value)
  return WORDS.has(value.toLowerCase()) || ZEROS.test(value) || UNFILLED.test(value)
}
