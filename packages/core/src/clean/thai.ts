/** Thai names by sound: one spelling for variants of a name in Thai, and skeletons of consonants that Thai letters share with their many Latin spellings. */

/** Thai consonants by letter: class as an initial (RTGS without marks) and as a final. */
const CONSONANTS = new Map<string, readonly [string, string]>()
for (const entry of [
  'ก k k', 'ขฃคฅฆ k k', 'ง ŋ ŋ', 'จ c t', 'ฉชฌ c t', 'ซศษส s t', 'ญ y n', 'ย y -', 'ฎด t t', 'ฏตฐถฑทฒธ t t', 'ณน n n', 'บ p p', 'ปผพภ p p', 'ฝฟ f p', 'ม m m', 'รฤ l n', 'ลฦฬ l n', 'ว w -', 'หฮ h -', 'อ - -',
]) {
  const [letters, initial, final] = entry.split(' ') as [string, string, string]
  for (const letter of letters) CONSONANTS.set(letter, [initial === '-' ? '' : initial, final === '-' ? '' : final])
}

/** What a letter-by-letter transliteration writes, in the order of the letters; `ซ` and `ๆ` as the widely used Unidecode tables have them. */
const LETTERS = new Map<string, string>()
for (const entry of [
  'กขฃคฅฆ k', 'ง ng', 'จฉชซฌ ch', 'ญย y', 'ฎด d', 'ฏตฐถฑทฒธ t', 'ณน n', 'บ b', 'ปผพภ p', 'ฝฟ f', 'ม m', 'รฤ r', 'ลฦฬ l', 'ว w', 'ศษส s', 'หฮ h', 'ะัา a', 'ำ am', 'ิีึื i', 'ุู u', 'เ e', 'แ ae', 'โ o', 'ใไ ai',
]) {
  const [letters, latin] = entry.split(' ') as [string, string]
  for (const letter of letters) LETTERS.set(letter, latin)
}

const VARIANTS = new Map<string, string>()
for (const entry of ['ฃข', 'ฅค', 'ฆค', 'ญย', 'ฎด', 'ฏต', 'ฐถ', 'ฑท', 'ฒท', 'ธท', 'ณน', 'ภพ', 'ศส', 'ษส', 'ฬล', 'ฮห', 'ใไ', 'ะา', 'ัา', 'ีิ', 'ึิ', 'ืิ', 'ูุ', 'ฤร']) VARIANTS.set(entry[0]!, entry[1]!)

const ABOVE = /[\u0e47-\u0e4b\u0e4d\u0e4e]/g
const SILENT = /[\u0e01-\u0e2e][\u0e34\u0e38]?\u0e4c/g
/** Final letters that fall silent together: จันทร์, ศาสตร์. */
const SILENT_PAIR = /(?<=[\u0e01-\u0e2e])[ตทดธ]ร\u0e4c/g
const OWN_VOWEL = /[\u0e30-\u0e3a]/
const LEADING = /[\u0e40-\u0e44]/

/** One spelling for variants of a Thai word: letters of one sound merged, tones and silent letters dropped, vowels short, doubles single. */
export function thaiVariantKey(word: string): string {
  let out = ''
  let last = ''
  for (const letter of word.replaceAll('ำ', 'ัม').replaceAll('รร', 'ัน').replace(SILENT, '').replace(ABOVE, '').replaceAll('\u0e4c', '')) {
    const plain = VARIANTS.get(letter) ?? letter
    if (plain !== last) out += plain
    last = plain
  }
  return out
}

/** Skeletons of a Thai word: as it sounds (final consonants closed), as it is spelled without silent letters, and letter by letter. Without doubles. */
export function thaiSkeletons(word: string): readonly string[] {
  const bare = word.replaceAll('ำ', 'ัม').replace(SILENT_PAIR, '').replace(SILENT, '').replace(ABOVE, '').replaceAll('\u0e4c', '')
  const found: string[] = []
  for (const one of [spoken(bare.replaceAll('รร', 'ัน')), spelled(bare), consonants(transliterated(word))]) if (one !== '' && !found.includes(one)) found.push(one)
  return found
}

