// Chunks of files, looked at when a module writes them: what cannot be sent is refused then, and its size is known from then on.

import { fstatSync, statSync } from 'node:fs'
import { ERROR_ACCESS_DENIED, ERROR_HANDLE_EOF, ERROR_INVALID_HANDLE, HRESULT_FROM_WIN32, type HRESULT } from '@isapi-bridge/win32'
import { HTTP_BYTE_RANGE_TO_EOF, HttpDataChunkFromFileHandle, type HTTP_DATA_CHUNK, type HTTP_FILE_CHUNK } from '../http-response.ts'
import { fileErrorOf } from './file-errors.ts'

const isFileChunk = ({ DataChunkType }: HTTP_DATA_CHUNK): boolean => DataChunkType === HttpDataChunkFromFileHandle

/** The same chunks, those of files with the length that they have; or why one of them cannot be sent. */
export function measureFiles(chunks: readonly HTTP_DATA_CHUNK[]): readonly HTTP_DATA_CHUNK[] | HRESULT {
  if (!chunks.some(isFileChunk)) return chunks
  const measured: HTTP_DATA_CHUNK[] = []
  for (const chunk of chunks) {
    const file = chunk.DataChunkType === HttpDataChunkFromFileHandle ? measure(chunk.FromFileHandle) : null
    if (typeof file === 'number') return file
    measured.push(file === null ? chunk : { DataChunkType: HttpDataChunkFromFileHandle, FromFileHandle: file })
  }
  return measured
}

function measure({ ByteRange: { StartingOffset, Length }, FileHandle }: HTTP_FILE_CHUNK): HTTP_FILE_CHUNK | HRESULT | null {
  let stats
  try {
    stats = typeof FileHandle === 'string' ? statSync(FileHandle) : fstatSync(FileHandle.fd)
  } catch (error) {
    return typeof FileHandle === 'string' ? fileErrorOf(error) : HRESULT_FROM_WIN32(ERROR_INVALID_HANDLE)
  }
  if (stats.isDirectory()) return HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED)
  if (!stats.isFile()) return null // a pipe or a device: nobody knows before it is read
  const left = stats.size - StartingOffset
  if (left < 0 || Length > left) return HRESULT_FROM_WIN32(ERROR_HANDLE_EOF)
  return { ByteRange: { StartingOffset, Length: Length === HTTP_BYTE_RANGE_TO_EOF ? left : Length }, FileHandle }
}
