/*
 * File mappings. A mapping of a file is its content of that moment: a view is a copy of a part, and what is written to it reaches no file, so mappings of files
 * are to be read (or copied on write). A mapping without a file is memory, one block for each name and for all its views.
 */

#include "win32.h"
#include <sys/stat.h>
#include <unistd.h>

struct section { char *name; DWORD size; char *memory; struct section *next; };
struct mapping { struct section *section; DWORD size; char memory[]; };
struct view { char *base; struct view *next; };
static struct section *sections;
static struct view *views;

static HANDLE openSection(struct section *section, DWORD error) {
  struct mapping *mapping = calloc(1, sizeof *mapping);
  HANDLE handle = mapping ? isapi_open(ISAPI_MAPPING, 0, mapping) : NULL;
  if (!handle) { free(mapping); SetLastError(ERROR_NOT_ENOUGH_MEMORY); return NULL; }
  mapping->section = section;
  mapping->size = section->size;
  SetLastError(error);
  return handle;
}

static HANDLE namedSection(const char *name, DWORD size, int create) {
  for (struct section *one = sections; one && name; one = one->next) if (one->name && !strcmp(one->name, name)) return openSection(one, create ? ERROR_ALREADY_EXISTS : NO_ERROR);
  struct section *made = create && size > 0 ? calloc(1, sizeof *made) : NULL;
  if (!made) { SetLastError(!create ? ERROR_FILE_NOT_FOUND : size == 0 ? ERROR_INVALID_PARAMETER : ERROR_NOT_ENOUGH_MEMORY); return NULL; }
  made->memory = calloc(1, size);
  made->name = name ? strdup(name) : NULL;
  made->size = size;
  if (!made->memory) { free(made->name); free(made); SetLastError(ERROR_NOT_ENOUGH_MEMORY); return NULL; }
  made->next = sections;
  sections = made;
  return openSection(made, NO_ERROR);
}

HANDLE WINAPI CreateFileMappingA(HANDLE file, LPSECURITY_ATTRIBUTES attributes, DWORD protect, DWORD high, DWORD low, LPCSTR name) {
  if (high) { SetLastError(ERROR_NOT_ENOUGH_MEMORY); return NULL; }
  if (file == INVALID_HANDLE_VALUE) return namedSection(name, low, 1);
  struct isapi_object *object = isapi_object(file, ISAPI_FILE);
  struct stat facts;
  if (!object) return NULL;
  if (fstat(object->value, &facts) != 0) { isapi_fail_errno(); return NULL; }
  DWORD length = (DWORD)facts.st_size, size = low ? low : length;
  if ((protect & 0xFF) != PAGE_READONLY && (protect & 0xFF) != PAGE_WRITECOPY) { SetLastError(ERROR_NOT_SUPPORTED); return NULL; }
  if (size == 0) { SetLastError(1006); return NULL; } /* ERROR_FILE_INVALID */
  if (size > length) { SetLastError(ERROR_NOT_ENOUGH_MEMORY); return NULL; }
  struct mapping *mapping = malloc(sizeof *mapping + size);
  if (!mapping) { SetLastError(ERROR_NOT_ENOUGH_MEMORY); return NULL; }
  mapping->section = NULL;
  mapping->size = size;
  for (DWORD done = 0; done < size;) {
    ssize_t got = pread(object->value, mapping->memory + done, size - done, done);
    if (got <= 0) { free(mapping); isapi_fail_errno(); return NULL; }
    done += (DWORD)got;
  }
  HANDLE handle = isapi_open(ISAPI_MAPPING, 0, mapping);
  if (!handle) { free(mapping); SetLastError(ERROR_NOT_ENOUGH_MEMORY); return NULL; }
  SetLastError(NO_ERROR);
  return handle;
}
HANDLE WINAPI CreateFileMappingW(HANDLE file, LPSECURITY_ATTRIBUTES attributes, DWORD protect, DWORD high, DWORD low, LPCWSTR name) {
  char *narrow = isapi_narrow(name);
  HANDLE handle = CreateFileMappingA(file, attributes, protect, high, low, narrow);
  free(narrow);
  return handle;
}
HANDLE WINAPI OpenFileMappingA(DWORD access, BOOL inherit, LPCSTR name) { return namedSection(name, 0, 0); }
HANDLE WINAPI OpenFileMappingW(DWORD access, BOOL inherit, LPCWSTR name) {
  char *narrow = isapi_narrow(name);
  HANDLE handle = namedSection(narrow, 0, 0);
  free(narrow);
  return handle;
}

LPVOID WINAPI MapViewOfFile(HANDLE handle, DWORD access, DWORD high, DWORD low, SIZE_T size) {
  struct isapi_object *object = isapi_object(handle, ISAPI_MAPPING);
  if (!object) return NULL;
  struct mapping *mapping = object->data;
  if (high || low > mapping->size || size > mapping->size - low) { SetLastError(ERROR_ACCESS_DENIED); return NULL; }
  if (low % 65536) { SetLastError(1132); return NULL; } /* ERROR_MAPPED_ALIGNMENT */
  if (size == 0) size = mapping->size - low;
  if (mapping->section) return mapping->section->memory + low;
  struct view *view = malloc(sizeof *view);
  char *base = view ? malloc(size) : NULL;
  if (!base) { free(view); SetLastError(ERROR_NOT_ENOUGH_MEMORY); return NULL; }
  memcpy(base, mapping->memory + low, size);
  view->base = base;
  view->next = views;
  views = view;
  return base;
}

BOOL WINAPI UnmapViewOfFile(LPCVOID base) {
  for (struct view **place = &views; *place; place = &(*place)->next) {
    struct view *view = *place;
    if (view->base != base) continue;
    *place = view->next;
    free(view->base);
    free(view);
    return TRUE;
  }
  for (struct section *one = sections; one; one = one->next) if ((const char *)base >= one->memory && (const char *)base < one->memory + one->size) return TRUE;
  return isapi_fail(487); /* ERROR_INVALID_ADDRESS */
}
BOOL WINAPI FlushViewOfFile(LPCVOID base, SIZE_T size) { return TRUE; }
