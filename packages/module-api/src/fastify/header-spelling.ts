// Names of headers as IIS spells them, for those who read the bytes of a response. Fastify writes them in lower case; filters look for `Content-Length:`.

/** TABLE: names that are not simply capitals at the beginning and behind each hyphen. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['etag', 'ETag'], ['www-authenticate', 'WWW-Authenticate'], ['content-md5', 'Content-MD5'], ['te', 'TE'], ['p3p', 'P3P'], ['dav', 'DAV'], ['mime-version', 'MIME-Version'], ['ms-author-via', 'MS-Author-Via']
])
const CARRIAGE_RETURN = 13
const LINE_FEED = 10
const HYPHEN = 45
const COLON = 58
const TO_CAPITAL = 32
const isCapital = (byte: number): boolean => byte >= 65 && byte <= 90
const isSmall = (byte: number): boolean => byte >= 97 && byte <= 122

/** A header block with its names in capitals and small letters; those that have a capital somewhere are as somebody wants them. */
export function spellNames(head: Buffer): Buffer {
  const spelled = Buffer.from(head)
  for (let at = head.indexOf(LINE_FEED) + 1; at > 0 && at < head.length && head[at] !== CARRIAGE_RETURN; at = head.indexOf(LINE_FEED, at) + 1) spellName(spelled, at)
  return spelled
}

function spellName(bytes: Buffer, from: number): void {
  let to = from
  for (let byte = bytes[to]; byte !== undefined && byte !== COLON; byte = bytes[++to]) if (isCapital(byte) || byte === LINE_FEED) return
  const other = OTHERS.get(bytes.toString('latin1', from, to))
  if (other !== undefined) {
    bytes.write(other, from, 'latin1')
    return
  }
  for (let at = from; at < to; at++) {
    const byte = bytes[at]
    if (byte !== undefined && isSmall(byte) && (at === from || bytes[at - 1] === HYPHEN)) bytes[at] = byte - TO_CAPITAL
  }
}
