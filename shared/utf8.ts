// How many bytes a text takes in UTF-8 (RFC 3629). Pure: replicated state counts with it.

/** A lone half of a surrogate pair is written as the replacement character: three bytes. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let place = 0; place < text.length; place += 1) {
    const unit = text.charCodeAt(place)
    if (unit < 0x80) continue
    bytes += unit < 0x800 ? 1 : 2
    if (!isHigh(unit) || !isLow(text.charCodeAt(place + 1))) continue
    // A pair is four bytes; two units and the two added for the first make them.
    place += 1
  }
  return bytes
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00
/** Not a number, as behind the end, is no half. */
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000
