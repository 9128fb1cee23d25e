// CRC-32 (the one of gzip and PNG) over the UTF-8 bytes of a text. Node has it in zlib, but replicated state
// must name its sealed parts without Node. Sealing is done inside an apply, hence the short way for ASCII.

/** The polynomial 0x04C11DB7 with its bits reversed. */
const POLYNOMIAL = 0xedb88320
/** What stands for a lone half of a surrogate pair when a text is written. */
const REPLACEMENT = 0xfffd

/** Signed, as bit operations answer: unsigned ones may be floating-point numbers, which takes twice the time. */
const TABLE: Int32Array = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1
  return rest
})

/** 8 hexadecimal digits. */
export const crc32Of = (text: string): string => crcDigits(crcAfter(CRC_BEGIN, text))

/** For a text that comes in pieces: what the first begins with, what each hands on, what it comes to. */
export const CRC_BEGIN = -1
export const crcDigits = (crc: number): string => (~crc >>> 0).toString(16).padStart(8, '0')

/** No piece may end inside a character. */
export function crcAfter(before: number, text: string): number {
  let crc = before
  for (let place = 0; place < text.length; place += 1) {
    const unit = text.charCodeAt(place)
    if (unit < 0x80) {
      crc = withByte(crc, unit)
      continue
    }
    const code = text.codePointAt(place) ?? REPLACEMENT
    if (code > 0xffff) place += 1
    crc = withCode(crc, code >= 0xd800 && code < 0xe000 ? REPLACEMENT : code)
  }
  return crc
}

const withByte = (crc: number, byte: number): number => (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0)

/** The bytes of a code point behind ASCII: RFC 3629, section 3. */
function withCode(crc: number, code: number): number {
  if (code < 0x800) return withByte(withByte(crc, 0xc0 | (code >> 6)), follow(code))
  if (code < 0x10000) {
    return withByte(withByte(withByte(crc, 0xe0 | (code >> 12)), follow(code >> 6)), follow(code))
  }
  const begun = withByte(withByte(crc, 0xf0 | (code >> 18)), follow(code >> 12))
  return withByte(withByte(begun, follow(code >> 6)), follow(code))
}

const follow = (bits: number): number => 0x80 | (bits & 0x3f)
