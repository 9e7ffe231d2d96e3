/** How a Latin name sounds to a European ear: a short code in the manner of Metaphone (Philips 1990), kept small and total. */

/** `smith` and `smyth` are `smt`; `catherine` and `kathryn` are `ktrn`. A first vowel is kept as `a`. The word is small letters without accents. */
export function latinSound(word: string): string {
  const text = word.replace(/[^a-z]/g, '').replace(/^(kn|gn|pn)/, 'n').replace(/^wr/, 'r').replace(/^x/, 's').replace(/^mc(?=[^aeiouy])/, 'mac')
    .replace(/tch/g, 'ch').replace(/sch/g, 'sh').replace(/gh(?=[^aeiouy]|$)/g, '').replace(/ph/g, 'f').replace(/dg(?=[eiy])/g, 'j')
    .replace(/th/g, 't').replace(/ck/g, 'k').replace(/c(?=[eiy])/g, 's').replace(/c(?!h)/g, 'k').replace(/q/g, 'k').replace(/x/g, 'ks').replace(/z/g, 's').replace(/v/g, 'f')
  let out = ''
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!
    const next = text[at + 1] ?? ''
    let sound = letter
    if ('aeiouy'.includes(letter)) sound = at === 0 ? 'a' : ''
    else if (letter === 'h') sound = at === 0 || (at > 0 && 'aeiou'.includes(text[at - 1]!) && 'aeiouy'.includes(next)) ? 'h' : ''
    else if (letter === 'w') sound = 'aeiouy'.includes(next) ? 'w' : ''
    else if ((letter === 's' || letter === 'c') && next === 'h') sound = 'x'
    else if (letter === 'g' && 'eiy'.includes(next) && next !== '') sound = 'j'
    if (sound !== '' && !(sound === out[out.length - 1] && text[at - 1] === letter)) out += sound
  }
  return out
}
