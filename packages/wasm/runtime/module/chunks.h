/* Chunks of a response as the server takes them: what is a part of a file is read here, since handles mean nothing outside. */
#ifndef ISAPI_MODULE_CHUNKS_H
#define ISAPI_MODULE_CHUNKS_H

#include "host.h"
#include <stdlib.h>

class Chunks {
  HTTP_DATA_CHUNK *own;
  DWORD count;

  HRESULT read(HTTP_DATA_CHUNK &chunk, const HTTP_DATA_CHUNK &from) {
    const ULONGLONG start = from.FromFileHandle.ByteRange.StartingOffset.QuadPart;
    ULONGLONG length = from.FromFileHandle.ByteRange.Length.QuadPart;
    const HANDLE file = from.FromFileHandle.FileHandle;
    const DWORD size = GetFileSize(file, NULL);
    if (size == INVALID_FILE_SIZE) return HRESULT_FROM_WIN32(ERROR_INVALID_HANDLE);
    if (start > size || (length != HTTP_BYTE_RANGE_TO_EOF && length > size - start)) return HRESULT_FROM_WIN32(ERROR_HANDLE_EOF);
    if (length == HTTP_BYTE_RANGE_TO_EOF) length = size - start;
    void *buffer = malloc((size_t)length + 1);
    if (!buffer) return HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY);
    chunk.DataChunkType = HttpDataChunkFromMemory;
    chunk.FromMemory.pBuffer = buffer;
    chunk.FromMemory.BufferLength = 0;
    if (SetFilePointer(file, (LONG)start, NULL, FILE_BEGIN) == INVALID_SET_FILE_POINTER) return HRESULT_FROM_WIN32(GetLastError());
    DWORD got = 0;
    if (!ReadFile(file, buffer, (DWORD)length, &got, NULL)) return HRESULT_FROM_WIN32(GetLastError());
    chunk.FromMemory.BufferLength = got;
    return S_OK;
  }

public:
  HTTP_DATA_CHUNK *list;
  HRESULT error;

  Chunks(HTTP_DATA_CHUNK *given, DWORD many) : own(NULL), count(many), list(given), error(S_OK) {
    DWORD first = 0;
    if (given == NULL || many > 0xFFFF) return;
    while (first < many && given[first].DataChunkType != HttpDataChunkFromFileHandle) first++;
    if (first == many) return;
    list = own = static_cast<HTTP_DATA_CHUNK *>(calloc(many, sizeof *own));
    if (!own) error = HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY);
    for (DWORD i = 0; i < many && SUCCEEDED(error); i++) {
      if (given[i].DataChunkType == HttpDataChunkFromFileHandle) error = read(own[i], given[i]);
      else own[i] = given[i];
    }
    source = given;
  }
  ~Chunks() {
    for (DWORD i = 0; own && i < count; i++)
      if (source[i].DataChunkType == HttpDataChunkFromFileHandle) free(own[i].FromMemory.pBuffer);
    free(own);
  }

private:
  HTTP_DATA_CHUNK *source = NULL;
};

#endif
