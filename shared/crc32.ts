// CRC-32 (the one of gzip and PNG) over the UTF-8 bytes of a text. Node has it in zlib, but replicated state
// must name its sealed parts without Node, and the browser checks the same numbers.

/** The polynomial 0x04C11DB7 with its bits reversed. */
const POLYNOMIAL = 0xedb88320

const TABLE: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1
  return rest
})

/** 8 hexadecimal digits. A lone half of a surrogate pair counts as the replacement character, as when it is written. */
export function crc32Of(text: string): string {
  let crc = 0xffffffff
  const take = (byte: number): void => {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0)
  }
  for (const character of text) eachByte(character.codePointAt(0) ?? 0, take)
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0')
}

/** RFC 3629, section 3. */
function eachByte(code: number, take: (byte: number) => void): void {
  if (code < 0x80) return take(code)
  if (code < 0x800) take(0xc0 | (code >> 6))
  else if (code >= 0xd800 && code < 0xe000) return eachByte(REPLACEMENT, take)
  else if (code < 0x10000) {
    take(0xe0 | (code >> 12))
    take(0x80 | ((code >> 6) & 0x3f))
  } else {
    take(0xf0 | (code >> 18))
    take(0x80 | ((code >> 12) & 0x3f))
    take(0x80 | ((code >> 6) & 0x3f))
  }
  take(0x80 | (code & 0x3f))
}

const REPLACEMENT = 0xfffd
