// Text of this side and of a guest. A narrow string of a guest is kept with a character for each byte; its bytes are UTF-8.

import { Buffer } from 'node:buffer'

/** Bytes of a wchar_t. */
export const WIDE = 4

/** A text as the narrow string that a guest has of it. */
export function bytesOf(text: string): string { return Buffer.from(text, 'utf8').toString('latin1') }

/** The text of a narrow string. */
export function textOf(bytes: string): string { return Buffer.from(bytes, 'latin1').toString('utf8') }

/** Bytes of a text in wide characters, with its NUL. */
export function wideSize(text: string): number { return ([...text].length + 1) * WIDE }