/** Consonants with their closed sounds: those without a vowel stand in runs, which are read in pairs (first and final consonant) from the end. */
function spoken(word: string): string {
  let out = ''
  let open = false
  let at = 0
  while (at < word.length) {
    const letter = word[at]!
    if (!CONSONANTS.has(letter)) {
      at++
      continue
    }
    if (at > 0 && LEADING.test(word[at - 1]!)) {
      out = joined(out, mute(word, at) ? '' : CONSONANTS.get(letter)![0])
      // A cluster shares the leading vowel: เปรม, ไกรสร.
      if (/[รลว]/.test(word[at + 1] ?? '') && /[กขคตปผพ]/.test(letter) && !/[ิีึืุู็ั]/.test(word[at + 2] ?? '')) out = joined(out, CONSONANTS.get(word[++at]!)![0])
      open = true
      at++
      continue
    }
    if (OWN_VOWEL.test(word[at + 1] ?? '')) {
      out = joined(out, CONSONANTS.get(letter)![0])
      open = true
      at += 2
      continue
    }
    let to = at
    while (to < word.length && CONSONANTS.has(word[to]!) && !OWN_VOWEL.test(word[to + 1] ?? '')) to++
    out = run(out, word, at, to, open)
    open = false
    at = to
  }
  return out
}

/** Reads the consonants without vowels from `at` to `to`; `open`: the syllable before may still close. */
function run(before: string, word: string, at: number, to: number, open: boolean): string {
  let out = before
  const count = to - at
  const silentR = open && count === 2 && to === word.length && word[at + 1] === 'ร' && /[กตทช]/.test(word[at]!) && /[ัิุ]/.test(word[at - 1] ?? '')
  if (silentR) return joined(out, CONSONANTS.get(word[at]!)![1])
  let closes = open && (count % 2 === 1 || to < word.length)
  // A single consonant before a vowel at the beginning of a word is a syllable of its own: ธ|นา.
  for (let here = at; here < to; here++) {
    if (mute(word, here)) continue
    const [first, final] = CONSONANTS.get(word[here]!)!
    out = joined(out, closes ? final : first)
    closes = !closes
  }
  return out
}

/** Every consonant by its first sound, in the order written; y and w go where nothing follows them. */
function spelled(word: string): string {
  let out = ''
  for (let at = 0; at < word.length; at++) {
    const classes = CONSONANTS.get(word[at]!)
    if (!classes || mute(word, at)) continue
    const glide = (classes[0] === 'y' || classes[0] === 'w') && at > 0 && !LEADING.test(word[at - 1]!) && !/[\u0e01-\u0e3a]/.test(word[at + 1] ?? '')
    if (!glide) out = joined(out, classes[0])
  }
  return out
}

/** A leading ห before a sonorant only sets the tone: หม, หน, หล. */
function mute(word: string, at: number): boolean {
  const next = word[at + 1] ?? ''
  return word[at] === 'ห' && /[งญณนมยรลวฬ]/.test(next)
}

function joined(out: string, sound: string): string {
  return sound === '' || out.endsWith(sound) ? out : out + sound
}

function transliterated(word: string): string {
  let out = ''
  for (const letter of word) out += LETTERS.get(letter) ?? ''
  return out
}

/** Skeletons of a Latin word: as written, and with `or` and `er` read as vowels before a consonant or the end (`Siriporn`, `Prasert`). Without doubles. */
export function latinSkeletons(word: string): readonly string[] {
  const plain = consonants(word)
  const soft = /[oe]r(?![aeiou])/.test(word) ? consonants(word.replace(/(?<=[oe])r(?![aeiou])/g, '')) : plain
  return plain === '' ? [] : soft === plain || soft === '' ? [plain] : [plain, soft]
}

/**
 * `somchai` is `smc`; `phongsak`, `pongsak` and `bongsak` are `pŋsk`. R and l fall together, aspirated and plain letters as well, vowels go, y and w stay
 * only before a vowel.
 */
function consonants(word: string): string {
  let out = ''
  for (let at = 0; at < word.length; at++) {
    const letter = word[at]!
    const next = word[at + 1] ?? ''
    let sound = ''
    switch (letter) {
      case 'b': case 'p': sound = 'p'; break
      case 'd': case 't': sound = 't'; break
      case 'g': case 'k': case 'q': case 'x': sound = 'k'; break
      case 'c': sound = next === 'h' || next === 'c' || next === 'j' ? 'c' : /[eiy]/.test(next) ? 's' : 'k'; break
      case 'j': sound = 'c'; break
      case 's': case 'z': sound = 's'; break
      case 'n':
        sound = next === 'g' ? 'ŋ' : 'n'
        if (next === 'g') at++
        break
      case 'r': case 'l': sound = 'l'; break
      case 'f': case 'm': sound = letter; break
      case 'v': case 'w': sound = /[aeiou]/.test(next) ? 'w' : ''; break
      case 'y': sound = /[aeiou]/.test(next) ? 'y' : ''; break
      case 'h': sound = /[aeiouy]/.test(next) && (at === 0 || /[aeiou]/.test(word[at - 1]!)) ? 'h' : ''; break
      default: break
    }
    if (sound !== '' && !out.endsWith(sound)) out += sound
  }
  return out
}
